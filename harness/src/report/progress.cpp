#include "report/progress.hpp"

#include <string>

namespace caisson::report {
namespace {

class Quiet final : public Progress {
 public:
  void observe(const model::Event&, Duration) override {}
  void note(std::string_view, Duration) override {}
};

}  // namespace

Result<ProgressKind> parse_progress(std::string_view name) {
  if (name == "auto") return ProgressKind::automatic;
  if (name == "tty") return ProgressKind::tty;
  if (name == "plain") return ProgressKind::plain;
  if (name == "json") return ProgressKind::json;
  if (name == "quiet") return ProgressKind::quiet;
  return Error{ErrorKind::usage, "unknown progress `" + std::string(name) + "`", "--progress",
               "One of `auto`, `tty`, `plain`, `json`, `quiet`."};
}

std::unique_ptr<Progress> make_progress(ProgressKind kind, Terminal& terminal,
                                        const plan::Plan& plan, bool colour) {
  switch (kind) {
    case ProgressKind::automatic:
      return terminal.is_tty() ? make_progress_tty(terminal, plan, colour)
                               : make_progress_plain(terminal, plan);
    case ProgressKind::tty:
      return make_progress_tty(terminal, plan, colour);
    case ProgressKind::plain:
      return make_progress_plain(terminal, plan);
    case ProgressKind::json:
      return make_progress_json(terminal);
    case ProgressKind::quiet:
      break;
  }
  return std::make_unique<Quiet>();
}

}  // namespace caisson::report
