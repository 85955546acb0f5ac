#include "engine/docker/process_end.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace caisson::engine::docker {
namespace asio = boost::asio;

struct ProcessEnd::State {
  State(const asio::any_io_executor& executor, int fd) : descriptor(executor, fd) {}
  asio::posix::stream_descriptor descriptor;
};

ProcessEnd::ProcessEnd(const asio::any_io_executor& executor, int pid,
                       std::function<void()> ended) {
  const long fd = ::syscall(SYS_pidfd_open, pid, 0);
  if (fd < 0) {
    // It has ended already; anything else is a kernel that cannot tell.
    if (errno == ESRCH) asio::post(executor, std::move(ended));
    return;
  }
  m_state = std::make_unique<State>(executor, static_cast<int>(fd));
  m_state->descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                 [ended = std::move(ended)](const auto& error) {
                                   if (!error) ended();
                                 });
}

ProcessEnd::~ProcessEnd() = default;

}  // namespace caisson::engine::docker
