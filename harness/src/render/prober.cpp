#include "render/prober.hpp"

#include "model/names.hpp"

namespace caisson::render {

std::vector<std::string> prober_command(const model::HealthCheck& check) {
  std::vector<std::string> argv{k_prober, std::string(model::to_string(check.kind)),
                                std::to_string(check.port)};
  if (check.kind == model::HealthCheck::Kind::postgres)
    argv.insert(argv.end(), {check.database, check.login});
  if (!check.path.empty()) argv.push_back(check.path);
  return argv;
}

}  // namespace caisson::render
