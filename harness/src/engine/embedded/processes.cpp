#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

#include "base/file.hpp"
#include "base/json.hpp"
#include "base/pipe.hpp"
#include "base/text.hpp"
#include "engine/embedded/descriptor_stream.hpp"
#include "engine/embedded/engine_class.hpp"
#include "engine/embedded/oci/cgroup_mounts.hpp"

namespace caisson::engine::embedded {
namespace asio = boost::asio;
using OutputWatch = asio::posix::stream_descriptor;
namespace {

/// The end of what a process says on stderr: what it says first is often repeated, and may be long.
constexpr std::size_t k_most_kept = 16 * 1024;

Descriptor copy_of(const Descriptor& descriptor) {
  return Descriptor(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 3));
}

Json exec_body(const std::string& id, const ExecSpec& spec, bool terminal) {
  return {{"id", id}, {"argv", spec.argv}, {"env", spec.env}, {"terminal", terminal}};
}

std::optional<int> code_of(const std::string& payload) {
  const Json message = parse_json(payload);
  if (!message.is_object() || !message.contains("ended")) return std::nullopt;
  return message.at("ended").get<int>();
}

/// Collects what comes out of a pipe.
struct Collector : std::enable_shared_from_this<Collector> {
  Collector(Loop& loop, Descriptor pipe, std::size_t its_most)
      : watch(loop.executor()), most(its_most) {
    ::fcntl(pipe.get(), F_SETFL, O_NONBLOCK);
    boost::system::error_code ignored;
    watch.assign(pipe.release(), ignored);
  }

  void begin() {
    watch.async_wait(OutputWatch::wait_read, [weak = weak_from_this()](const auto& error) {
      const auto self = weak.lock();
      if (self && !error && self->take()) self->begin();
    });
  }

  /// False at its end.
  bool take() {
    std::array<char, 64 * 1024> buffer;
    for (;;) {
      const ssize_t count = ::read(watch.native_handle(), buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return errno == EAGAIN;
      if (count == 0) return false;
      text.append(buffer.data(), static_cast<std::size_t>(count));
      if (most > 0 && text.size() > most) text.erase(0, text.size() - most);
    }
  }

  OutputWatch watch;
  std::size_t most;  ///< 0: all of it
  std::string text;
};

/// A command whose output is wanted whole.
struct WholeExec : std::enable_shared_from_this<WholeExec> {
  std::shared_ptr<Conversation> conversation;
  std::shared_ptr<Collector> output;
  Clock* clock = nullptr;
  Clock::TimerId timer = 0;
  Completion<ExecResult> done;

  void conclude(Result<ExecResult> result) {
    if (timer != 0) clock->cancel(std::exchange(timer, 0));
    // Its callbacks hold this object, which holds it.
    if (const auto over = std::exchange(conversation, nullptr)) over->forget();
    if (const auto tell = std::exchange(done, nullptr)) tell(std::move(result));
  }
  void ended(int code) {
    output->take();
    conclude(ExecResult{code, output->text});
  }
};

class EmbeddedPipedProcess final : public PipedProcess {
 public:
  EmbeddedPipedProcess(Loop& loop, std::shared_ptr<Stream> stream,
                       std::shared_ptr<Collector> complaint,
                       std::shared_ptr<Conversation> conversation)
      : m_loop(loop),
        m_stream(std::move(stream)),
        m_state(std::make_shared<State>()),
        m_conversation(std::move(conversation)) {
    m_state->complaint = std::move(complaint);
    const std::weak_ptr<State> weak = m_state;
    m_conversation->more = [weak](const std::string& payload) {
      const auto self = weak.lock();
      if (const auto code = code_of(payload); self && code) self->ended(*code);
    };
    m_conversation->lost = [weak] {
      if (const auto self = weak.lock())
        self->ended(Error{ErrorKind::engine_unreachable, "the nest of this has ended"});
    };
  }
  ~EmbeddedPipedProcess() override { m_state->cancel(m_loop); }
  EmbeddedPipedProcess(const EmbeddedPipedProcess&) = delete;
  EmbeddedPipedProcess& operator=(const EmbeddedPipedProcess&) = delete;

