#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "model/check.hpp"
#include "model/parse.hpp"
#include "plan/plan.hpp"

/// Whatever the bytes: an error of the right kind, or a stack that can be checked and planned; and
/// a stack without mistakes has a plan.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto stack = caisson::model::parse_stack(text, "fuzz.json");
  if (!stack) {
    if (stack.error().kind != caisson::ErrorKind::manifest) std::abort();
    return 0;
  }
  const bool is_right = caisson::model::check(*stack).empty();
  for (const auto& [name, mode] : stack->modes) {
    const auto plan = caisson::plan::make_plan(*stack, {name, {}, {}});
    if (is_right && !plan) std::abort();
  }
  return 0;
}
