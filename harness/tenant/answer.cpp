#include "tenant/answer.hpp"

#include <optional>

namespace caisson::tenant {
namespace {

/// As the command ends with an error of that kind.
struct Meaning {
  std::string_view word;
  Problem::Kind kind;
  int exit_code;
};
constexpr Meaning k_meanings[] = {{"engine_unreachable", Problem::Kind::engine_unreachable, 3},
                                  {"protocol", Problem::Kind::foreign, 3},
                                  {"usage", Problem::Kind::failed, 2},
                                  {"manifest", Problem::Kind::failed, 2},
                                  {"timed_out", Problem::Kind::failed, 4}};

Problem problem_of(const std::string& kind, const std::string& text) {
  for (const Meaning& meaning : k_meanings) {
    if (meaning.word == kind) return {meaning.kind, text, meaning.exit_code};
  }
  return {Problem::Kind::failed, text};
}

Problem not_understood(std::string_view line) {
  constexpr std::size_t k_shown = 80;
  return {Problem::Kind::failed,
          "the supervisor's answer is none: `" + std::string(line.substr(0, k_shown)) + "`"};
}

Result<Json> unless_error(Json answer) {
  const std::string& error = answer["error"].text();
  if (!error.empty()) return problem_of(answer["kind"].text(), error);
  return answer;
}

std::optional<Json> read_object(std::string_view line) {
  auto whole = Json::parse(line);
  if (whole && whole->kind() != Json::Kind::object) whole.reset();
  return whole;
}

}  // namespace

Result<Json> read_answer(std::string_view line) {
  auto answer = read_object(line);
  if (!answer) return not_understood(line);
  return unless_error(std::move(*answer));
}

Result<Json> read_lease_answer(std::string_view line) {
  auto answer = read_object(line);
  if (!answer) return not_understood(line);
  const auto protocol = (*answer)["protocol"].integer().value_or(0);
  if (protocol == k_protocol) return unless_error(std::move(*answer));
  return Problem{Problem::Kind::foreign, "the supervisor speaks protocol " +
                                             std::to_string(protocol) + ", this test program " +
                                             std::to_string(k_protocol)};
}

}  // namespace caisson::tenant
