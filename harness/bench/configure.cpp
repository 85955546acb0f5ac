#include "bench/configure.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

#include "base/file.hpp"
#include "bench/statistics.hpp"
#include "bench/stopwatch.hpp"

namespace caisson::bench {
namespace {

void write_project(const std::string& folder, const std::string& package, const std::string& body) {
  const std::string text = fmt::format(
      "cmake_minimum_required(VERSION 3.25)\nproject(bench LANGUAGES NONE)\n"
      "list(APPEND CMAKE_MODULE_PATH \"{}/cmake\")\ninclude(Caisson)\n{}",
      package, body);
  for (const Result<void>& done :
       {make_directories(folder), write_file(folder + "/CMakeLists.txt", text)})
    if (!done) throw std::runtime_error(to_string(done.error()));
}

std::string chain_of(int services, const std::string& image) {
  std::string body =
      fmt::format("caisson_add_stack(bench)\ncaisson_add_image(server REFERENCE {})\n", image);
  for (int index = 0; index < services; ++index) {
    body += fmt::format(
        "caisson_add_service(s{} IMAGE server ENTRYPOINT /server 8080 PORTS 8080 {} "
        "HEALTHCHECK HTTP / ON 8080 ENV A=b C=d)\n",
        index, index == 0 ? std::string() : fmt::format("DEPENDS s{}", index - 1));
  }
  return body + fmt::format("caisson_add_mode(everything SERVICES s{} DEFAULT)\n", services - 1);
}

double median_configure(const std::string& folder, const std::string& cli, int runs) {
  const std::vector<std::string> configure = {
      "cmake", "-S", folder, "-B", folder + "/build", "-G", "Ninja", "-DCAISSON_EXECUTABLE=" + cli};
  seconds_of(configure);
  std::vector<double> times;
  for (int run = 0; run < runs; ++run)
    times.push_back(seconds_of(configure));
  return median(times);
}

}  // namespace

double configure_seconds_per_service(const std::string& package, const std::string& cli,
                                     const std::string& folder, int services, int runs) {
  write_project(folder + "/configure-none", package, "");
  write_project(folder + "/configure-many", package, chain_of(services, "bench:1"));
  const double none = median_configure(folder + "/configure-none", cli, runs);
  const double many = median_configure(folder + "/configure-many", cli, runs);
  return (many - none) / services;
}

std::string configured_project(const std::string& package, const std::string& cli,
                               const std::string& folder, const std::string& image) {
  const std::string project = folder + "/ninja";
  write_project(project, package, chain_of(5, image));
  median_configure(project, cli, 0);
  return project + "/build";
}

}  // namespace caisson::bench
