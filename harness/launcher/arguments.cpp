#include "launcher/arguments.hpp"

namespace caisson::launcher {
namespace {

using tenant::Problem;

struct Options {
  std::string manifest;
  std::string instance;
  std::string derived_instance;
  std::string engine;
  std::string services;
  std::string isolate;
  std::string name;
};

std::string* find(Options& options, const std::string& name) {
  if (name == "--manifest") return &options.manifest;
  if (name == "--instance") return &options.instance;
  if (name == "--derived-instance") return &options.derived_instance;
  if (name == "--engine") return &options.engine;
  if (name == "--services") return &options.services;
  if (name == "--isolate") return &options.isolate;
  if (name == "--name") return &options.name;
  return nullptr;
}

Problem misuse(const std::string& text, const std::string& remedy) {
  constexpr int k_usage = 2;
  return {Problem::Kind::failed, text + "\n  " + remedy, k_usage};
}

tenant::Setting setting_of(const Options& options) {
  tenant::Setting setting;
  setting.manifest = tenant::absolute(options.manifest);
  setting.instance = options.instance;
  setting.engine = options.engine;
  std::string instance = options.instance;
  if (instance.empty()) instance = tenant::from_environment("CAISSON_INSTANCE");
  if (instance.empty()) instance = options.derived_instance;
  setting.socket = tenant::socket_of(instance);
  setting.services = tenant::split_at_commas(options.services);
  setting.isolate = tenant::split_at_commas(options.isolate);
  return setting;
}

}  // namespace

tenant::Result<Arguments> parse(const std::vector<std::string>& words) {
  Options options;
  auto word = words.begin();
  if (word != words.end() && *word == "run") ++word;
  for (; word != words.end() && *word != "--"; ++word) {
    std::string* const value = find(options, *word);
    if (value == nullptr)
      return misuse("unknown option `" + *word + "`", "See `caisson run --help`.");
    if (word + 1 == words.end() || *(word + 1) == "--")
      return misuse("`" + *word + "` wants a value", "See `caisson run --help`.");
    *value = *++word;
  }
  if (options.manifest.empty())
    return misuse("there is no --manifest", "`caisson run` finds it by itself.");
  Arguments arguments;
  if (word != words.end()) arguments.command.assign(word + 1, words.end());
  if (arguments.command.empty()) {
    return misuse("there is no command",
                  "Put it behind `--`: `caisson run --services db -- ./my_test`.");
  }
  arguments.setting = setting_of(options);
  arguments.name = options.name;
  return arguments;
}

}  // namespace caisson::launcher
