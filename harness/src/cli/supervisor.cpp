#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/supervision.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

/// How test libraries find the supervisor when it is not there yet.
class Supervisor final : public Verb {
 public:
  void declare(Arguments&) override {}

  Result<int> run(Context& context) override {
    const auto socket = ensure_supervisor(context);
    if (!socket) return socket.error();
    context.out().write(*socket + "\n");
    return k_done;
  }
};

}  // namespace

std::unique_ptr<Verb> make_supervisor() {
  return std::make_unique<Supervisor>();
}

}  // namespace caisson::cli
