#include "cli/hold.hpp"

#include "base/paths.hpp"

namespace caisson::cli {

Result<Lock> hold(const std::string& instance, const std::string& file, const std::string& whom,
                  const std::string& verb) {
  const auto state = state_directory(instance);
  if (!state) return state.error();
  auto lock = Lock::acquire(*state + "/" + file, "caisson " + verb);
  if (lock || lock.error().kind != ErrorKind::conflict) return lock;
  Error error = lock.error();
  error.message = whom + " " + error.message;
  error.remedy = "Wait for that command to end.";
  return error;
}

}  // namespace caisson::cli
