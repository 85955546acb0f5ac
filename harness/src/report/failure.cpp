#include "report/failure.hpp"

#include <fmt/format.h>

#include <cstring>

#include "base/text.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

/// Shells and engines say "killed by signal n" as 128 + n (POSIX.1-2017 XCU 2.8.2).
constexpr int k_signal_base = 128;

std::string cause_text(const Cause& cause, bool colour) {
  std::string text =
      paint("✘ ", Tone::bad, colour) + paint(headline(cause), Tone::strong, colour) + "\n";
  const auto detail = [&text](std::string_view label, std::string_view value) {
    if (!value.empty()) text += fmt::format("  {}{}\n", pad(label, 10), value);
  };
  detail("cause", printable(what_happened(cause)));
  detail("at", place_of(cause));
  detail("declared", cause.declared_at);
  detail("remedy", cause.error.remedy);
  if (!cause.log.empty()) {
    text += cause.log.size() == 1 ? "  last line of its log:\n"
                                  : fmt::format("  last {} lines of its log:\n", cause.log.size());
    for (const auto& line : cause.log) {
      text += paint("  │ ", Tone::dim, colour) + printable(line) + "\n";
    }
  }
  if (!cause.held_back.empty()) {
    text += fmt::format("  held back: {}\n", join(cause.held_back, ", "));
  }
  return text;
}

}  // namespace

std::string headline(const Cause& cause) {
  std::string text = cause.service.empty() ? "the start failed" : cause.service + " failed";
  if (!cause.awaited.empty()) text += " while waiting for it to be " + cause.awaited;
  return text;
}

std::string what_happened(const Cause& cause) {
  const std::string& message = cause.error.message;
  if (!cause.exit_code && !cause.oom_killed) return message;
  const std::string exit = exit_text(cause.exit_code.value_or(137), cause.oom_killed);
  const bool says_the_same = message.empty() || cause.error.kind == ErrorKind::service_failed;
  return says_the_same ? exit : exit + ": " + message;
}

std::string place_of(const Cause& cause) {
  const std::string& place = cause.error.place;
  return place == cause.declared_at || place == "services." + cause.service ? "" : place;
}

std::string exit_text(int exit_code, bool oom_killed) {
  if (oom_killed) return fmt::format("killed because it ran out of memory (exit {})", exit_code);
  if (exit_code > k_signal_base && exit_code <= k_signal_base + 64) {
    const char* name = ::sigabbrev_np(exit_code - k_signal_base);
    if (name != nullptr) return fmt::format("exited with {} (SIG{})", exit_code, name);
  }
  return fmt::format("exited with {}", exit_code);
}

std::string failure_text(const std::vector<Cause>& causes, bool colour) {
  std::string text;
  for (const auto& cause : causes) {
    if (!text.empty()) text += "\n";
    text += cause_text(cause, colour);
  }
  return text;
}

}  // namespace caisson::report
