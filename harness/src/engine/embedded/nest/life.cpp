#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <utility>

#include "base/file.hpp"
#include "base/json.hpp"
#include "base/pipe.hpp"
#include "base/process_end.hpp"
#include "engine/embedded/nest/nest.hpp"
#include "engine/embedded/nest/signals.hpp"
#include "engine/embedded/wire/log_record.hpp"

namespace caisson::engine::embedded {
namespace asio = boost::asio;
namespace {

/// So that one container that writes without end does not keep the others waiting.
constexpr std::size_t k_most_at_once = 1024 * 1024;

void set_non_blocking(const Descriptor& descriptor) {
  ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

/// What a runtime says on its standard error: the message of its last log line (logfmt), or just
/// that line.
std::string complaint_of(std::string text) {
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
  text = text.substr(text.rfind('\n') + 1);
  const auto begin = text.find("msg=\"");
  if (begin == std::string::npos || !text.ends_with('"')) return text;
  std::string message;
  for (std::size_t i = begin + 5; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && i + 2 < text.size()) ++i;
    message += text[i];
  }
  return message;
}

}  // namespace

pid_t read_pid_file(const std::string& path) {
  const auto text = read_file(path);
  pid_t pid = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), pid);
  return pid;
}

void Nest::start(const std::string& id, std::vector<Descriptor> listeners,
                 std::vector<std::uint16_t> ports, Completion<void> done) {
  Cell* const cell = find(id);
  if (cell == nullptr || cell->removing) return done(absent(id));
  if (cell->pid != 0 || cell->starting) return done({});
  const std::string whole_id = cell->seen.id;
  const auto open = std::make_shared<std::vector<Descriptor>>(std::move(listeners));
  const auto opened = [this, whole_id, open, ports, done](Result<void> outcome) {
    const auto at = m_cells.find(whole_id);
    if (outcome && at != m_cells.end() && at->second->pid != 0)
      open_ports(*at->second, std::move(*open), ports);
    done(std::move(outcome));
  };
  const auto begun = begin(*cell, opened);
  if (begun) return;
  cell->network.reset();
  done(begun.error());
}

Result<void> Nest::begin(Cell& cell, Completion<void> done) {
  const auto wired = wire(cell);
  if (!wired) return wired;
  cell.prepared.network_namespace = fmt::format("/proc/{}/fd/{}", ::getpid(), cell.network.get());
  const auto config = oci_config(cell.spec, cell.image, cell.argv, cell.prepared);
  const std::string folder = cell.paths.folder;
  const auto written = write_file(folder + "/config.json", dump_json(config));
  if (!written) return written;
  auto out = make_pipe();
  auto err = make_pipe();
  auto leash = make_pipe();
  if (!out || !err || !leash) return errno_error("cannot make a pipe", "");
  cell.output[0].reading = std::move(out->reading);
  cell.output[1].reading = std::move(err->reading);
  if (cell.spec.leashed) cell.leash = std::move(leash->writing);
  cell.starting = true;
  const std::string id = cell.seen.id;
  const Runtime::Stdio stdio{cell.spec.leashed ? leash->reading.get() : -1, out->writing.get(),
                             err->writing.get()};
  m_runtime.call(
      {"run", "--detach", "--bundle", folder, "--pid-file", folder + "/pid", id}, stdio,
      [this, id, done = std::move(done)](Result<int> code) { begun(id, std::move(code), done); });
  return {};
}

