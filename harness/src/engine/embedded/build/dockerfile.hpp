#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace caisson::engine::embedded::build {

/// One instruction, its continued lines joined, nothing expanded yet.
struct Instruction {
  std::string name;                          ///< in capitals
  std::map<std::string, std::string> flags;  ///< `--from=build` is `from`
  std::string text;                          ///< what follows name and flags
  std::vector<std::string> list;             ///< of the form with brackets
  bool is_list = false;
  int line = 0;

  /// As it stands in the file, in one line.
  std::string shown() const;
};

struct Stage {
  Instruction from;
  std::string name;  ///< of `AS`, in lower case, or empty
  std::string base;  ///< not expanded
  std::vector<Instruction> steps;
};

struct Dockerfile {
  std::vector<Instruction> arguments;  ///< ARG before the first FROM
  std::vector<Stage> stages;
};

/// Reads a Dockerfile as the classic builder of Docker 20.10 does. What only BuildKit knows (mounts
/// of RUN, here-documents), ADD and ONBUILD are refused with the line and the remedy:
/// ErrorKind::image.
Result<Dockerfile> parse_dockerfile(std::string_view text);

/// "`Dockerfile`, line 7: …"
Error error_at(const Instruction& instruction, std::string message, std::string remedy = {});

}  // namespace caisson::engine::embedded::build
