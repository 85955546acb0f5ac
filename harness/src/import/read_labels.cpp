#include <fmt/format.h>

#include <regex>

#include "import/draft.hpp"
#include "import/merge.hpp"

namespace caisson::import {

void read_labels(Fields& fields, Draft& draft) {
  static const std::regex pattern("[-A-Za-z0-9_./]+");
  const auto labels = fields.find("labels");
  if (!labels) return;
  const Node map = as_map(labels->node(), "labels");
  if (map.kind != Node::Kind::map) return labels->unexpected("a map, or a list of `name=value`");
  for (const Entry& entry : map.entries) {
    const Value value = labels->under(entry.key, entry.value);
    if (!std::regex_match(entry.key, pattern)) {
      value.loss(fmt::format("`{}` cannot be the name of a label", entry.key),
                 "use letters, digits, `.`, `-`, `_` and `/`");
    } else if (entry.key.starts_with("dev.caisson.")) {
      value.error(fmt::format("`{}` is one of Caisson's own", entry.key),
                  "use a name outside `dev.caisson.`");
    } else {
      draft.service.labels[entry.key] = value.is_null() ? "" : value.scalar().value_or("");
    }
  }
}

}  // namespace caisson::import
