#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/stack.hpp"

namespace caisson::import {

/// A service as far as its health check is concerned.
struct CheckedService {
  const std::map<std::string, std::string>& variables;  ///< its environment
  const std::vector<std::string>& command;
};

/// The probe that asks what a command asks: `pg_isready`, `redis-cli ping`, `curl -f`, `wget`,
/// `nc -z`, `grpc_health_probe`. None where an option means something that no probe does.
std::optional<model::HealthCheck> known_check(const std::vector<std::string>& argv,
                                              const CheckedService& service);

/// The words of a shell command that is one program with its arguments, variables put in; what only
/// makes its exit code or its silence (`|| exit 1`, `> /dev/null`) is left out. None where it is
/// more.
std::optional<std::vector<std::string>> simple_command(
    std::string_view text, const std::map<std::string, std::string>& variables);

}  // namespace caisson::import
