#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
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
    auto gates = read(context);
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
  static Result<std::vector<report::Gate>> read(Context& context) {
    const auto stack = context.stack();
    if (!stack) return stack.error();
    const std::string folder = (*stack)->build_dir + "/caisson/gates";
    const auto text = read_file(folder + "/declared.json");
    if (!text && text.error().kind == ErrorKind::not_found) {
      return Error{ErrorKind::usage, "the project declares no gates", "",
                   "`caisson_add_gate` declares one."};
    }
    if (!text) return text.error();
    auto gates = report::parse_gates(*text);
    if (!gates) return gates;
    for (report::Gate& gate : *gates) {
      const std::string path =
          folder + "/" + std::to_string(gate.phase) + "." + gate.name + ".json";
      const auto result = read_file(path);
      if (!result && result.error().kind == ErrorKind::not_found) continue;
      if (!result) return result.error();
      const auto taken = report::take_gate_result(*result, gate);
      if (!taken) return taken.error();
    }
    return gates;
  }

  std::optional<int> m_phase;
  bool m_status = false;
  std::string m_output;
};

}  // namespace

std::unique_ptr<Verb> make_gate() {
  return std::make_unique<GateVerb>();
}

}  // namespace caisson::cli
