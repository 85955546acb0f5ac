#pragma once

#include <map>
#include <string>
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

  /// Starts `caisson` with these arguments, stdin from /dev/null.
  void start(const std::vector<std::string>& arguments, const std::string& directory = "/");
  void signal(int number) const;
  /// Waits until stderr holds `text`; false when the command ended before.
  bool wait_for_message(const std::string& text);
  Ran wait();
  Ran run(const std::vector<std::string>& arguments, const std::string& directory = "/") {
    start(arguments, directory);
    return wait();
  }

 private:
  void pump(bool until_end, const std::string& text);

  std::map<std::string, std::string> m_variables;
  int m_pid = 0;
  int m_out = -1;
  int m_err = -1;
  Ran m_ran;
};

}  // namespace caisson::test
