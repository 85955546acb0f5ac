#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cli/options.hpp"
#include "cli/verb.hpp"

namespace caisson::cli {

/// What completion scripts are made from: the parsed tree of options, told without CLI11.
struct OptionDescription {
  std::vector<std::string> names;  ///< "--format", "-f"; empty for a positional
  std::string help;
  bool takes_value = false;
  std::vector<std::string> choices;
};
struct VerbDescription {
  std::string name;
  std::string summary;
  std::vector<OptionDescription> options;  ///< its own ones
  bool takes_services = false;
};
struct Description {
  std::vector<OptionDescription> shared;
  std::vector<VerbDescription> verbs;
};

/// The whole command line of one process.
class CommandLine {
 public:
  explicit CommandLine(const std::vector<VerbEntry>& table);
  ~CommandLine();

  struct Parsed {
    Verb* verb = nullptr;  ///< owned by the command line; null: only `help` is wanted
    std::string help;      ///< text for stdout
  };
  /// `arguments` without the program's name. Errors: ErrorKind::usage, with the nearest name for an
  /// unknown verb, option or value.
  Result<Parsed> parse(std::vector<std::string> arguments);

  const Options& options() const;
  Description describe() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace caisson::cli
