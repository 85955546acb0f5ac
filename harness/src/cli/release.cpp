#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/supervision.hpp"
#include "cli/verbs.hpp"
#include "lease/place.hpp"

namespace caisson::cli {
namespace {

/// CTest's clean-up fixture: all tests of the run are through, so what they used may stay warm.
/// When ctest never gets here (Ctrl-C, --stop-on-failure, a kill), its death ends everything at
/// once.
class Release final : public Verb {
 public:
  void declare(Arguments&) override {}

  Result<int> run(Context& context) override {
    const auto instance = context.instance();
    if (!instance) return instance.error();
    const auto manifest = context.manifest();
    if (!manifest) return manifest.error();
    const auto place = lease::place_of(*instance);
    if (!place) return place.error();
    const Descriptor run = ctest_above();
    auto client = lease::Client::connect(place->socket, std::chrono::seconds(5));
    // Nobody there, nothing to let go.
    if (!client || !run) return k_done;
    const auto reply = client->ask(lease::request::Settle{*manifest}, run);
    if (!reply && reply.error().kind != ErrorKind::not_found) return reply.error();
    return k_done;
  }
};

}  // namespace

std::unique_ptr<Verb> make_release() {
  return std::make_unique<Release>();
}

}  // namespace caisson::cli
