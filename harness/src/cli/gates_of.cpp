#include "cli/gates_of.hpp"

#include "base/file.hpp"

namespace caisson::cli {

Result<std::vector<report::Gate>> gates_of(Context& context) {
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
    const std::string path = folder + "/" + std::to_string(gate.phase) + "." + gate.name + ".json";
    const auto result = read_file(path);
    if (!result && result.error().kind == ErrorKind::not_found) continue;
    if (!result) return result.error();
    const auto taken = report::take_gate_result(*result, gate);
    if (!taken) return taken.error();
  }
  return gates;
}

}  // namespace caisson::cli
