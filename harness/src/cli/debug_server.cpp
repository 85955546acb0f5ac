#include "cli/debug_server.hpp"

#include <unistd.h>

#include "base/text.hpp"
#include "cli/context.hpp"

namespace caisson::cli {

Result<std::optional<std::string>> debug_server() {
  const std::string wanted = variable("CAISSON_GDBSERVER");
  if (wanted == "image") return std::optional<std::string>();
  if (!wanted.empty()) {
    if (wanted.starts_with('/') && ::access(wanted.c_str(), X_OK) == 0)
      return std::optional(wanted);
    return Error{ErrorKind::usage, "`" + wanted + "` is no program with an absolute path",
                 "CAISSON_GDBSERVER", "Give the path of a gdbserver, or `image`."};
  }
  for (const std::string& folder : split(variable("PATH"), ':')) {
    const std::string path = folder + "/gdbserver";
    if (folder.starts_with('/') && ::access(path.c_str(), X_OK) == 0) return std::optional(path);
  }
  return std::optional<std::string>();
}

/// The sentences of gdbserver/remote-utils.cc and server.cc; the last one holds.
DebugSession session_in(const std::vector<std::string>& lines) {
  DebugSession session = DebugSession::waiting;
  for (const std::string& line : lines) {
    if (line.starts_with("Listening on port ")) session = DebugSession::waiting;
    if (line.starts_with("Remote debugging from host ")) session = DebugSession::attached;
    if (line.starts_with("Detaching from process ")) session = DebugSession::over;
  }
  return session;
}

}  // namespace caisson::cli
