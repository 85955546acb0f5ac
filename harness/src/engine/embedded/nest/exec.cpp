#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/file.hpp"
#include "base/json.hpp"
#include "engine/embedded/nest/nest.hpp"

namespace caisson::engine::embedded {
namespace asio = boost::asio;
using Local = asio::local::stream_protocol;
namespace {

// As shells say it.
constexpr int k_not_runnable = 126;
constexpr int k_not_found = 127;

int failure_code(const std::string& log) {
  const auto text = read_file(log);
  const bool absent = text && (text->find("no such file") != std::string::npos ||
                               text->find("not found") != std::string::npos);
  return absent ? k_not_found : k_not_runnable;
}

/// The descriptor a runtime sends over its console socket: a terminal's master.
Descriptor receive_terminal(int socket) {
  char byte = 0;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  char name[256];
  iovec data{name, sizeof name};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  static_cast<void>(byte);
  if (::recvmsg(socket, &message, MSG_CMSG_CLOEXEC) <= 0) return {};
  const cmsghdr* const head = CMSG_FIRSTHDR(&message);
  if (head == nullptr || head->cmsg_type != SCM_RIGHTS) return {};
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(head), sizeof fd);
  return Descriptor(fd);
}

}  // namespace

/// One process beside a container's first.
struct Nest::ExecJob : std::enable_shared_from_this<ExecJob> {
  ExecJob(Nest& nest, Loop& loop, Executed what)
      : m_nest(nest), m_acceptor(loop.executor()), m_tell(std::move(what)) {}
  ~ExecJob() { remove_files(); }

  void begin(Cell& cell, Exec what) {
    m_base = fmt::format("{}/exec{}", cell.paths.folder, ++m_nest.m_last);
    m_console = what.terminal;
    const auto config = oci_config(cell.spec, cell.image, cell.argv, cell.prepared);
    const auto process = oci_exec_process(config, what.spec, what.terminal);
    const auto written = write_file(m_base + ".json", dump_json(process), 0600);
    if (!written) return fail(written.error());
    std::vector<std::string> arguments{"--log",     m_base + ".log", "exec",
                                       "--detach",  "--pid-file",    m_base + ".pid",
                                       "--process", m_base + ".json"};
    if (what.terminal) {
      const auto listening = listen();
      if (!listening) return fail(listening.error());
      arguments.insert(arguments.end(), {"--console-socket", m_base + ".sock"});
    }
    arguments.push_back(cell.seen.id);
    const Runtime::Stdio stdio{what.stdio[0].get(), what.stdio[1].get(), what.stdio[2].get()};
    m_nest.m_runtime.call(std::move(arguments), stdio,
                          [self = shared_from_this()](Result<int> code) { self->started(code); });
  }

  /// Nobody wants it any more.
  void drop() {
    m_dropped = true;
    if (m_pid != 0) ::kill(m_pid, SIGKILL);
  }

 private:
  Result<void> listen() {
    const std::string path = m_base + ".sock";
    if (path.size() >= sizeof(sockaddr_un::sun_path))
      return Error{ErrorKind::io, "the path of a terminal's socket is too long", path,
                   "set XDG_RUNTIME_DIR to a shorter one"};
    boost::system::error_code error;
    const Local::endpoint endpoint(path);
    m_acceptor.open(endpoint.protocol(), error);
    if (!error) m_acceptor.bind(endpoint, error);
    if (!error) m_acceptor.listen(1, error);
    if (error) return Error{ErrorKind::io, "cannot listen: " + error.message(), path};
    m_acceptor.async_accept([self = shared_from_this()](const auto& failed, Local::socket socket) {
      if (failed) return;
      socket.native_non_blocking(false);
      self->m_terminal = receive_terminal(socket.native_handle());
      self->tell_terminal();
    });
    return {};
  }

  void started(const Result<int>& code) {
    if (!code) return fail(code.error());
    if (*code != 0) {
      if (m_console) return fail(Error{ErrorKind::service_failed, complaint()});
      if (m_dropped) return;
      // What cannot be run is told as shells do, with what the runtime wrote as its output.
      m_tell.begun(Descriptor());
      return m_tell.ended(failure_code(m_base + ".log"));
    }
    m_pid = read_pid_file(m_base + ".pid");
    m_nest.m_reaper.expect(m_pid, [self = shared_from_this()](int status) {
      self->m_pid = 0;
      if (!self->m_dropped) self->m_tell.ended(exit_code_of_status(status));
    });
    if (m_dropped) return drop();
    m_running = true;
    if (m_console) return tell_terminal();
    m_tell.begun(Descriptor());
  }

  void tell_terminal() {
    if (m_running && m_terminal && !m_dropped) m_tell.begun(std::move(m_terminal));
  }

  std::string complaint() const {
    const auto log = read_file(m_base + ".log");
    const auto begin = log ? log->find("msg=\"") : std::string::npos;
    return begin == std::string::npos ? "the command cannot be run" : log->substr(begin + 4);
  }

  void fail(const Error& error) {
    if (!m_dropped) m_tell.begun(error);
  }

  void remove_files() const {
    for (const char* const ending : {".json", ".pid", ".log", ".sock"})
      static_cast<void>(remove_file(m_base + ending));
  }

  Nest& m_nest;
  Local::acceptor m_acceptor;
  Executed m_tell;
  std::string m_base;
  Descriptor m_terminal;
  pid_t m_pid = 0;
  bool m_console = false;
  bool m_running = false;
  bool m_dropped = false;
};

std::shared_ptr<void> Nest::exec(const std::string& id, Exec what, Executed tell) {
  Cell* const cell = find(id);
  const auto refuse = [&](Error error) -> std::shared_ptr<void> {
    tell.begun(std::move(error));
    return nullptr;
  };
  if (cell == nullptr) return refuse(absent(id));
  if (cell->pid == 0 || cell->seen.phase != Phase::running)
    return refuse({ErrorKind::conflict, "container `" + cell->seen.name + "` is not running"});
  const auto job = std::make_shared<ExecJob>(*this, m_loop, std::move(tell));
  job->begin(*cell, std::move(what));
  return {job.get(), [job](void*) { job->drop(); }};
}

/// Lets go when it goes.
struct Nest::Grip {
  Grip(Nest& nest, std::string id) : m_nest(nest), m_alive(nest.m_alive), m_id(std::move(id)) {}
  ~Grip() {
    if (m_alive.expired()) return;
    const auto at = m_nest.m_cells.find(m_id);
    if (at == m_nest.m_cells.end()) return;
    Cell& cell = *at->second;
    cell.let_go = true;
    cell.holders.clear();
    if (cell.pid != 0) cell.seen.phase = Phase::removing;
    m_nest.signal(cell, SIGKILL);
  }
  Grip(const Grip&) = delete;
  Grip& operator=(const Grip&) = delete;

 private:
  Nest& m_nest;
  std::weak_ptr<bool> m_alive;
  std::string m_id;
};

Result<std::shared_ptr<void>> Nest::hold(const std::string& id, std::function<void(int)> ended) {
  Cell* const cell = find(id);
  if (cell == nullptr || cell->removing) return absent(id);
  if (!cell->spec.leashed || cell->held_once || cell->seen.phase != Phase::created)
    return Error{ErrorKind::conflict, "container `" + cell->seen.name + "` cannot be held"};
  cell->held_once = true;
  cell->holders.push_back(std::move(ended));
  cell->log->begin();
  return std::shared_ptr<void>(std::make_shared<Grip>(*this, cell->seen.id));
}

}  // namespace caisson::engine::embedded
