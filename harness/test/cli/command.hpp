#pragma once

#include <sys/types.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace caisson::test {

struct Ran {
  int exit_code = -1;  ///< 128 + n when a signal ended it
  std::string out;
  std::string err;
};

/// The real command, as a child process with an environment of its own.
class Command {
 public:
  /// `variables` replace those of the same name; an empty value unsets.
  explicit Command(std::map<std::string, std::string> variables)
      : m_variables(std::move(variables)) {}

  void set(const std::string& name, const std::string& value) { m_variables[name] = value; }

  /// Exit code of a command that could not be started at all.
  static constexpr int k_not_started = 127;
  /// From now on as that user, in that group alone; we have to be root.
  void run_as(uid_t user, gid_t group) { m_user = {user, group}; }

  /// Starts `caisson` with these arguments, stdin from /dev/null.
  void start(const std::vector<std::string>& arguments, const std::string& directory = "/");
  /// The same as nobody's child: no ctest among its ancestors holds what it leases. `wait` then
  /// does not tell its exit code.
  void start_orphan(const std::vector<std::string>& arguments);
  void signal(int number) const;
  /// Waits until stderr holds `text`; false when the command ended before.
  bool wait_for_message(const std::string& text);
  Ran wait();
  Ran run(const std::vector<std::string>& arguments, const std::string& directory = "/") {
    start(arguments, directory);
    return wait();
  }

 private:
  struct Pipes {
    std::array<int, 2> out{};
    std::array<int, 2> err{};
  };
  static Pipes make_pipes();
  [[noreturn]] void become(const std::vector<std::string>& arguments, const std::string& directory,
                           const Pipes& pipes) const;
  void attend(const Pipes& pipes);
  void pump(bool until_end, const std::string& text);

  std::map<std::string, std::string> m_variables;
  std::optional<std::pair<uid_t, gid_t>> m_user;
  int m_pid = 0;
  bool m_is_orphan = false;
  int m_out = -1;
  int m_err = -1;
  Ran m_ran;
};

}  // namespace caisson::test
