#include "engine/embedded/worker/pull.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/pipe.hpp"
#include "base/text.hpp"
#include "engine/docker/progress.hpp"

extern "C" char** environ;  // NOLINT(readability-redundant-declaration)

namespace caisson::engine::embedded::worker {
namespace {

using Say = std::function<void(const std::string&)>;

struct ToolEnd {
  int code = 0;
  std::string last_line;
};

/// Runs a program; each line of what it writes is said.
Result<ToolEnd> run_tool(std::vector<std::string> argv, const Say& say) {
  auto pipe = make_pipe();
  if (!pipe) return pipe.error();
  const Descriptor reading = std::move(pipe->reading);
  Descriptor writing = std::move(pipe->writing);
  std::vector<char*> pointers;
  for (std::string& word : argv)
    pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, writing.get(), 1);
  ::posix_spawn_file_actions_adddup2(&actions, writing.get(), 2);
  pid_t pid = -1;
  const int failed =
      ::posix_spawnp(&pid, pointers[0], &actions, nullptr, pointers.data(), ::environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    return Error{failed == ENOENT ? ErrorKind::not_found : ErrorKind::io,
                 fmt::format("cannot start `{}`: {}", argv[0], std::strerror(failed))};
  writing.reset();
  ToolEnd end;
  std::string pending;
  std::array<char, 4096> buffer{};
  ssize_t got = 0;
  while ((got = ::read(reading.get(), buffer.data(), buffer.size())) > 0 ||
         (got < 0 && errno == EINTR)) {
    pending.append(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    for (auto feed = pending.find('\n'); feed != pending.npos; feed = pending.find('\n')) {
      end.last_line = pending.substr(0, feed);
      pending.erase(0, feed + 1);
      say(end.last_line);
    }
  }
  if (!trim(pending).empty()) end.last_line = pending;
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  end.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return end;
}

/// What skopeo's log has to say: `time="…" level=fatal msg="…"`; another line is all it says.
std::string said_in(const std::string& line) {
  constexpr std::string_view k_message = " msg=\"";
  const auto begin = line.find(k_message);
  if (begin == line.npos || !line.ends_with('"')) return line;
  std::string text;
  for (std::size_t at = begin + k_message.size(); at + 1 < line.size(); ++at) {
    if (line[at] == '\\' && at + 2 < line.size()) ++at;
    text += line[at];
  }
  return text;
}

/// As skopeo writes places: a registry's is the default.
std::string place_of(const std::string& reference) {
  for (const char* transport : {"oci:", "dir:", "oci-archive:", "docker-archive:"})
    if (reference.starts_with(transport)) return reference;
  return "docker://" + reference;
}

}  // namespace

Result<StoredImage> pull(ImageStore& images, const std::string& reference,
                         const store::Scratch& scratch, const Say& say) {
  const std::string archive = scratch.path() / "pulled.tar";
  static_cast<void>(remove_file(archive));
  const auto end = run_tool({"skopeo", "copy", place_of(reference), "oci-archive:" + archive}, say);
  if (!end && end.error().kind == ErrorKind::not_found)
    return Error{ErrorKind::io,
                 fmt::format("cannot pull `{}`: skopeo is not installed", reference),
                 {},
                 "apt-get install skopeo"};
  if (!end) return end.error();
  if (end->code != 0)
    return Error{docker::kind_of_pull_failure(end->last_line),
                 fmt::format("cannot pull `{}`: {}", reference, said_in(end->last_line))};
  auto image = images.load(archive, reference);
  static_cast<void>(remove_file(archive));
  return image;
}

}  // namespace caisson::engine::embedded::worker
