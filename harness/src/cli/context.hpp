#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/loop.hpp"
#include "base/terminal.hpp"
#include "cli/options.hpp"
#include "engine/engine.hpp"
#include "model/stack.hpp"
#include "plan/plan.hpp"

namespace caisson::cli {

/// What verbs work with; everything is made when it is first asked for, so that `version` opens no
/// file and `check` no socket.
class Context {
 public:
  Context(const Options& options, Terminal& out, Terminal& err);
  ~Context();

  const Options& options() const { return m_options; }
  Terminal& out() { return m_out; }  ///< data
  Terminal& err() { return m_err; }  ///< messages, progress

  Result<std::string> manifest();
  /// The stack of the manifest, checked.
  Result<const model::Stack*> stack();
  /// Changes the stack for this command; only after `stack` succeeded.
  void amend(const std::function<void(model::Stack&)>& change);
  /// --instance, CAISSON_INSTANCE, else the name derived from the stack.
  Result<std::string> instance();
  /// The plan of these services, or without any of --mode or the default mode.
  Result<plan::Plan> plan(const std::vector<std::string>& services);
  /// Of the stack; an unknown one is a usage error with the nearest name.
  Result<const model::Service*> service(const std::string& name);
  /// The same for several at once.
  Result<void> known_services(const std::vector<std::string>& names);

  Loop& loop();
  Result<engine::Engine*> engine();
  engine::Deadline in(Duration time);

 private:
  Result<std::unique_ptr<engine::Engine>> connect();

  const Options& m_options;
  Terminal& m_out;
  Terminal& m_err;
  std::optional<std::string> m_manifest;
  std::optional<model::Stack> m_stack;
  std::unique_ptr<Loop> m_loop;
  std::unique_ptr<engine::Engine> m_engine;  ///< goes before the loop
};

/// An environment variable, empty when unset.
std::string variable(const char* name);

/// How long a single call to the engine may take before a command gives it up.
inline constexpr Duration k_call_limit = std::chrono::seconds(30);

}  // namespace caisson::cli
