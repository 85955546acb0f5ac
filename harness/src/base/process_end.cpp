#include "base/process_end.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <charconv>
#include <utility>

#include "base/file.hpp"

namespace caisson {
namespace asio = boost::asio;

struct ProcessEnd::State {
  State(Loop& loop, Descriptor pidfd) : descriptor(loop.executor(), pidfd.release()) {}
  asio::posix::stream_descriptor descriptor;
};

ProcessEnd::ProcessEnd(Loop& loop, Descriptor pidfd, std::function<void()> ended)
    : m_state(std::make_unique<State>(loop, std::move(pidfd))) {
  m_state->descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                 [ended = std::move(ended)](const auto& error) {
                                   if (!error) ended();
                                 });
}

ProcessEnd::~ProcessEnd() = default;

Descriptor open_pidfd(int pid) {
  const long fd = pid > 0 ? ::syscall(SYS_pidfd_open, pid, 0) : -1;
  return Descriptor(static_cast<int>(fd));
}

int pid_of(const Descriptor& pidfd) {
  constexpr std::string_view k_field = "\nPid:";
  const auto info = read_file("/proc/self/fdinfo/" + std::to_string(pidfd.get()));
  if (!info) return 0;
  const auto at = info->find(k_field);
  if (at == std::string::npos) return 0;
  const auto begin = info->find_first_not_of(" \t", at + k_field.size());
  if (begin == std::string::npos) return 0;
  int pid = 0;
  std::from_chars(info->data() + begin, info->data() + info->size(), pid);
  return pid;
}

}  // namespace caisson
