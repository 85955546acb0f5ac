#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <deque>
#include <utility>

#include "base/file.hpp"
#include "engine/embedded/descriptor_stream.hpp"
#include "engine/embedded/engine_class.hpp"
#include "engine/embedded/wire/log_record.hpp"

namespace caisson::engine::embedded {
namespace {

constexpr auto k_log_answer_within = std::chrono::seconds(10);

Result<std::string> read_all(const Descriptor& file) {
  std::string content;
  std::array<char, 64 * 1024> buffer;
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno_error("cannot read a file of a container", "");
    if (count == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

/// A log on its way: the last lines of what there is, then each as it comes.
struct LogReading : std::enable_shared_from_this<LogReading> {
  LogReading(LogOptions its_options, std::function<void(LogLine)> its_line)
      : options(its_options),
        line(std::move(its_line)),
        records(options.timestamps, [this](LogLine one) { take(std::move(one)); }) {}

  void take(LogLine one) {
    if (!options.tail || caught_up) return tell(one);
    if (*options.tail <= 0) return;
    last.push_back(std::move(one));
    if (last.size() > static_cast<std::size_t>(*options.tail)) last.pop_front();
  }

  void tell(const LogLine& one) const {
    if (!cancelled) line(one);
  }

  void frame(const std::string& payload) {
    if (payload.empty() || cancelled) return;
    const auto keep = shared_from_this();
    if (payload.front() == k_log_frame) return records.feed(std::string_view(payload).substr(1));
    if (payload.front() == k_log_caught_up) {
      caught_up = true;
      for (const LogLine& one : std::exchange(last, {}))
        tell(one);
    }
    if (payload.front() == k_log_end) end({});
  }

  void end(Result<void> outcome) {
    if (cancelled) return;
    if (const auto say = std::exchange(ended, nullptr)) say(std::move(outcome));
  }

  LogOptions options;
  std::function<void(LogLine)> line;
  std::function<void(Result<void>)> ended;
  LogRecordReader records;
  std::deque<LogLine> last;
  std::shared_ptr<Conversation> conversation;
  bool caught_up = false;
  bool cancelled = false;
};

}  // namespace

SubscriptionPtr EmbeddedEngine::logs(std::string id, LogOptions options,
                                     std::function<void(LogLine)> line,
                                     std::function<void(Result<void>)> ended) {
  const auto reading = std::make_shared<LogReading>(options, std::move(line));
  reading->ended = std::move(ended);
  const std::weak_ptr<LogReading> weak = reading;
  const Deadline deadline = m_loop.clock().now() + k_log_answer_within;
  converse(id, deadline,
           [weak, id, options, deadline](Result<std::shared_ptr<Conversation>> found) {
             const auto self = weak.lock();
             if (!self) return;
             if (!found) return self->end(found.error());
             self->conversation = *found;
             self->conversation->more = [weak](const std::string& payload) {
               if (const auto alive = weak.lock()) alive->frame(payload);
             };
             self->conversation->lost = [weak] {
               if (const auto alive = weak.lock()) alive->end({});
             };
             self->conversation->ask("logs", {{"id", id}, {"follow", options.follow}}, {}, deadline,
                                     [weak](const Result<Answer*>& answer) {
                                       const auto alive = weak.lock();
                                       if (alive && !answer) alive->end(answer.error());
                                     });
           });
  const std::shared_ptr<void> kept(reading.get(), [reading](void*) {
    reading->cancelled = true;
    reading->conversation.reset();
  });
  return keep_subscription(kept);
}

void EmbeddedEngine::dial(std::string id, std::uint16_t port, Deadline deadline,
                          Completion<std::unique_ptr<Stream>> done) {
  ask_about(id, "dial", {{"port", port}}, {}, deadline,
            [this, done = std::move(done)](const Result<Answer*>& answer) {
              if (!answer) return done(answer.error());
              auto& brought = (*answer)->descriptors;
              if (brought.empty())
                return done(Error{ErrorKind::protocol, "a nest gave no connection"});
              done(make_descriptor_stream(m_loop, std::move(brought.front())));
            });
}

void EmbeddedEngine::read_file(std::string id, std::string path, Deadline deadline,
                               Completion<std::string> done) {
  ask_about(id, "open", {{"path", path}}, {}, deadline,
            [done = std::move(done)](const Result<Answer*>& answer) {
              if (!answer) return done(answer.error());
              const auto& brought = (*answer)->descriptors;
              if (brought.empty()) return done(Error{ErrorKind::protocol, "a nest gave no file"});
              done(read_all(brought.front()));
            });
}

}  // namespace caisson::engine::embedded
