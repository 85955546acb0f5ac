#include "cli/piped.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "cli/await.hpp"

namespace caisson::cli {
namespace {

/// The last line that calls itself an error, as those of Postgres do before a CONTEXT and a HINT;
/// else the last line.
std::string why(std::string_view output) {
  const auto lines = split(trim(output), '\n');
  const auto error = std::find_if(lines.rbegin(), lines.rend(), [](const std::string& line) {
    return to_lower(line).find("error:") != std::string::npos;
  });
  return error == lines.rend() ? lines.back() : *error;
}

Error failed(const std::string& program, const engine::ExecResult& end) {
  const std::string said = why(end.output);
  return {ErrorKind::service_failed, fmt::format("`{}` ended with {}{}{}", program, end.exit_code,
                                                 said.empty() ? "" : ": ", said)};
}

/// Keeps itself alive through its callbacks until it has told.
class Pump : public std::enable_shared_from_this<Pump> {
 public:
  Pump(Context& context, Piped piped, engine::Completion<void> done)
      : m_context(context), m_piped(std::move(piped)), m_done(std::move(done)) {}

  void begin(engine::Engine& engine) {
    const auto self = shared_from_this();
    // Registered for good: afterwards it finds nobody.
    m_context.loop().on_interrupt([weak = weak_from_this()](int) {
      if (const auto pump = weak.lock()) pump->finish(Error{ErrorKind::interrupted, "interrupted"});
    });
    engine.exec_piped(m_piped.container, m_piped.spec, m_context.in(k_call_limit),
                      [self](Result<std::unique_ptr<engine::PipedProcess>> process) {
                        if (!self->m_done) return;
                        if (!process) return self->finish(process.error());
                        self->m_process = std::move(*process);
                        self->read();
                        self->feed();
                      });
  }

 private:
  void read() {
    m_process->read([self = shared_from_this()](const Result<std::string>& bytes) {
      if (!self->m_done) return;
      if (!bytes) return self->finish(bytes.error());
      if (bytes->empty()) return self->ended();
      if (self->m_piped.sink && !self->m_refusal) {
        const auto taken = self->m_piped.sink(*bytes);
        if (!taken) self->m_refusal = taken.error();
      }
      self->read();
    });
  }

  void feed() {
    if (!m_piped.source) return;
    auto bytes = m_piped.source();
    if (!bytes) return finish(bytes.error());
    if (bytes->empty()) return;
    // A failed write is followed by the end of the output, which knows more.
    m_process->write(std::move(*bytes), [self = shared_from_this()](const Result<void>& written) {
      if (written && self->m_done) self->feed();
    });
  }

  void ended() {
    m_process->end(m_context.in(k_call_limit),
                   [self = shared_from_this()](const Result<engine::ExecResult>& end) {
                     if (!self->m_done) return;
                     if (self->m_refusal) return self->finish(*self->m_refusal);
                     if (!end) return self->finish(end.error());
                     if (end->exit_code != 0)
                       return self->finish(failed(self->m_piped.spec.argv.front(), *end));
                     self->finish({});
                   });
  }

  /// The process may be the one that is speaking, so it goes a moment later.
  void finish(Result<void> result) {
    m_context.loop().post([process = std::shared_ptr<engine::PipedProcess>(std::move(m_process)),
                           done = std::exchange(m_done, nullptr), result] {
      if (done) done(result);
    });
  }

  Context& m_context;
  Piped m_piped;
  engine::Completion<void> m_done;
  std::unique_ptr<engine::PipedProcess> m_process;
  std::optional<Error> m_refusal;  ///< of the sink
};

}  // namespace

Result<void> run_piped(Context& context, const Piped& piped) {
  const auto engine = context.engine();
  if (!engine) return engine.error();
  return await<void>(context.loop(), [&](engine::Completion<void> done) {
    std::make_shared<Pump>(context, piped, std::move(done))->begin(**engine);
  });
}

Result<std::string> output_of(Context& context, const std::string& container,
                              engine::ExecSpec spec) {
  std::string output;
  const auto ran = run_piped(
      context, {container, std::move(spec), {}, [&output](std::string_view bytes) -> Result<void> {
                  output += bytes;
                  return {};
                }});
  if (!ran) return ran.error();
  return output;
}

}  // namespace caisson::cli
