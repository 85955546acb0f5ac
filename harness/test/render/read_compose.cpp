#include "render/read_compose.hpp"

#include <yaml-cpp/yaml.h>

#include <stdexcept>

#include "render/each_member.hpp"

namespace caisson::test {
namespace {

using Texts = std::vector<std::string>;

/// `$$` is a `$` for Compose; what is left of one begins a variable.
std::string text_of(const YAML::Node& node) {
  const auto raw = node.as<std::string>();
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    text += raw[i];
    if (raw.compare(i, 2, "$$") == 0) ++i;
  }
  return text;
}

Texts texts_of(const YAML::Node& node) {
  Texts texts;
  for (const auto& item : node)
    texts.push_back(text_of(item));
  return texts;
}

std::set<std::string> set_of(const YAML::Node& node) {
  const Texts texts = texts_of(node);
  return {texts.begin(), texts.end()};
}

std::map<std::string, std::string> map_of(const YAML::Node& node) {
  std::map<std::string, std::string> map;
  for (const auto& member : node)
    map[member.first.as<std::string>()] = text_of(member.second);
  return map;
}

std::int64_t milliseconds_of(const YAML::Node& node) {
  const auto text = node.as<std::string>();
  const std::size_t unit = text.find_first_not_of("0123456789");
  const std::int64_t number = std::stoll(text.substr(0, unit));
  const std::string word = text.substr(unit);
  if (word == "ms") return number;
  if (word == "s") return number * 1000;
  throw std::runtime_error("`" + text + "` is no duration");
}

ComposeHealth health_of(const YAML::Node& node) {
  ComposeHealth health;
  each_member(
      node,
      {{"test", [&](const YAML::Node& n) { health.test = texts_of(n); }},
       {"interval", [&](const YAML::Node& n) { health.interval_ms = milliseconds_of(n); }},
       {"start_interval",
        [&](const YAML::Node& n) { health.start_interval_ms = milliseconds_of(n); }},
       {"start_period", [&](const YAML::Node& n) { health.start_period_ms = milliseconds_of(n); }},
       {"timeout", [](const YAML::Node& n) { milliseconds_of(n); }},
       {"retries", [&](const YAML::Node& n) { health.retries = n.as<int>(); }},
       {"disable", [&](const YAML::Node& n) { health.disable = n.as<bool>(); }}},
      "a health check");
  return health;
}

std::string mount_of(const YAML::Node& node) {
  const bool read_only = node["read_only"] && node["read_only"].as<bool>();
  return text_of(node["type"]) + " " + (node["source"] ? text_of(node["source"]) : "") + " " +
         text_of(node["target"]) + (read_only ? " ro" : " rw");
}

/// Where the secrets of the file come from, by their key.
std::map<std::string, std::string> sources_of(const YAML::Node& secrets) {
  std::map<std::string, std::string> sources;
  for (const auto& secret : secrets) {
    const YAML::Node& from = secret.second;
    sources[secret.first.as<std::string>()] = from["environment"]
                                                  ? "env:" + text_of(from["environment"])
                                                  : "file:" + text_of(from["file"]);
  }
  return sources;
}

/// Reads one service, a group of its keys a method.
class ServiceReader {
 public:
  explicit ServiceReader(const std::map<std::string, std::string>& secrets) : m_secrets(secrets) {}

  ComposeService read(const YAML::Node& node, const std::string& name) {
    Handlers handlers;
    add_process(handlers);
    add_reach(handlers);
    add_files(handlers);
    add_rights(handlers);
    each_member(node, handlers, name);
    return m_service;
  }