void Nest::begun(const std::string& id, Result<int> code, Completion<void> done) {
  Cell& cell = *m_cells.at(id);
  cell.starting = false;
  if (!code || *code != 0) {
    Error error = code ? Error{ErrorKind::service_failed, ""} : code.error();
    if (code) {
      set_non_blocking(cell.output[1].reading);
      std::array<char, 4096> buffer{};
      const ssize_t count = ::read(cell.output[1].reading.get(), buffer.data(), buffer.size());
      const std::string said(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
      error.message =
          fmt::format("cannot start container `{}`: {}", cell.seen.name, complaint_of(said));
    }
    for (OutputPipe& pipe : cell.output)
      pipe = {};
    cell.leash.reset();
    cell.network.reset();
    m_runtime.forget(id);
    m_cgroups.remove(id);
    if (cell.removing || cell.let_go) erase(id);
    return done(error);
  }
  cell.pid = read_pid_file(cell.paths.folder + "/pid");
  cell.pidfd = open_pidfd(cell.pid);
  cell.seen.phase = cell.removing ? Phase::removing : Phase::running;
  cell.seen.exit_code.reset();
  cell.seen.oom_killed = false;
  cell.seen.started_at = rfc3339(nanoseconds_now());
  cell.log->begin();
  emit(cell, Event::Kind::started);
  m_reaper.expect(cell.pid, [this, id](int status) { ended(id, status); });
  for (const int which : {0, 1}) {
    set_non_blocking(cell.output[which].reading);
    watch_output(cell, which);
  }
  if (cell.removing || cell.let_go) signal(cell, SIGKILL);
  done({});
}

void Nest::open_ports(Cell& cell, std::vector<Descriptor> listeners,
                      const std::vector<std::uint16_t>& ports) {
  for (std::size_t i = 0; i < listeners.size() && i < cell.seen.ports.size(); ++i) {
    if (i < ports.size()) cell.seen.ports[i].host = ports[i];
    if (cell.seen.networks.empty()) continue;
    cell.proxies.push_back(std::make_unique<PortProxy>(m_loop, std::move(listeners[i]),
                                                       cell.seen.networks.front().address,
                                                       cell.seen.ports[i].container));
  }
}

void Nest::watch_output(Cell& cell, int which) {
  using Watch = asio::posix::stream_descriptor;
  OutputPipe& pipe = cell.output[which];
  const std::shared_ptr<Watch> watch(new Watch(m_loop.executor(), pipe.reading.get()),
                                     [](Watch* one) {
                                       one->release();
                                       delete one;
                                     });
  pipe.watch = watch;
  watch->async_wait(Watch::wait_read, [this, which, id = cell.seen.id,
                                       weak = std::weak_ptr<Watch>(watch)](const auto& error) {
    const auto at = m_cells.find(id);
    if (error || weak.expired() || at == m_cells.end()) return;
    Cell& now = *at->second;
    const bool over = drain(now, which) == Drained::end;
    now.output[which].watch.reset();
    if (!over) watch_output(now, which);
  });
}

/// Takes over what is in the pipe, to its end or as much as is fair.
Nest::Drained Nest::drain(Cell& cell, int which) {
  std::array<char, 64 * 1024> buffer;
  std::size_t total = 0;
  while (cell.pid == 0 || total < k_most_at_once) {
    const ssize_t count = ::read(cell.output[which].reading.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Drained::more_later;
    if (count == 0) return Drained::end;
    cell.log->write(which == 1, {buffer.data(), static_cast<std::size_t>(count)});
    total += static_cast<std::size_t>(count);
  }
  return Drained::more_later;
}

/// All processes of a container are gone when its first one is (pid_namespaces(7)).
void Nest::ended(const std::string& id, int status) {
  Cell& cell = *m_cells.at(id);
  cell.pid = 0;
  cell.pidfd.reset();
  for (const int which : {0, 1}) {
    static_cast<void>(drain(cell, which));
    cell.output[which] = {};
  }
  cell.leash.reset();
  cell.proxies.clear();
  cell.network.reset();
  cell.seen.exit_code = exit_code_of_status(status);
  cell.seen.finished_at = rfc3339(nanoseconds_now());
  cell.seen.oom_killed = m_cgroups.was_killed_for_memory(id);
  m_cgroups.remove(id);
  m_runtime.forget(id);
  const bool goes = cell.removing || cell.spec.leashed;
  cell.seen.phase = goes ? Phase::removing : Phase::exited;
  cell.log->finish();
  if (cell.seen.oom_killed) emit(cell, Event::Kind::oom);
  emit(cell, Event::Kind::died);
  const auto tell_all = std::exchange(cell.on_end, {});
  if (goes) erase(id);
  for (const auto& tell : tell_all)
    tell();
}

void Nest::signal(Cell& cell, int number) {
  if (cell.pid == 0) return;
  ::kill(cell.pid, number);
  // What is frozen dies of nothing.
  if (number == SIGKILL && cell.seen.phase != Phase::running)
    static_cast<void>(m_cgroups.freeze(cell.seen.id, false));
}

void Nest::stop(const std::string& id, Duration grace, Completion<void> done) {
  Cell* const cell = find(id);
  if (cell == nullptr) return done(absent(id));
  if (cell->pid == 0) return done({});
  const std::string whole_id = cell->seen.id;
  const auto timer = std::make_shared<Clock::TimerId>(0);
  cell->on_end.push_back([this, timer, done = std::move(done)] {
    m_loop.clock().cancel(*timer);
    done({});
  });
  *timer = m_loop.clock().schedule(m_loop.clock().now() + grace, [this, whole_id] {
    const auto at = m_cells.find(whole_id);
    if (at != m_cells.end()) signal(*at->second, SIGKILL);
  });
  if (cell->seen.phase == Phase::paused) {
    static_cast<void>(m_cgroups.freeze(whole_id, false));
    cell->seen.phase = Phase::running;
  }
  signal(*cell, signal_number(cell->image.stop_signal).value_or(SIGTERM));
}

Result<void> Nest::kill(const std::string& id, const std::string& name) {
  Cell* const cell = find(id);
  if (cell == nullptr) return absent(id);
  const auto number = signal_number(name);
  if (!number) return Error{ErrorKind::protocol, "there is no signal `" + name + "`"};
  if (cell->pid == 0)
    return Error{ErrorKind::conflict, "container `" + cell->seen.name + "` is not running"};
  signal(*cell, *number);
  return {};
}

}  // namespace caisson::engine::embedded
