#include "engine/embedded/nests.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/file.hpp"
#include "base/pipe.hpp"
#include "engine/embedded/wire/turn.hpp"

namespace caisson::engine::embedded {
namespace {

constexpr std::string_view k_socket_ending = ".sock";

Result<sockaddr_un> nest_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return Error{ErrorKind::io, "the path of a nest's socket is too long", path,
                 "set XDG_RUNTIME_DIR to a shorter one"};
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

Descriptor stream_socket() {
  return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

Result<Descriptor> listen_at(const std::string& path) {
  const auto address = nest_address(path);
  if (!address) return address.error();
  ::unlink(path.c_str());
  Descriptor listener = stream_socket();
  const auto* const where = reinterpret_cast<const sockaddr*>(&*address);
  if (!listener || ::bind(listener.get(), where, sizeof *address) != 0 ||
      ::listen(listener.get(), SOMAXCONN) != 0)
    return errno_error("cannot listen", path);
  return listener;
}

struct SpawnSettings {
  SpawnSettings() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    sigset_t all;
    ::sigfillset(&all);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    // A group of its own: the terminal's Ctrl-C is for whoever holds the nest.
    ::posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    for (int i = 0; i < 3; ++i)
      ::posix_spawn_file_actions_addopen(&actions, i, "/dev/null", i == 0 ? O_RDONLY : O_WRONLY, 0);
  }
  ~SpawnSettings() {
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

/// Above the numbers that the nest expects them at.
Descriptor moved_up(Descriptor low) {
  return Descriptor(::fcntl(low.get(), F_DUPFD_CLOEXEC, 10));
}

}  // namespace

Result<Descriptor> Nests::connect(const std::string& id) const {
  const std::string path = m_home.socket(id);
  const auto address = nest_address(path);
  if (!address) return address.error();
  Descriptor socket = stream_socket();
  if (!socket) return errno_error("cannot make a socket", path);
  const auto* const where = reinterpret_cast<const sockaddr*>(&*address);
  if (::connect(socket.get(), where, sizeof *address) == 0) return socket;
  if (errno == ECONNREFUSED || errno == ENOENT)
    return Error{ErrorKind::not_found, "no nest runs at `" + path + "`"};
  return errno_error("cannot connect", path);
}

Result<Nests::Reached> Nests::reach(const NestKey& key) {
  // Under the lock that a nest takes before it ends: one that is connected to stays.
  const Descriptor turn = take_turn(m_home.turn(key.id), true);
  if (!turn) return errno_error("cannot lock", m_home.turn(key.id));
  auto running = connect(key.id);
  if (running) return Reached{*std::move(running), false};
  if (running.error().kind != ErrorKind::not_found) return running.error();
  const auto started = start(key);
  if (!started) return started.error();
  running = connect(key.id);
  if (!running) return running.error();
  return Reached{*std::move(running), true};
}

/// It is there as soon as its socket is: what is asked meanwhile waits in the kernel.
Result<void> Nests::start(const NestKey& key) {
  auto listening = listen_at(m_home.socket(key.id));
  if (!listening) return listening.error();
  const Descriptor listener = moved_up(*std::move(listening));
  auto pipe = make_pipe();
  if (!pipe) return pipe.error();
  const Descriptor life = moved_up(std::move(pipe->reading));
  const auto child = std::make_shared<Child>();
  child->pipe = moved_up(std::move(pipe->writing));

  SpawnSettings settings;
  ::posix_spawn_file_actions_adddup2(&settings.actions, listener.get(), 3);
  if (key.ephemeral) ::posix_spawn_file_actions_adddup2(&settings.actions, life.get(), 4);
  std::array<std::string, 5> words{m_program, m_home.runtime, m_home.data, key.id,
                                   key.ephemeral ? "ephemeral" : "lasting"};
  std::array<char*, 6> argv{};
  for (std::size_t i = 0; i < words.size(); ++i)
    argv[i] = words[i].data();
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, m_program.c_str(), &settings.actions, &settings.attributes,
                                   argv.data(), environ);
  if (failed != 0) {
    ::unlink(m_home.socket(key.id).c_str());
    return Error{ErrorKind::io, std::string("cannot run: ") + std::strerror(failed), m_program,
                 "It is installed beside `caisson`: install both."};
  }
  if (!key.ephemeral) {  // its parent goes at once, and leaves it to itself
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return {};
  }
  child->end = std::make_unique<ProcessEnd>(m_loop, open_pidfd(pid), [this, pid, id = key.id] {
    int status = 0;
    ::waitpid(pid, &status, 0);
    // Not yet: this is a call of its own.
    m_loop.post([ended = std::exchange(m_children[id], nullptr)] {});
    m_children.erase(id);
  });
  m_children[key.id] = child;
  return {};
}

std::vector<std::string> Nests::known() const {
  std::vector<std::string> ids;
  std::error_code error;
  std::filesystem::directory_iterator at(m_home.runtime, error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
    std::string name = at->path().filename();
    if (!name.ends_with(k_socket_ending)) continue;
    name.resize(name.size() - k_socket_ending.size());
    ids.push_back(std::move(name));
  }
  return ids;
}

}  // namespace caisson::engine::embedded
