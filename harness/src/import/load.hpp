#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "import/node.hpp"
#include "import/report.hpp"
#include "plan/environment.hpp"

namespace caisson::import {

/// The text of a file; a missing one is ErrorKind::not_found.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

/// What an import is made from.
struct Request {
  std::vector<std::string> files;  ///< absolute; later ones are laid over earlier ones
  std::string
      base;  ///< absolute; messages name files as seen from here, or in full where it is empty
  std::vector<std::string> profiles;  ///< that are on by default
  plan::Lookup environment;
  ReadFile read;
};

/// The files of a project as one: variables put in, `include` and `extends` resolved.
struct Project {
  Node root;
  std::string directory;  ///< of the first file
  std::vector<std::string>
      files;                ///< all that were looked for, `.env` too: a change changes the import
  plan::Variables dot_env;  ///< of the project's `.env`
};

/// Errors are those of a file as a whole; what is wrong in it goes to the report.
Result<Project> load(const Request& request, Report& report);

}  // namespace caisson::import
