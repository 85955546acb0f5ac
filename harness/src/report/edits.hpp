#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/terminal.hpp"
#include "model/stack.hpp"
#include "report/progress.hpp"

namespace caisson::report {

/// Tells of edits and what they led to; what is made anew meanwhile is told by a Progress.
class Edits {
 public:
  virtual ~Edits() = default;
  /// The watch begins; `services` are those that act on edits.
  virtual void watching(const std::vector<std::string>& services) = 0;
  virtual void changed(const std::vector<std::string>& paths) = 0;
  /// `because`: the service it is restarted with, or empty.
  virtual void acting(const std::string& service, model::Watch::Action action,
                      const std::string& because) = 0;
  /// All that was begun is ready.
  virtual void settled(Duration taken) = 0;
  /// A build failed; what runs, runs on.
  virtual void kept(const std::string& service, const Error& error) = 0;
  /// The image cannot start the new program; what runs, runs on.
  virtual void refused(const std::string& service, const Error& error) = 0;
  /// The watch itself has a trouble, and goes on.
  virtual void trouble(const Error& error) = 0;
  virtual void ended() = 0;
};

/// As text on `err`, one object a line on `out` (docs/progress-json.md), or not at all but for what
/// went wrong. Paths are shown from `root`. The terminals outlive it.
std::unique_ptr<Edits> make_edits(ProgressKind kind, Terminal& out, Terminal& err,
                                  std::string root);

}  // namespace caisson::report
