#include "cli/service_environment.hpp"

#include "base/file.hpp"
#include "run/prepare.hpp"

namespace caisson::cli {
plan::Variables service_environment(const model::Service& service) {
  std::vector<plan::EnvFile> files;
  for (const auto& path : service.env_files) {
    auto text = read_file(path);
    if (!text) return service.env;
    files.push_back({path, std::move(*text)});
  }
  auto environment = plan::environment_of(service, files, run::process_environment());
  return environment ? std::move(*environment) : service.env;
}

}  // namespace caisson::cli