  void write(std::string bytes, Completion<void> done) override {
    m_stream->write(std::move(bytes), std::move(done));
  }
  void read(Completion<std::string> done) override { m_stream->read(std::move(done)); }

  void end(Deadline deadline, Completion<ExecResult> done) override {
    m_state->done = std::move(done);
    const std::weak_ptr<State> weak = m_state;
    m_state->timer = m_loop.clock().schedule(deadline, [weak] {
      const auto self = weak.lock();
      if (!self) return;
      self->timer = 0;
      self->result = Error{ErrorKind::timed_out, "a command has not ended in time"};
      self->tell();
    });
    if (m_state->result)
      m_loop.post([weak, &loop = m_loop] {
        const auto self = weak.lock();
        if (!self) return;
        loop.clock().cancel(std::exchange(self->timer, 0));
        self->tell();
      });
  }

 private:
  struct State {
    std::shared_ptr<Collector> complaint;
    std::optional<Result<int>> result;
    Completion<ExecResult> done;
    Clock::TimerId timer = 0;

    void ended(Result<int> code) {
      complaint->take();
      if (!result) result = std::move(code);
      tell();
    }
    void tell() {
      const auto say = std::exchange(done, nullptr);
      if (!say) return;
      if (!*result) return say(result->error());
      say(ExecResult{**result, complaint->text});
    }
    void cancel(Loop& loop) {
      done = nullptr;
      if (timer != 0) loop.clock().cancel(timer);
    }
  };

  Loop& m_loop;
  std::shared_ptr<Stream> m_stream;
  std::shared_ptr<State> m_state;
  std::shared_ptr<Conversation> m_conversation;
};

/// A terminal, and the process at it.
class TerminalProcess final : public Stream {
 public:
  TerminalProcess(std::unique_ptr<Stream> stream, std::shared_ptr<Conversation> conversation)
      : m_stream(std::move(stream)), m_conversation(std::move(conversation)) {}
  void write(std::string bytes, Completion<void> done) override {
    m_stream->write(std::move(bytes), std::move(done));
  }
  void read(Completion<std::string> done) override { m_stream->read(std::move(done)); }
  void resize(int columns, int rows) override { m_stream->resize(columns, rows); }

