#include "base/vanishing.hpp"

#include <sys/inotify.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <utility>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace caisson {
namespace asio = boost::asio;

struct Vanishing::State {
  State(Loop& loop, Descriptor inotify) : descriptor(loop.executor(), inotify.release()) {}
  asio::posix::stream_descriptor descriptor;
};

Vanishing::Vanishing(std::unique_ptr<State> state) : m_state(std::move(state)) {}

Vanishing::~Vanishing() = default;

Result<std::unique_ptr<Vanishing>> Vanishing::watch(Loop& loop, const std::string& folder,
                                                    std::function<void()> vanished) {
  Descriptor inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!inotify) return errno_error("cannot watch it", folder);
  if (::inotify_add_watch(inotify.get(), folder.c_str(), IN_DELETE_SELF | IN_MOVE_SELF) < 0)
    return errno_error("cannot watch it", folder);
  auto state = std::make_unique<State>(loop, std::move(inotify));
  // These two events are the only ones asked for: whichever comes, the folder is no more.
  state->descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                               [vanished = std::move(vanished)](const auto& error) {
                                 if (!error) vanished();
                               });
  return std::unique_ptr<Vanishing>(new Vanishing(std::move(state)));
}

}  // namespace caisson
