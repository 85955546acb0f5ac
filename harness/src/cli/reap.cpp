#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "cli/await.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/verbs.hpp"
#include "run/prepare.hpp"
#include "run/sweep.hpp"

namespace caisson::cli {
namespace {

/// By hand what every supervisor does when it starts: away with what dead owners left of their
/// tests' environments.
class Reap final : public Verb {
 public:
  void declare(Arguments&) override {}

  Result<int> run(Context& context) override {
    const auto engine = context.engine();
    if (!engine) return engine.error();
    const auto swept =
        await<run::SweepOutcome>(context.loop(), [&](engine::Completion<run::SweepOutcome> done) {
          run::sweep(**engine, context.loop().clock(), run::this_process(), run::is_running,
                     std::move(done));
        });
    if (!swept) return swept.error();
    for (const Error& error : swept->errors)
      spdlog::error("{}", to_string(error));
    if (context.options().json()) {
      context.out().write(
          fmt::format("{{\"schema\":1,\"containers\":{},\"networks\":{},\"volumes\":{}}}\n",
                      swept->containers, swept->networks, swept->volumes));
    } else {
      context.out().write(fmt::format("removed {} containers, {} networks, {} volumes\n",
                                      swept->containers, swept->networks, swept->volumes));
    }
    return swept->errors.empty() ? k_done : exit_code_of(swept->errors.front().kind);
  }
};

}  // namespace

std::unique_ptr<Verb> make_reap() {
  return std::make_unique<Reap>();
}

}  // namespace caisson::cli
