#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "caisson/gtest/declaration.hpp"

namespace caisson::gtest {

/// The declaration, as the environment variables of this process change it.
struct Setting {
  std::string manifest;
  std::string command;
  /// Where the supervisor listens if it runs; empty where only the command can tell.
  std::string socket;
  std::vector<std::string> services;
  std::vector<std::string> isolate;
};

Setting read_setting(const Declaration& declared);

std::vector<std::string> split_at_commas(std::string_view text);

/// CAISSON_REQUIRE_ENGINE: a test without an engine fails, it is not skipped.
bool requires_engine();

}  // namespace caisson::gtest
