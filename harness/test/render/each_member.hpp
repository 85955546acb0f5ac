#pragma once

#include <yaml-cpp/yaml.h>

#include <functional>
#include <map>
#include <stdexcept>
#include <string>

namespace caisson::test {

using Handlers = std::map<std::string, std::function<void(const YAML::Node&)>>;

/// Hands each member to its handler; a key without one is an error.
inline void each_member(const YAML::Node& node, const Handlers& handlers, const std::string& of) {
  for (const auto& member : node) {
    const auto key = member.first.as<std::string>();
    const auto handler = handlers.find(key);
    if (handler == handlers.end()) throw std::runtime_error(of + " has a key `" + key + "`");
    handler->second(member.second);
  }
}

}  // namespace caisson::test