 private:
  std::unique_ptr<Stream> m_stream;
  std::shared_ptr<Conversation> m_conversation;
};

std::string state_of_process(int pid) {
  const auto stat = read_file(fmt::format("/proc/{}/stat", pid));
  const auto end = stat ? stat->rfind(") ") : std::string::npos;
  return end == std::string::npos ? std::string() : stat->substr(end + 2, 1);
}

}  // namespace

void EmbeddedEngine::exec(std::string id, std::vector<std::string> argv, Deadline deadline,
                          Completion<ExecResult> done) {
  converse(id, deadline,
           [this, id, argv, deadline,
            done = std::move(done)](const Result<std::shared_ptr<Conversation>>& found) {
             if (!found) return done(found.error());
             auto pipe = make_pipe();
             if (!pipe) return fail<ExecResult>(done, pipe.error());
             const auto job = std::make_shared<WholeExec>();
             job->conversation = *found;
             job->output = std::make_shared<Collector>(m_loop, std::move(pipe->reading), 0);
             job->output->begin();
             job->clock = &m_loop.clock();
             m_asked.insert(job->conversation);
             const std::weak_ptr<Conversation> weak = job->conversation;
             // The conversation's callbacks keep the job; they go with the conversation.
             job->done = [this, weak, done](Result<ExecResult> result) {
               m_asked.erase(weak.lock());
               done(std::move(result));
             };
             job->timer = m_loop.clock().schedule(deadline, [job, argv] {
               job->timer = 0;
               job->conclude(
                   Error{ErrorKind::timed_out, "`" + (argv.empty() ? std::string() : argv.front()) +
                                                   "` has not ended in time"});
             });
             job->conversation->more = [job](const std::string& payload) {
               if (const auto code = code_of(payload)) job->ended(*code);
             };
             job->conversation->lost = [job] {
               job->conclude(Error{ErrorKind::engine_unreachable, "the nest of this has ended"});
             };
             Descriptors stdio;
             stdio.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
             stdio.push_back(copy_of(pipe->writing));
             stdio.push_back(std::move(pipe->writing));
             job->conversation->ask("exec", exec_body(id, {argv}, false), std::move(stdio),
                                    Deadline::max(), [job](const Result<Answer*>& answer) {
                                      if (!answer) job->conclude(answer.error());
                                    });
           });
}

void EmbeddedEngine::exec_terminal(std::string id, std::vector<std::string> argv, Deadline deadline,
                                   Completion<std::unique_ptr<Stream>> done) {
  converse(id, deadline,
           [this, id, argv, deadline,
            done = std::move(done)](const Result<std::shared_ptr<Conversation>>& found) {
             if (!found) return done(found.error());
             const auto conversation = *found;
             m_asked.insert(conversation);
             const std::weak_ptr<Conversation> weak = conversation;
             conversation->ask(
                 "exec", exec_body(id, {argv}, true), {}, deadline,
                 [this, weak, done](const Result<Answer*>& answer) {
                   const auto its = weak.lock();
                   m_asked.erase(its);
                   if (!answer) return done(answer.error());
                   auto& brought = (*answer)->descriptors;
                   if (brought.empty())
                     return done(Error{ErrorKind::protocol, "a nest gave no terminal"});
                   done(std::unique_ptr<Stream>(std::make_unique<TerminalProcess>(
                       make_descriptor_stream(m_loop, std::move(brought.front())), its)));
                 });
           });
}

void EmbeddedEngine::exec_piped(std::string id, ExecSpec spec, Deadline deadline,
                                Completion<std::unique_ptr<PipedProcess>> done) {
  converse(id, deadline,
           [this, id, spec, deadline,
            done = std::move(done)](const Result<std::shared_ptr<Conversation>>& found) {
             if (!found) return done(found.error());
             auto in = make_pipe();
             auto out = make_pipe();
             auto err = make_pipe();
             if (!in || !out || !err)
               return fail<std::unique_ptr<PipedProcess>>(
                   done, Error{ErrorKind::io, "cannot make a pipe"});
             const auto conversation = *found;
             m_asked.insert(conversation);
             const std::weak_ptr<Conversation> weak = conversation;
             const auto complaint =
                 std::make_shared<Collector>(m_loop, std::move(err->reading), k_most_kept);
             complaint->begin();
             const std::shared_ptr<Stream> stream =
                 make_descriptor_stream(m_loop, std::move(out->reading), std::move(in->writing));
             Descriptors stdio;
             stdio.push_back(std::move(in->reading));
             stdio.push_back(std::move(out->writing));
             stdio.push_back(std::move(err->writing));
             conversation->ask(
                 "exec", exec_body(id, spec, false), std::move(stdio), deadline,
                 [this, weak, complaint, stream, done](const Result<Answer*>& answer) {
                   const auto its = weak.lock();
                   m_asked.erase(its);
                   if (!answer) return done(answer.error());
                   done(std::unique_ptr<PipedProcess>(
                       std::make_unique<EmbeddedPipedProcess>(m_loop, stream, complaint, its)));
                 });
           });
}

void EmbeddedEngine::list_processes(std::string id, Deadline deadline,
                                    Completion<std::vector<ProcessState>> done) {
  ask_about(id, "inspect", Json::object(), {}, deadline,
            [done = std::move(done)](const Result<Answer*>& answer) {
              if (!answer) return done(answer.error());
              const auto mountinfo = caisson::read_file("/proc/self/mountinfo");
              if (!mountinfo) return done(mountinfo.error());
              const CgroupMounts mounts = cgroup_mounts(*mountinfo);
              const std::string group = (*answer)->value.at("cgroup");
              // Read out here, the kernel numbers them as this host does.
              const auto listed = caisson::read_file(mounts.memory + group + "/cgroup.procs");
              std::vector<ProcessState> processes;
              for (const std::string& line : split(listed ? *listed : std::string(), '\n')) {
                int pid = 0;
                std::from_chars(line.data(), line.data() + line.size(), pid);
                if (pid > 0) processes.push_back({pid, state_of_process(pid)});
              }
              done(std::move(processes));
            });
}

}  // namespace caisson::engine::embedded
