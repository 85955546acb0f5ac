#include "report/explain.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/text.hpp"
#include "model/names.hpp"
#include "report/json.hpp"
#include "report/status.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

std::string_view action_text(Explanation::Action action) {
  switch (action) {
    case Explanation::Action::start:
      return "would be started";
    case Explanation::Action::recreate:
      return "would be recreated";
    case Explanation::Action::leave:
      return "would be left alone";
    case Explanation::Action::nothing:
      break;
  }
  return "is not part of this selection";
}

std::string_view action_name(Explanation::Action action) {
  switch (action) {
    case Explanation::Action::start:
      return "start";
    case Explanation::Action::recreate:
      return "recreate";
    case Explanation::Action::leave:
      return "leave";
    case Explanation::Action::nothing:
      break;
  }
  return "nothing";
}

std::string need_text(const Explanation::Need& need, bool colour) {
  const std::string mark =
      need.holds ? paint("✔", Tone::good, colour) : paint("…", Tone::warn, colour);
  return fmt::format("    {} {} to be {} (is {})\n", mark, need.service,
                     model::to_string(need.condition), model::to_string(need.state));
}

Json to_json(const Explanation::Need& need, bool with_condition) {
  Json object{{"service", need.service}};
  if (with_condition) object["condition"] = model::to_string(need.condition);
  object["state"] = model::to_string(need.state);
  if (with_condition) object["holds"] = need.holds;
  return object;
}

std::string check_subject(const model::HealthCheck& check) {
  using Kind = model::HealthCheck::Kind;
  switch (check.kind) {
    case Kind::tcp:
      return fmt::format("a TCP connection to port {} stands", check.port);
    case Kind::http:
      return fmt::format("HTTP GET {} on port {} succeeds", check.path, check.port);
    case Kind::grpc:
      return check.path.empty()
                 ? fmt::format("gRPC health on port {} is SERVING", check.port)
                 : fmt::format("gRPC health of `{}` on port {} is SERVING", check.path, check.port);
    case Kind::postgres:
      return fmt::format("Postgres on port {} answers a query in `{}` as `{}`", check.port,
                         check.database, check.login);
    case Kind::redis:
      return fmt::format("Redis on port {} answers PING", check.port);
    case Kind::log:
      return fmt::format("its log matches `{}`", check.pattern);
    case Kind::exec:
      return fmt::format("`{}` exits with 0 inside it", join(check.command, " "));
    case Kind::engine:
      break;
  }
  return "the image's own health check passes";
}

}  // namespace

std::string check_text(const model::HealthCheck& check) {
  return fmt::format("{}, within {}", check_subject(check), format_duration(check.within));
}

std::string explain_text(const Explanation& explanation, bool colour) {
  std::string text =
      fmt::format("{} is {} and {}\n", paint(explanation.service, Tone::strong, colour),
                  model::to_string(explanation.state), action_text(explanation.action));
  for (const auto& reason : explanation.reasons)
    text += fmt::format("  {}\n", printable(reason));
  if (!explanation.declared_at.empty()) {
    text += fmt::format("  declared at {}\n", explanation.declared_at);
  }
  if (!explanation.readiness.empty()) {
    text += fmt::format("  ready when {}\n", explanation.readiness);
  }
  if (!explanation.needs.empty()) {
    text += "  waits for\n";
    for (const auto& need : explanation.needs)
      text += need_text(need, colour);
  }
  if (!explanation.wants.empty()) {
    text += "  uses when present\n";
    for (const auto& want : explanation.wants) {
      text += fmt::format("    {} (is {})\n", want.service, model::to_string(want.state));
    }
  }
  if (!explanation.needed_by.empty()) {
    text += fmt::format("  needed by {}\n", join(explanation.needed_by, ", "));
  }
  return text;
}

std::string explain_json(const Explanation& explanation) {
  Json needs = Json::array();
  for (const auto& need : explanation.needs)
    needs.push_back(to_json(need, true));
  Json wants = Json::array();
  for (const auto& want : explanation.wants)
    wants.push_back(to_json(want, false));
  const Json object{{"schema", 1},
                    {"service", explanation.service},
                    {"state", model::to_string(explanation.state)},
                    {"action", action_name(explanation.action)},
                    {"reasons", explanation.reasons},
                    {"declared_at", explanation.declared_at},
                    {"ready_when", explanation.readiness},
                    {"needs", needs},
                    {"wants", wants},
                    {"needed_by", explanation.needed_by}};
  return dump_json(object, 2) + "\n";
}

}  // namespace caisson::report
