#include <fmt/format.h>

#include <algorithm>

#include "engine/docker/demux.hpp"
#include "engine/docker/encode.hpp"
#include "engine/docker/engine_class.hpp"

namespace caisson::engine::docker {
namespace {

std::string purpose_of_exec(const std::string& id, const std::vector<std::string>& argv) {
  return fmt::format("run `{}` in container `{}`", argv.empty() ? "" : argv.front(), short_id(id));
}

Request start_request(const std::string& exec_id, bool terminal, std::string purpose) {
  return {Method::post, Target("/exec").segment(exec_id).literal("start").str(), std::move(purpose),
          fmt::format(R"({{"Detach":false,"Tty":{}}})", terminal)};
}

Result<std::string> output_of(const std::string& body) {
  std::string output;
  Demultiplexer demultiplexer([&output](bool, std::string_view bytes) { output += bytes; });
  const Result<void> fed = demultiplexer.feed(body);
  if (!fed) return fed.error();
  return output;
}

/// The bytes of a process on a terminal, and a way to tell it the terminal's size.
class TerminalStream final : public Stream {
 public:
  TerminalStream(std::unique_ptr<Stream> bytes, std::shared_ptr<HttpClient> client, Clock& clock,
                 std::string exec_id)
      : m_bytes(std::move(bytes)),
        m_client(std::move(client)),
        m_clock(clock),
        m_exec_id(std::move(exec_id)) {}

  void write(std::string bytes, Completion<void> done) override {
    m_bytes->write(std::move(bytes), std::move(done));
  }
  void read(Completion<std::string> done) override { m_bytes->read(std::move(done)); }

  /// A terminal of the wrong size still works, so nobody hears of a failure.
  void resize(int columns, int rows) override {
    if (m_client->is_closed()) return;
    Target target = Target("/exec").segment(m_exec_id).literal("resize");
    target.query("w", std::to_string(columns)).query("h", std::to_string(rows));
    Request request{Method::post, target.str(), "resize a terminal", {}};
    m_client->call(std::move(request), m_clock.now() + std::chrono::seconds(5),
                   [](const Result<Response>&) {});
  }

 private:
  std::unique_ptr<Stream> m_bytes;
  std::shared_ptr<HttpClient> m_client;
  Clock& m_clock;
  std::string m_exec_id;
};

/// The end of what a process says on stderr: what it says first is often repeated, and may be long.
constexpr std::size_t k_kept_complaint = 16 * 1024;

class DockerPipedProcess final : public PipedProcess {
 public:
  using Ended = std::function<void(Deadline, Completion<int>)>;

  DockerPipedProcess(std::unique_ptr<Stream> frames, Ended ended)
      : m_demultiplexer([this](bool from_stderr, std::string_view bytes) {
          (from_stderr ? m_complaint : m_output) += bytes;
        }),
        m_ended(std::move(ended)),
        m_frames(std::move(frames)) {}

  void write(std::string bytes, Completion<void> done) override {
    m_frames->write(std::move(bytes), std::move(done));
  }

  void read(Completion<std::string> done) override {
    m_frames->read([this, done = std::move(done)](const Result<std::string>& frames) {
      if (!frames) return done(frames.error());
      const bool ends = frames->empty();
      if (ends && !m_demultiplexer.is_between_frames())
        return done(Error{ErrorKind::protocol, "the output of a command was cut"});
      const Result<void> fed = m_demultiplexer.feed(*frames);
      if (!fed) return done(fed.error());
      if (m_complaint.size() > k_kept_complaint)
        m_complaint.erase(0, m_complaint.size() - k_kept_complaint);
      if (m_output.empty() && !ends) return read(done);
      done(std::exchange(m_output, {}));
    });
  }

  void end(Deadline deadline, Completion<ExecResult> done) override {
    m_ended(deadline, [complaint = m_complaint, done = std::move(done)](const Result<int>& code) {
      if (!code) return done(code.error());
      done(ExecResult{*code, complaint});
    });
  }

