#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace caisson::cli {

/// Where a verb declares what it takes. A thin face over CLI11, so that its header is compiled once
/// (command_line.cpp) and not once a verb. Names are given as CLI11 wants them: "-f,--follow".
class Arguments {
 public:
  explicit Arguments(CLI::App& app) : m_app(app) {}

  void flag(const std::string& names, bool& value, const std::string& help);
  void option(const std::string& names, std::string& value, const std::string& help);
  void option(const std::string& names, std::optional<int>& value, const std::string& help);
  /// May be given several times.
  void options(const std::string& names, std::vector<std::string>& values, const std::string& help);
  /// One of `choices`; anything else is refused with the nearest of them.
  void choice(const std::string& names, std::string& value, std::vector<std::string> choices,
              const std::string& help);
  void positional(const std::string& name, std::string& value, const std::string& help);
  /// As many as come, none is fine.
  void positionals(const std::string& name, std::vector<std::string>& values,
                   const std::string& help);
  /// Everything behind `--`, untouched. A verb without it refuses `--`.
  void rest(std::vector<std::string>& values);

 private:
  friend class CommandLine;
  CLI::App& m_app;
  std::vector<std::string>* m_rest = nullptr;
  /// CLI11 keeps a validator's text only, not its list.
  std::map<const CLI::Option*, std::vector<std::string>> m_choices;
};

}  // namespace caisson::cli
