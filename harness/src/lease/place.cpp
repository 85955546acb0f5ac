#include "lease/place.hpp"

#include "base/hash.hpp"
#include "base/paths.hpp"

namespace caisson::lease {
namespace {

/// sockaddr_un holds 108 bytes (unix(7)); a long instance name is replaced by its hash.
constexpr std::size_t k_longest_name = 48;

}  // namespace

Result<Place> place_of(const std::string& instance) {
  const auto runtime = runtime_directory();
  if (!runtime) return runtime.error();
  const auto state = state_directory(instance);
  if (!state) return state.error();
  const std::string name =
      instance.size() <= k_longest_name ? instance : sha256_hex(instance).substr(0, 32);
  return Place{*runtime + "/" + name + ".sock", *state + "/supervisor.lock",
               *state + "/supervisor.log", *state + "/liveness.json"};
}

}  // namespace caisson::lease
