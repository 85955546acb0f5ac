#include <fmt/format.h>

#include "cli/context.hpp"
#include "cli/verbs.hpp"
#include "report/json.hpp"

namespace caisson::cli {
namespace {

/// Reading a manifest checks it, so that no verb can work on one that does not hold.
class Check final : public Verb {
 public:
  void declare(Arguments&) override {}

  Result<int> run(Context& context) override {
    const auto stack = context.stack();
    if (!stack) return stack.error();
    const model::Stack& read = **stack;
    const auto path = context.manifest();
    if (context.options().json()) {
      const report::Json json{{"schema", 1},
                              {"manifest", *path},
                              {"stack", read.name},
                              {"services", read.services.size()},
                              {"modes", read.modes.size()}};
      context.out().write(report::dump(json) + "\n");
    } else {
      context.out().write(fmt::format("{}: stack `{}` holds together: {} services, {} modes\n",
                                      *path, read.name, read.services.size(), read.modes.size()));
    }
    return 0;
  }
};

}  // namespace

std::unique_ptr<Verb> make_check() {
  return std::make_unique<Check>();
}

}  // namespace caisson::cli
