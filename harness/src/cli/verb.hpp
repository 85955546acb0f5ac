#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "cli/arguments.hpp"

namespace caisson::cli {

class Context;

/// One word of the command line. The object lives for one command and holds what it was given.
class Verb {
 public:
  virtual ~Verb() = default;
  virtual void declare(Arguments& arguments) = 0;
  /// The values of --format it can give; the first one is its default.
  virtual std::vector<std::string> formats() const { return {"text", "json"}; }
  /// The exit code; an error is printed by the caller, once, and decides the exit code.
  virtual Result<int> run(Context& context) = 0;
};

struct VerbEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view example;  ///< shown by --help
  std::unique_ptr<Verb> (*make)();
  bool hidden = false;
};

/// Every verb, in the order of the help.
const std::vector<VerbEntry>& verbs();

}  // namespace caisson::cli