 private:
  void add_process(Handlers& on) {
    on["image"] = [this](const YAML::Node& n) { m_service.image = text_of(n); };
    on["entrypoint"] = [this](const YAML::Node& n) { m_service.entrypoint = texts_of(n); };
    on["command"] = [this](const YAML::Node& n) { m_service.command = texts_of(n); };
    on["profiles"] = [this](const YAML::Node& n) { m_service.profiles = set_of(n); };
    on["restart"] = [this](const YAML::Node& n) { m_service.restart = text_of(n); };
    on["environment"] = [this](const YAML::Node& n) { m_service.environment = map_of(n); };
    on["env_file"] = [this](const YAML::Node& n) { m_service.env_files = texts_of(n); };
    on["labels"] = [this](const YAML::Node& n) { m_service.labels = map_of(n); };
    on["healthcheck"] = [this](const YAML::Node& n) { m_service.health = health_of(n); };
    on["logging"] = [](const YAML::Node&) {};
    on["x-caisson"] = [](const YAML::Node&) {};  // for `caisson import` alone
  }
  void add_reach(Handlers& on) {
    on["depends_on"] = [this](const YAML::Node& n) {
      for (const auto& member : n)
        m_service.depends[member.first.as<std::string>()] = text_of(member.second["condition"]);
    };
    on["ports"] = [this](const YAML::Node& n) { m_service.ports = set_of(n); };
    on["networks"] = [this](const YAML::Node& n) {
      for (const auto& member : n)
        m_service.networks[member.first.as<std::string>()] = set_of(member.second["aliases"]);
    };
    on["network_mode"] = [](const YAML::Node&) {};
  }
  void add_files(Handlers& on) {
    on["secrets"] = [this](const YAML::Node& n) {
      for (const auto& item : n)
        m_service.secrets[text_of(item["target"])] = m_secrets.at(text_of(item["source"]));
    };
    on["volumes"] = [this](const YAML::Node& n) {
      for (const auto& item : n)
        m_service.mounts.insert(mount_of(item));
    };
    on["tmpfs"] = [this](const YAML::Node& n) { m_service.tmpfs = set_of(n); };
  }
  void add_rights(Handlers& on) {
    on["user"] = [this](const YAML::Node& n) { m_service.user = text_of(n); };
    on["cap_drop"] = [this](const YAML::Node& n) { m_service.cap_drop = set_of(n); };
    on["cap_add"] = [this](const YAML::Node& n) { m_service.cap_add = set_of(n); };
    on["security_opt"] = [this](const YAML::Node& n) { m_service.security = set_of(n); };
    on["read_only"] = [this](const YAML::Node& n) { m_service.read_only = n.as<bool>(); };
    on["mem_limit"] = [this](const YAML::Node& n) { m_service.memory = n.as<std::int64_t>(); };
    on["memswap_limit"] = [](const YAML::Node&) {};
    on["cpus"] = [this](const YAML::Node& n) { m_service.cpus = n.as<double>(); };
    on["pids_limit"] = [this](const YAML::Node& n) { m_service.pids = n.as<std::int64_t>(); };
  }

  const std::map<std::string, std::string>& m_secrets;
  ComposeService m_service;
};

std::set<std::string> keys_of(const YAML::Node& node) {
  std::set<std::string> keys;
  for (const auto& member : node)
    keys.insert(member.first.as<std::string>());
  return keys;
}

}  // namespace

ComposeDocument read_compose(const std::string& text) {
  const YAML::Node root = YAML::Load(text);
  const auto secrets = sources_of(root["secrets"]);
  ComposeDocument document;
  each_member(root,
              {{"name", [&](const YAML::Node& n) { document.name = n.as<std::string>(); }},
               {"networks", [&](const YAML::Node& n) { document.networks = keys_of(n); }},
               {"volumes", [&](const YAML::Node& n) { document.volumes = keys_of(n); }},
               {"secrets", [](const YAML::Node&) {}},
               {"x-caisson", [](const YAML::Node&) {}},
               {"services",
                [&](const YAML::Node& n) {
                  for (const auto& member : n) {
                    const auto name = member.first.as<std::string>();
                    document.services[name] = ServiceReader(secrets).read(member.second, name);
                  }
                }}},
              "the file");
  return document;
}

}  // namespace caisson::test
