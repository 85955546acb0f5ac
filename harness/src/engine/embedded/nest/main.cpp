// caisson-nest: process 1 of the containers of one environment, and nothing else's. Started by the
// embedded engine with its listening socket as descriptor 3 and, where it is to die with who
// started it, the reading end of a pipe as descriptor 4.

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <csignal>
#include <string_view>

#include "base/file.hpp"
#include "engine/embedded/nest/desk.hpp"
#include "engine/embedded/nest/surroundings.hpp"
#include "engine/embedded/wire/turn.hpp"

namespace {

using namespace caisson;
using namespace caisson::engine::embedded;
using WatchedDescriptor = boost::asio::posix::stream_descriptor;

constexpr int k_listener = 3;
constexpr int k_leash = 4;

struct Order {
  Home home;
  std::string id;
  bool ephemeral = false;
};

/// Dies with its parent, also when that has died already: nobody holds the other end then.
bool tie_to_parent(int pipe) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  pollfd end{pipe, POLLIN, 0};
  return ::poll(&end, 1, 0) == 0;
}

/// Goes on as process 1 of new namespaces. Who started us waits for our parent: that stays only to
/// die with it.
Result<void> enter_namespaces(bool ephemeral) {
  constexpr int k_new = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;
  int between[2];
  if (::pipe2(between, O_CLOEXEC) != 0) return errno_error("cannot make a pipe", "");
  if (::unshare(k_new) != 0) {
    Error error = errno_error("cannot make namespaces for containers", "");
    error.remedy =
        "run as root, or in a container with the right to (CAP_SYS_ADMIN), or use Docker";
    return error;
  }
  const pid_t child = ::fork();
  if (child < 0) return errno_error("cannot start a nest", "");
  if (child > 0) {
    if (!ephemeral) ::_exit(0);
    ::close(between[0]);
    ::close_range(k_listener, k_leash, 0);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    ::_exit(0);
  }
  ::close(between[1]);
  const Descriptor parent(between[0]);
  if (ephemeral && !tie_to_parent(parent.get())) ::_exit(1);
  return {};
}

/// The embedded engine's nest, from its beginning to its end.
class Life {
 public:
  Life(Loop& loop, Order order) : m_loop(loop), m_order(std::move(order)) {}

  Result<void> begin() {
    if (!m_order.ephemeral) ::setsid();
    // After the fork: a lock belongs to an open file, and the parent's copy would outlive us.
    auto lock = lock_nest(m_order.home, m_order.id);
    if (!lock) return lock.error();
    m_lock = *std::move(lock);
    const auto mounted = mount_surroundings(m_order.home, m_order.id);
    if (!mounted) return mounted;
    const auto mounts = read_file("/proc/self/mountinfo");
    if (!mounts) return mounts.error();
    m_cgroups.emplace(cgroup_mounts(*mounts), m_order.id);
    sweep_dead_nests(m_order.home, m_order.id, *m_cgroups);
    auto wiring = Wiring::begin();
    if (!wiring) return wiring.error();
    m_nest =
        std::make_unique<Nest>(m_loop, m_order.home, m_order.id, *std::move(wiring), *m_cgroups);
    return {};
  }

  void serve(const Result<void>& begun) {
    const auto idle = [this] { end_if_alone(); };
    m_desk = begun ? std::make_unique<Desk>(m_loop, *m_nest, Descriptor(k_listener), idle)
                   : Desk::refusing(m_loop, Descriptor(k_listener), begun.error(), idle);
    m_loop.on_interrupt([this](int) { m_loop.stop(); });
    if (m_order.ephemeral) {
      m_leash = std::make_unique<WatchedDescriptor>(m_loop.executor(), k_leash);
      m_leash->async_wait(WatchedDescriptor::wait_read, [this](const auto&) { m_loop.stop(); });
    }
    m_loop.run();
    // The kernel ends whatever runs here with us, and all that was mounted and wired goes.
  }

 private:
  /// Whoever is about to ask holds the turn.
  void end_if_alone() {
    const Descriptor turn = take_turn(m_order.home.turn(m_order.id), false);
    pollfd waiting{k_listener, POLLIN, 0};
    if (!turn || ::poll(&waiting, 1, 0) != 0) return;
    if (m_cgroups) m_cgroups->remove_all();
    remove_surroundings(m_order.home, m_order.id);
    m_loop.stop();
  }

  Loop& m_loop;
  Order m_order;
  Descriptor m_lock;
  std::optional<Cgroups> m_cgroups;
  std::unique_ptr<Nest> m_nest;
  std::unique_ptr<Desk> m_desk;
  std::unique_ptr<WatchedDescriptor> m_leash;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  Order order{{argv[1], argv[2]}, argv[3], std::string_view(argv[4]) == "ephemeral"};
  if (order.ephemeral && !tie_to_parent(k_leash)) return 1;
  // Ours alone: nothing that runs in here inherits them.
  for (const int own : {k_listener, k_leash})
    ::fcntl(own, F_SETFD, FD_CLOEXEC);
  static_cast<void>(::chdir("/"));
  ::umask(022);
  const auto entered = enter_namespaces(order.ephemeral);
  Loop loop;  // after the fork: an epoll descriptor is shared with a child
  Life life(loop, std::move(order));
  life.serve(entered ? life.begin() : entered);
  // No destructor has anything to say that the kernel does not do: it ends all with this process.
  ::_exit(0);
}
