#include "prober/question.hpp"

#include <charconv>

#include "model/names.hpp"

namespace caisson::prober {
namespace {
using Kind = model::HealthCheck::Kind;
}  // namespace

std::optional<std::uint16_t> port_from(const std::string& text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  return error == std::errc() && rest == end && port != 0 ? std::optional(port) : std::nullopt;
}

std::optional<model::HealthCheck> question_from(const std::vector<std::string>& words) {
  if (words.size() < 2) return std::nullopt;
  const auto kind = model::health_check_kind_from(words[0]);
  model::HealthCheck check;
  const auto port = port_from(words[1]);
  if (!kind || !port) return std::nullopt;
  check.kind = *kind;
  check.port = *port;
  const std::size_t more = words.size() - 2;
  switch (check.kind) {
    case Kind::tcp:
    case Kind::redis:
      if (more == 0) return check;
      break;
    case Kind::http:
    case Kind::grpc:
      if (more == 1) check.path = words[2];
      if (more == 1 || (more == 0 && check.kind == Kind::grpc)) return check;
      break;
    case Kind::postgres:
      if (more != 2) break;
      check.database = words[2];
      check.login = words[3];
      return check;
    case Kind::log:
    case Kind::exec:
    case Kind::engine:
      break;
  }
  return std::nullopt;
}

}  // namespace caisson::prober
