#pragma once

#include <sys/types.h>

#include <string>

namespace caisson::test {

/// Holds a leashed container, starts it, says `started` on its output, and stays: what
/// `<this program> --hold <id>` does.
int hold(const std::string& container);

/// Makes and starts an ephemeral container of an instance, says `started`, and stays: what
/// `<this program> --environment "<instance> <image>"` does.
int make_environment(const std::string& instance_and_image);

/// Such a process. Ended by SIGKILL at the latest with this object.
class Holder {
 public:
  explicit Holder(const std::string& container) : Holder("--hold", container) {}
  Holder(const std::string& option, const std::string& argument);
  ~Holder();
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  /// Waits for its `started`; false when it ended instead.
  bool has_started();
  void kill();

 private:
  pid_t m_pid = -1;
  int m_output = -1;
};

}  // namespace caisson::test
