#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "import/draft.hpp"
#include "import/features.hpp"

namespace caisson::import {
namespace {

void read_memory(const Value& value, Draft& draft) {
  constexpr std::int64_t k_unit = 1024;  // MEMORY has no smaller one
  const auto bytes = value.bytes();
  if (bytes && *bytes > 0) draft.service.memory_bytes = (*bytes + k_unit - 1) / k_unit * k_unit;
}

void read_cpus(const Value& value, Draft& draft) {
  if (const auto number = value.number()) draft.service.cpus = *number;
}

void read_replicas(const Value& value, Draft& draft) {
  constexpr std::int64_t k_most = 999;
  const auto count = value.whole();
  if (!count) return;
  if (*count < 0 || *count > k_most)
    return value.error(fmt::format("`{}` is not a count", *count), "give a number from 0 to 999");
  draft.started = *count > 0;
  draft.service.replicas = std::max(1, static_cast<int>(*count));
  if (*count > 1) {
    value.loss(fmt::format("one container runs, not {}", *count),
               "`REPLICAS` is kept for files that are rendered for other platforms");
  }
}

void read_restart(const std::string& word, const Value& at, Draft& draft) {
  const std::string policy = word.substr(0, word.find(':'));
  if (policy == "always" || policy == "unless-stopped" || policy == "any") {
    draft.service.restart = "always";
  } else if (policy == "on-failure") {
    draft.service.restart = policy;
    if (policy != word)
      at.note("the number of restarts is not limited, but after 5 in 10 s it is given up");
  } else if (policy != "no" && policy != "none") {
    at.error(fmt::format("unknown restart policy `{}`", word),
             did_you_mean(word, {"no", "always", "on-failure", "unless-stopped"}));
  }
}

void read_restart_policy(const Value& policy, bool given, Draft& draft) {
  Fields fields = policy.fields();
  const auto condition = fields.find("condition");
  if (condition && !given) read_restart(condition->text().value_or("any"), *condition, draft);
  for (const char* key : {"delay", "max_attempts", "window"}) {
    if (const auto value = fields.find(key))
      value->note(
          "restarts come after 100 ms, doubled up to a minute; after 5 in 10 s it is given up");
  }
  fields.finish();
}

void read_resources(const Value& resources, Draft& draft) {
  Fields fields = resources.fields();
  if (const auto limits = fields.find("limits")) {
    Fields inner = limits->fields();
    if (const auto cpus = inner.find("cpus")) read_cpus(*cpus, draft);
    if (const auto memory = inner.find("memory")) read_memory(*memory, draft);
    report_features("limits", inner);
    inner.finish();
  }
  report_features("resources", fields);
  fields.finish();
}

}  // namespace

void read_limits(Fields& fields, Draft& draft) {
  if (const auto memory = fields.find("mem_limit")) read_memory(*memory, draft);
  if (const auto cpus = fields.find("cpus")) read_cpus(*cpus, draft);
  if (const auto scale = fields.find("scale")) read_replicas(*scale, draft);
  const auto restart = fields.find("restart");
  if (restart) read_restart(restart->text().value_or("no"), *restart, draft);
  const auto deploy = fields.find("deploy");
  if (!deploy) return;
  Fields inner = deploy->fields();
  if (const auto replicas = inner.find("replicas")) read_replicas(*replicas, draft);
  if (const auto resources = inner.find("resources")) read_resources(*resources, draft);
  if (const auto policy = inner.find("restart_policy"))
    read_restart_policy(*policy, restart.has_value(), draft);
  report_features("deploy", inner);
  inner.finish();
}

}  // namespace caisson::import
