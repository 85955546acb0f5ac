#include "model/program.hpp"

namespace caisson::model {

std::string path_in_container(const Program& program) {
  return "/usr/local/bin/" + program.path.substr(program.path.rfind('/') + 1);
}

std::vector<Program> programs_of(const Service& service) {
  std::vector<Program> programs;
  for (const auto& program : {service.program, service.debug_server}) {
    if (program) programs.push_back(*program);
  }
  return programs;
}

std::vector<std::string> entrypoint_of(const Service& service) {
  if (!service.entrypoint.empty() || !service.program) return service.entrypoint;
  return {path_in_container(*service.program)};
}

}  // namespace caisson::model
