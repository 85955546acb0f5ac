#include <algorithm>

#include "base/text.hpp"
#include "import/draft.hpp"

namespace caisson::import {
namespace {

model::Condition condition_of(const Value& value) {
  const std::string word = value.text().value_or("");
  if (word == "service_healthy") return model::Condition::healthy;
  if (word == "service_completed_successfully") return model::Condition::completed;
  if (word != "service_started") {
    value.error("unknown condition `" + word + "`",
                did_you_mean(word, {"service_started", "service_healthy",
                                    "service_completed_successfully"}));
  }
  return model::Condition::started;
}

Wait wait_of(const std::string& name, const Value& value) {
  Wait wait{value, name};
  if (value.is_null()) return wait;
  Fields fields = value.fields();
  if (const auto condition = fields.require("condition")) wait.condition = condition_of(*condition);
  if (const auto required = fields.find("required"))
    wait.required = required->flag().value_or(true);
  if (const auto restart = fields.find("restart")) {
    if (restart->flag().value_or(false))
      restart->note("it is not restarted when the other is", "`caisson restart` takes both");
  }
  fields.finish();
  return wait;
}

}  // namespace

void read_waits(Fields& fields, Draft& draft) {
  if (const auto depends = fields.find("depends_on")) {
    if (depends->is_map()) {
      for (const auto& [name, value] : depends->entries())
        draft.waits.push_back(wait_of(name, value));
    } else {
      for (const Value& item : depends->items())
        draft.waits.push_back({item, item.text().value_or("")});
    }
  }
  const auto links = fields.find("links");
  if (!links) return;
  for (const Value& item : links->items()) {
    const std::string text = item.text().value_or("");
    const std::string name = text.substr(0, text.find(':'));
    if (name != text) {
      item.loss("`" + name + "` does not have a name for this service alone",
                "give it the alias under `networks`, which becomes `ALIASES`");
    }
    const auto is_it = [&](const Wait& wait) { return wait.name == name; };
    if (std::none_of(draft.waits.begin(), draft.waits.end(), is_it))
      draft.waits.push_back({item, name});
  }
}

}  // namespace caisson::import
