#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/context.hpp"
#include "lease/client.hpp"

namespace caisson::cli {

/// As long as it lives, the instance's supervisor (if there is one) touches nothing; afterwards it
/// looks at everything anew. An older supervisor is ended: the command will leave a new one.
class QuietSupervisor {
 public:
  static Result<QuietSupervisor> make(const std::string& instance);
  /// Whether there is one to come back to.
  bool is_there() const { return m_client.has_value(); }

 private:
  std::optional<lease::Client> m_client;
};

/// Leaves a supervisor behind for the instance, if there is none.
Result<void> leave_supervisor(Context& context, const std::string& instance);

/// The instance's supervisor for tests: one of our version is started if there is none, an older
/// one drains and is replaced. The path of its socket.
Result<std::string> ensure_supervisor(Context& context);

/// A connection to it, ready to lease.
Result<lease::Client> connect_supervisor(Context& context);

/// Speaks to it; whoever was just about to end when we came is replaced once.
template <class T>
Result<T> with_supervisor(Context& context, std::optional<lease::Client>& client,
                          const std::function<Result<T>(lease::Client&)>& talk) {
  for (bool again = false;; again = true) {
    auto connected = connect_supervisor(context);
    if (!connected) return connected.error();
    client.emplace(std::move(*connected));
    Result<T> said = talk(*client);
    if (said || again || said.error().kind != ErrorKind::not_found) return said;
  }
}

/// A pidfd of the ctest this process runs under, with a launcher between or not; none without one.
Descriptor ctest_above();

/// What a test that cannot have its services ends with: without an engine it is skipped (77) with
/// the reason, unless CAISSON_REQUIRE_ENGINE is set; everything else is the error it is.
Result<int> skipped_without_engine(Context& context, const Error& error);

/// Asks it to end and waits until its process is gone; none there is fine.
Result<void> end_supervisor(const std::string& instance);

}  // namespace caisson::cli