 private:
  std::string m_output;  ///< read, not given on yet
  std::string m_complaint;
  Demultiplexer m_demultiplexer;
  Ended m_ended;
  std::unique_ptr<Stream> m_frames;  ///< goes first: its completions are ours
};

constexpr Duration k_first_pause = std::chrono::milliseconds(1);
constexpr Duration k_longest_pause = std::chrono::milliseconds(50);

}  // namespace

void DockerEngine::create_exec(const std::string& id, std::string purpose, std::string body,
                               Deadline deadline, Completion<std::string> done) {
  Request request{Method::post, Target("/containers").segment(id).literal("exec").str(), purpose,
                  std::move(body)};
  m_client->call(std::move(request), deadline,
                 decoded<std::string>(purpose, decode_id, std::move(done)));
}

void DockerEngine::exec(std::string id, std::vector<std::string> argv, Deadline deadline,
                        Completion<ExecResult> done) {
  const std::string purpose = purpose_of_exec(id, argv);
  Completion<std::string> created = [this, purpose, deadline,
                                     done = std::move(done)](Result<std::string> exec_id) {
    if (!exec_id) return done(exec_id.error());
    Completion<std::string> ran = [this, exec = *exec_id, deadline,
                                   done](Result<std::string> output) {
      if (!output) return done(output.error());
      await_exec(exec, k_first_pause, deadline, [output = *output, done](Result<int> code) {
        if (!code) return done(code.error());
        done(ExecResult{*code, output});
      });
    };
    m_client->call(start_request(*exec_id, false, purpose), deadline,
                   decoded<std::string>(purpose, output_of, std::move(ran)));
  };
  create_exec(id, purpose, encode_exec(argv, false), deadline, std::move(created));
}

/// The output ends a little before the engine has noted the exit code, and no event we may rely on
/// tells when: asked again with growing pauses.
void DockerEngine::await_exec(std::string exec_id, Duration pause, Deadline deadline,
                              Completion<int> done) {
  const std::string purpose = "ask for the exit code of a command";
  Request request{Method::get, Target("/exec").segment(exec_id).literal("json").str(), purpose};
  Completion<ExecState> told = [this, client = m_client, exec_id, pause, deadline, purpose,
                                done = std::move(done)](Result<ExecState> state) {
    if (!state) return done(state.error());
    if (!state->running) return done(state->exit_code);
    const Instant next = m_loop.clock().now() + pause;
    if (next > deadline)
      return done(Error{ErrorKind::timed_out, fmt::format("cannot {}: it still runs", purpose)});
    m_loop.clock().schedule(next, [this, client, exec_id, pause, deadline, done] {
      // The engine may be gone by now; its client then is closed.
      if (client->is_closed()) return;
      await_exec(exec_id, std::min(pause * 2, k_longest_pause), deadline, done);
    });
  };
  m_client->call(std::move(request), deadline,
                 decoded<ExecState>(purpose, decode_exec, std::move(told)));
}

void DockerEngine::exec_terminal(std::string id, std::vector<std::string> argv, Deadline deadline,
                                 Completion<std::unique_ptr<Stream>> done) {
  const std::string purpose = purpose_of_exec(id, argv);
  Completion<std::string> created = [this, purpose, deadline,
                                     done = std::move(done)](Result<std::string> exec_id) {
    if (!exec_id) return done(exec_id.error());
    using StreamPtr = std::unique_ptr<Stream>;
    Completion<StreamPtr> opened = [this, exec = *exec_id, done](Result<StreamPtr> bytes) {
      if (!bytes) return done(bytes.error());
      done(StreamPtr(
          std::make_unique<TerminalStream>(std::move(*bytes), m_client, m_loop.clock(), exec)));
    };
    m_client->hijack(start_request(*exec_id, true, purpose), deadline, std::move(opened));
  };
  create_exec(id, purpose, encode_exec(argv, true), deadline, std::move(created));
}

void DockerEngine::exec_piped(std::string id, ExecSpec spec, Deadline deadline,
                              Completion<std::unique_ptr<PipedProcess>> done) {
  const std::string purpose = purpose_of_exec(id, spec.argv);
  Completion<std::string> created = [this, purpose, deadline,
                                     done = std::move(done)](Result<std::string> exec_id) {
    if (!exec_id) return done(exec_id.error());
    using StreamPtr = std::unique_ptr<Stream>;
    Completion<StreamPtr> opened = [this, exec = *exec_id, done](Result<StreamPtr> frames) {
      if (!frames) return done(frames.error());
      const auto ended = [this, exec](Deadline by, Completion<int> code) {
        await_exec(exec, k_first_pause, by, std::move(code));
      };
      done(std::unique_ptr<PipedProcess>(
          std::make_unique<DockerPipedProcess>(std::move(*frames), ended)));
    };
    m_client->hijack(start_request(*exec_id, false, purpose), deadline, std::move(opened));
  };
  create_exec(id, purpose, encode_piped_exec(spec), deadline, std::move(created));
}

}  // namespace caisson::engine::docker
