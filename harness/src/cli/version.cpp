#include <fmt/format.h>

#include "cli/context.hpp"
#include "cli/verbs.hpp"
#include "report/json.hpp"

namespace caisson::cli {
namespace {

class Version final : public Verb {
 public:
  void declare(Arguments&) override {}

  Result<int> run(Context& context) override {
    if (context.options().json()) {
      const report::Json json{
          {"schema", 1}, {"version", CAISSON_VERSION}, {"manifest_schema", model::k_schema}};
      context.out().write(report::dump(json) + "\n");
    } else {
      context.out().write(fmt::format("caisson {}\n", CAISSON_VERSION));
    }
    return 0;
  }
};

}  // namespace

std::unique_ptr<Verb> make_version() {
  return std::make_unique<Version>();
}

}  // namespace caisson::cli
