#include "engine/embedded/store/image_config.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include "base/json.hpp"
#include "engine/embedded/store/layout.hpp"

namespace caisson::engine::embedded::store {
namespace {

using nlohmann::json;

/// Absent, null and of another kind read as nothing: what we do not understand of a config is not
/// what a container is made from.
std::string text_in(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> texts_in(const json& object, const char* key) {
  std::vector<std::string> texts;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return texts;
  for (const json& element : *found)
    if (element.is_string()) texts.push_back(element.get<std::string>());
  return texts;
}

std::vector<std::string> keys_in(const json& object, const char* key) {
  std::vector<std::string> keys;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_object()) return keys;
  for (const auto& [name, value] : found->items())
    keys.push_back(name);
  return keys;
}

std::vector<std::string> healthcheck_in(const json& config) {
  const auto found = config.find("Healthcheck");
  if (found == config.end() || !found->is_object()) return {};
  std::vector<std::string> test = texts_in(*found, "Test");
  if (test.size() < 2) return {};
  const std::string kind = test.front();
  test.erase(test.begin());
  if (kind == "CMD") return test;
  if (kind == "CMD-SHELL") return {"/bin/sh", "-c", test.front()};
  return {};
}

ImageConfig read_members(const json& config) {
  ImageConfig read;
  read.entrypoint = texts_in(config, "Entrypoint");
  read.command = texts_in(config, "Cmd");
  for (const std::string& entry : texts_in(config, "Env")) {
    const auto equals = entry.find('=');
    if (equals != entry.npos) read.env[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  if (const auto folder = text_in(config, "WorkingDir"); !folder.empty())
    read.working_directory = folder;
  read.user = text_in(config, "User");
  if (const auto signal = text_in(config, "StopSignal"); !signal.empty()) read.stop_signal = signal;
  read.volumes = keys_in(config, "Volumes");
  if (const auto labels = config.find("Labels"); labels != config.end() && labels->is_object())
    for (const auto& [name, value] : labels->items())
      if (value.is_string()) read.labels[name] = value.get<std::string>();
  read.healthcheck = healthcheck_in(config);
  return read;
}

}  // namespace

std::string this_architecture() {
  struct utsname name {};
  ::uname(&name);
  const std::string machine = static_cast<const char*>(name.machine);
  if (machine == "x86_64") return "amd64";
  if (machine == "aarch64") return "arm64";
  return machine;
}

Result<ConfigFile> parse_config(std::string_view text) {
  const json whole = parse_json(text);
  const Error broken{ErrorKind::image, "an image's config is none"};
  if (!whole.is_object()) return broken;
  const auto rootfs = whole.find("rootfs");
  if (rootfs == whole.end() || !rootfs->is_object()) return broken;
  const std::string system = text_in(whole, "os");
  const std::string architecture = text_in(whole, "architecture");
  if (system != "linux" || architecture != this_architecture())
    return Error{ErrorKind::image,
                 fmt::format("the image is made for `{}/{}`, this machine is "
                             "`linux/{}`",
                             shown(system), shown(architecture), this_architecture())};
  ConfigFile file;
  for (const std::string& digest : texts_in(*rootfs, "diff_ids")) {
    auto hex = hex_of(digest);
    if (!hex) return hex.error();
    file.diffs.push_back(std::move(*hex));
  }
  const auto config = whole.find("config");
  if (config != whole.end() && config->is_object()) file.config = read_members(*config);
  return file;
}

std::string write_config(const ConfigFile& file) {
  const ImageConfig& image = file.config;
  json config = json::object();
  if (!image.entrypoint.empty()) config["Entrypoint"] = image.entrypoint;
  if (!image.command.empty()) config["Cmd"] = image.command;
  json env = json::array();
  for (const auto& [name, value] : image.env)
    env.push_back(name + "=" + value);
  config["Env"] = std::move(env);
  config["WorkingDir"] = image.working_directory;
  config["User"] = image.user;
  config["StopSignal"] = image.stop_signal;
  for (const std::string& path : image.volumes)
    config["Volumes"][path] = json::object();
  config["Labels"] = image.labels;
  if (!image.healthcheck.empty()) {
    json test = json::array({"CMD"});
    for (const std::string& word : image.healthcheck)
      test.push_back(word);
    config["Healthcheck"]["Test"] = std::move(test);
  }
  json diffs = json::array();
  for (const std::string& diff : file.diffs)
    diffs.push_back("sha256:" + diff);
  return dump_json(json{{"architecture", this_architecture()},
                        {"os", "linux"},
                        {"config", std::move(config)},
                        {"rootfs", {{"type", "layers"}, {"diff_ids", std::move(diffs)}}}});
}

}  // namespace caisson::engine::embedded::store
