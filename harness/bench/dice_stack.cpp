#include "bench/dice_stack.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/file.hpp"
#include "bench/await.hpp"
#include "bench/dice_manifest.hpp"
#include "run/labels.hpp"

namespace caisson::bench {
namespace {

using nlohmann::json;

constexpr const char* k_instance = "caisson-bench-dice";

json read_manifest(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text) throw std::runtime_error(to_string(text.error()));
  return json::parse(*text);
}

void make_folders(const json& manifest, const std::string& data) {
  for (const json& service : manifest.at("services")) {
    for (const json& volume : service.value("volumes", json::array())) {
      const auto source = volume.at("source").get<std::string>();
      if (source.rfind(data, 0) != 0) continue;
      const Result<void> made = make_directories(source);
      if (!made) throw std::runtime_error(to_string(made.error()));
    }
  }
}

}  // namespace

DiceStack::DiceStack(const Setting& setting, const std::string& manifest)
    : m_setting(setting),
      m_manifest(setting.arguments.tools.folder + "/dice.json"),
      m_data(setting.arguments.tools.folder + "/dice") {
  const json ours = with_data_below(m_data, read_manifest(manifest));
  const Result<void> written = write_file(m_manifest, ours.dump(1));
  if (!written) throw std::runtime_error(to_string(written.error()));
  remove_all();
  make_folders(ours, m_data);
}

DiceStack::~DiceStack() {
  try {
    remove_all();
  } catch (const std::exception& error) {
    fmt::print(stderr,
               "bench: something of DICE is left: {} (end it with `caisson down --instance {} "
               "--manifest {}`, then remove `{}`)\n",
               error.what(), k_instance, m_manifest, m_data);
  }
}

void DiceStack::remove_all() const {
  down();
  std::filesystem::remove_all(m_data);
}

ChildRun DiceStack::run(const std::vector<std::string>& words,
                        const std::map<std::string, std::string>& env) const {
  std::vector<std::string> argv = {m_setting.arguments.tools.caisson, "--manifest", m_manifest,
                                   "--instance", k_instance};
  argv.insert(argv.end(), words.begin(), words.end());
  return run_child(m_setting.loop, {argv, env, {}});
}

double DiceStack::up(const std::vector<std::string>& words) const {
  std::vector<std::string> argv = {"--progress", "quiet", "up"};
  argv.insert(argv.end(), words.begin(), words.end());
  const ChildRun up = run(argv);
  return seconds_between(up.begin, up.end);
}

double DiceStack::down() const {
  const ChildRun down = run({"--progress", "quiet", "down"});
  return seconds_between(down.begin, down.end);
}

std::map<std::string, engine::Container> DiceStack::running() const {
  const auto containers = await<std::vector<engine::Container>>(m_setting.loop, [&](auto done) {
    m_setting.engine.list_containers({{run::label::k_instance, k_instance}}, in_a_minute(), done);
  });
  std::map<std::string, engine::Container> running;
  for (const engine::Container& container : containers)
    if (container.phase == engine::Phase::running)
      running[container.labels.at(run::label::k_service)] = container;
  return running;
}

std::uint16_t DiceStack::port(const std::string& service, std::uint16_t port) const {
  for (const engine::PublishedPort& published : running().at(service).ports)
    if (published.container == port) return published.host;
  throw std::runtime_error(fmt::format("`{}` does not publish its port {}", service, port));
}

}  // namespace caisson::bench
