#include <fmt/format.h>

#include <optional>

#include "engine/docker/engine_class.hpp"
#include "engine/docker/job.hpp"
#include "engine/docker/log_reader.hpp"

namespace caisson::engine::docker {
namespace {

/// What holds a container: the connection that is its standard input and brings its output, and the
/// question for its exit code. Both stand before it starts, because afterwards nothing is left to
/// ask.
struct Holding final : Job, std::enable_shared_from_this<Holding> {
  explicit Holding(std::function<void(LogLine)> line)
      : reader([this, line = std::move(line)](LogLine one) {
          if (!cancelled) line(std::move(one));
        }) {
    // Of a container without a terminal, as leashed ones are: nothing to guess.
    reader.expect("application/vnd.docker.multiplexed-stream");
  }

  LogReader reader;
  std::unique_ptr<Stream> stream;
  bool waiting = false;
  bool output_over = false;
  std::string answer;
  std::optional<int> exit_code;
  Completion<void> holding;
  std::function<void(Result<int>)> ended;

  void held_if_ready() {
    if (!stream || !waiting || cancelled) return;
    const auto tell = std::exchange(holding, nullptr);
    if (tell) tell({});
  }

  void fail(const Error& error) {
    if (cancelled) return;
    if (const auto tell = std::exchange(holding, nullptr)) {
      ended = nullptr;
      return tell(error);
    }
    if (const auto tell = std::exchange(ended, nullptr)) tell(error);
  }

  void conclude() {
    if (!output_over || !exit_code || cancelled) return;
    // Asked and answered before the connection stood: removed by somebody else.
    if (holding) return fail(Error{ErrorKind::not_found, "the container is gone"});
    if (const auto tell = std::exchange(ended, nullptr)) tell(*exit_code);
  }

  void read_on() {
    stream->read([weak = weak_from_this()](const Result<std::string>& bytes) {
      const auto self = weak.lock();
      if (!self || self->cancelled) return;
      // An output that breaks off is an output that is over: what became of the container is told
      // by its exit code, or by the failure to get one.
      const bool over = !bytes || bytes->empty();
      const Result<void> fed = over ? self->reader.finish() : self->reader.feed(*bytes);
      if (self->cancelled) return;
      if (!over && fed) return self->read_on();
      self->output_over = true;
      self->conclude();
    });
  }
};

StreamHandlers exit_handlers(const std::weak_ptr<Holding>& weak) {
  StreamHandlers handlers;
  handlers.head = [weak](const Head&) {
    const auto self = weak.lock();
    if (!self) return;
    self->waiting = true;
    self->held_if_ready();
  };
  handlers.data = [weak](std::string_view bytes) {
    if (const auto self = weak.lock()) self->answer += bytes;
  };
  handlers.end = [weak](const Result<void>& outcome) {
    const auto self = weak.lock();
    if (!self) return;
    if (!outcome) return self->fail(outcome.error());
    const Result<int> code = decode_wait(self->answer);
    if (!code) return self->fail(code.error());
    self->exit_code = *code;
    self->conclude();
  };
  return handlers;
}

}  // namespace

SubscriptionPtr DockerEngine::hold(std::string id, Deadline deadline,
                                   std::function<void(LogLine)> line, Completion<void> holding,
                                   std::function<void(Result<int>)> ended) {
  auto job = std::make_shared<Holding>(std::move(line));
  job->holding = std::move(holding);
  job->ended = std::move(ended);
  const std::weak_ptr<Holding> weak = job;

  const std::string purpose = fmt::format("hold container `{}`", short_id(id));
  Request wait{
      Method::post,
      Target("/containers").segment(id).literal("wait").query("condition", "removed").str(),
      purpose};
  // Docker answers with a head as soon as it waits; Podman only when it has waited.
  const bool tells = m_info.kind == "docker";
  job->waiting = !tells;
  job->flow =
      m_client->stream(std::move(wait), tells ? deadline : Deadline::max(), exit_handlers(weak));

  Target target = Target("/containers").segment(id).literal("attach");
  for (const char* const one : {"stream", "stdin", "stdout", "stderr"})
    target.query(one, "1");
  using StreamPtr = std::unique_ptr<Stream>;
  Completion<StreamPtr> attached = [weak](Result<StreamPtr> stream) {
    const auto self = weak.lock();
    if (!self || self->cancelled) return;
    if (!stream) return self->fail(stream.error());
    self->stream = std::move(*stream);
    self->read_on();
    self->held_if_ready();
  };
  m_client->hijack(Request{Method::post, target.str(), purpose}, deadline, std::move(attached));
  return std::make_unique<JobSubscription>(std::move(job));
}

}  // namespace caisson::engine::docker
