#include "declared_setting.hpp"

namespace caisson::gtest {

tenant::Setting read_setting(const Declaration& declared) {
  using tenant::from_environment;
  tenant::Setting setting;
  const std::string manifest = tenant::absolute(from_environment("CAISSON_MANIFEST"));
  const bool is_declared = manifest.empty() || manifest == declared.manifest;
  setting.manifest = is_declared ? declared.manifest : manifest;
  const std::string command = from_environment("CAISSON_EXECUTABLE");
  setting.command = command.empty() ? declared.command : command;
  std::string instance = from_environment("CAISSON_INSTANCE");
  // Another manifest may be another stack's: only the command knows the name that follows from it.
  if (instance.empty() && is_declared) instance = declared.instance;
  setting.socket = tenant::socket_of(instance);
  setting.services = tenant::split_at_commas(declared.services);
  setting.isolate = tenant::split_at_commas(declared.isolate);
  return setting;
}

}  // namespace caisson::gtest
