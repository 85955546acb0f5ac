#include "bench/dice_cold.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "base/file.hpp"
#include "bench/await.hpp"
#include "bench/cold_images.hpp"
#include "bench/cold_manifest.hpp"
#include "bench/dice_stack.hpp"
#include "bench/rows.hpp"

namespace caisson::bench {
namespace {

using nlohmann::json;

constexpr double k_all_within = 18 * 60;
constexpr double k_backend_within = 6 * 60;

std::string write_manifest(const Arguments& arguments) {
  const std::string folder = arguments.tools.folder + "/cold";
  const Result<std::string> declared = read_file(arguments.dice);
  if (!declared) throw std::runtime_error(to_string(declared.error()));
  const json manifest = with_cold_images(folder, json::parse(*declared));
  std::string path = folder + "/dice.json";
  const Result<void> written = write_file(path, manifest.dump(1));
  if (!written) throw std::runtime_error(to_string(written.error()));
  return path;
}

/// When a service became ready, by what `--progress json` told.
double ready_seconds(const ChildRun& up, const std::string& service) {
  for (const std::string& line : up.lines) {
    const json event = json::parse(line, nullptr, false);
    if (event.is_object() && event.value("event", "") == "ready" &&
        event.value("service", "") == service)
      return event.at("elapsed_ms").get<double>() / 1e3;
  }
  throw std::runtime_error(fmt::format("nobody told that `{}` is ready", service));
}

}  // namespace

std::vector<Row> dice_cold_rows(const Setting& setting) {
  const std::string manifest = write_manifest(setting.arguments);
  ColdImages images(setting, manifest);
  const DiceStack stack(setting, manifest);
  fmt::print(stderr, "DICE, cold: every image is built, which takes a quarter of an hour\n");
  const ChildRun up = stack.run({"--progress", "json", "--mode", "full-stack", "up"},
                                {{"CAISSON_IMAGE_SOURCE", "recipe"}});
  const std::string detail =
      fmt::format(" (without a registry; {} of disk with what building leaves behind)",
                  gigabytes(static_cast<double>(images.bytes())));
  return {limit_row("DICE full-stack, no image there to ready", k_all_within,
                    seconds_between(up.begin, up.end), detail, minutes),
          limit_row("DICE full-stack, no image there to a healthy back end", k_backend_within,
                    ready_seconds(up, "backend"), "", minutes)};
}

}  // namespace caisson::bench
