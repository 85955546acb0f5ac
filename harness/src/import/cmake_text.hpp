#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caisson::import {

/// A value as one argument of a CMake command: quoted where it must be.
std::string cmake_argument(std::string_view value);

/// A call laid out as a person would: what fits on a line stays on it, else a line a keyword, and
/// values that do not fit either on lines below it.
class CMakeCall {
 public:
  /// `head`: what stands behind the opening parenthesis.
  CMakeCall(std::string command, std::string head);

  /// Values are taken as they are: quote them before. The keyword may be empty.
  CMakeCall& add(std::string keyword, std::vector<std::string> values = {});
  /// As `add` with each value quoted.
  CMakeCall& quote(std::string keyword, const std::vector<std::string>& values);

  /// With a line end.
  std::string text() const;

 private:
  struct Clause {
    std::string keyword;
    std::vector<std::string> values;
    std::string line() const;
  };
  std::string m_begin;
  std::vector<Clause> m_clauses;
};

}  // namespace caisson::import
