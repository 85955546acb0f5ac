#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/gates_of.hpp"
#include "cli/verbs.hpp"
#include "report/gates.hpp"
#include "report/gates_page.hpp"

namespace caisson::cli {
namespace {

/// The gates of the manifest's build tree and their last results; as the page a project commits,
/// IMPLEMENTATION_STATUS.md, with `--status`.
class GateVerb final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.option("--phase", m_phase, "phase to look at, else all");
    arguments.flag("--status", m_status, "the status page, in Markdown");
    arguments.option("--output", m_output, "file to write the status page to");
  }

  Result<int> run(Context& context) override {
    if (!m_output.empty() && !m_status) {
      return Error{ErrorKind::usage, "only the status page is written to a file", "--output",
                   "Add `--status`."};
    }
    auto gates = gates_of(context);
    if (!gates) return gates.error();
    if (m_phase) {
      const int wanted = *m_phase;
      gates->erase(std::remove_if(gates->begin(), gates->end(),
                                  [wanted](const auto& gate) { return gate.phase != wanted; }),
                   gates->end());
      if (gates->empty()) {
        return Error{ErrorKind::usage, "no gate is declared for phase " + std::to_string(wanted),
                     "--phase", "See `caisson gate`."};
      }
    }
    const bool colour = wants_colour(context.out());
    if (context.options().json()) {
      context.out().write(report::gates_json(*gates));
    } else if (m_status) {
      const std::string page = report::gates_page(*gates, (*context.stack())->source_dir);
      if (m_output.empty()) {
        context.out().write(page);
      } else if (const auto written = write_file(m_output, page); !written) {
        return written.error();
      }
    } else {
      context.out().write(report::gates_text(*gates, colour));
    }
    return k_done;
  }

 private:
  std::optional<int> m_phase;
  bool m_status = false;
  std::string m_output;
};

}  // namespace

std::unique_ptr<Verb> make_gate() {
  return std::make_unique<GateVerb>();
}

}  // namespace caisson::cli
