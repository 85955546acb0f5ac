#include "cli/verbs.hpp"

namespace caisson::cli {

const std::vector<VerbEntry>& verbs() {
  static const std::vector<VerbEntry> table{
      {"check", "check the manifest", "caisson check --manifest build/caisson/shop.json",
       &make_check},
      {"version", "say which version this is", "caisson version --format json", &make_version},
  };
  return table;
}

}  // namespace caisson::cli
