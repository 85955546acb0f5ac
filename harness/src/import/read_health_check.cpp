#include <fmt/format.h>

#include "import/draft.hpp"
#include "import/known_check.hpp"

namespace caisson::import {
namespace {

using std::chrono::seconds;

/// What compose takes where nothing is said.
struct Timing {
  Duration interval = seconds(30);
  Duration timeout = seconds(30);
  Duration start_period{};
  std::int64_t retries = 3;

  /// When compose calls it unhealthy at the latest.
  Duration within() const { return start_period + retries * (interval + timeout); }
};

model::HealthCheck exec(std::vector<std::string> command) {
  model::HealthCheck check;
  check.kind = model::HealthCheck::Kind::exec;
  check.command = std::move(command);
  return check;
}

model::HealthCheck shell(const std::string& text, const CheckedService& service) {
  if (const auto argv = simple_command(text, service.variables)) {
    if (const auto known = known_check(*argv, service)) return *known;
  }
  return exec({"/bin/sh", "-c", text});
}

/// None: the check is switched off, or wrong.
std::optional<model::HealthCheck> check_of(const Value& test, Draft& draft) {
  const CheckedService service{draft.variables, draft.service.command};
  if (test.is_scalar()) return shell(test.node().text, service);
  std::vector<std::string> words = test.texts();
  const std::string form = words.empty() ? "" : words.front();
  if (form == "NONE") {
    draft.unchecked = true;
    return std::nullopt;
  }
  if (form == "CMD-SHELL" && words.size() == 2) return shell(words[1], service);
  if (form != "CMD" || words.size() < 2) {
    test.error(fmt::format("{} is not a command",
                           words.empty() ? describe(test.node()) : fmt::format("`{}`", form)),
               "begin it with `CMD`, `CMD-SHELL` or `NONE`");
    return std::nullopt;
  }
  words.erase(words.begin());
  const auto known = known_check(words, service);
  return known ? *known : exec(std::move(words));
}

}  // namespace

void read_health_check(Fields& fields, Draft& draft) {
  const auto health = fields.find("healthcheck");
  if (!health) return;
  Fields inner = health->fields();
  Timing timing;
  const auto read = [&](const char* key, Duration& into) {
    const auto value = inner.find(key);
    if (!value) return false;
    const auto duration = value->duration();
    if (duration && *duration > Duration{}) into = *duration;
    return duration && *duration > Duration{};
  };
  const bool has_interval = read("interval", timing.interval);
  read("timeout", timing.timeout);
  read("start_period", timing.start_period);
  inner.find("start_interval");  // probes come closer than anybody would write there
  if (const auto retries = inner.find("retries")) {
    const auto count = retries->whole();
    if (count && *count > 0) timing.retries = *count;
  }
  const auto disable = inner.find("disable");
  draft.unchecked = disable && disable->flag().value_or(false);
  const auto test = inner.find("test");
  inner.finish();
  if (draft.unchecked) return;
  std::optional<model::HealthCheck> check;
  if (test) {
    check = check_of(*test, draft);
  } else {
    check.emplace().kind = model::HealthCheck::Kind::engine;
  }
  if (!check) return;
  check->within = timing.within();
  if (has_interval) check->every = timing.interval;
  draft.service.healthcheck = std::move(check);
}

}  // namespace caisson::import
