#include "session.hpp"

#include <sys/prctl.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "ancestor.hpp"
#include "start_supervisor.hpp"

namespace caisson::gtest {
namespace {

/// For starting a supervisor, not for bringing services up.
constexpr std::chrono::minutes k_start_limit{2};

/// ctest counts a test's time from this line on (TIMEOUT_AFTER_MATCH).
constexpr const char* k_ready_line = "caisson: services are ready";

Json request(const char* kind) {
  Json json = Json::object();
  json.set("request", kind);
  return json;
}

/// CAISSON_KEEP_ON_FAILURE: how long a failed test's environment stays; ten minutes where it is
/// only switched on.
std::string keep_on_failure() {
  const char* const value = std::getenv("CAISSON_KEEP_ON_FAILURE");
  const std::string text = value == nullptr ? "" : value;
  if (text == "0") return {};
  return text == "1" ? "10m" : text;
}

}  // namespace

Session& Session::of_process() {
  // Never destroyed: a test's threads may outlive main(), and the kernel closes the connection.
  static auto* const session = new Session;
  return *session;
}

std::optional<Problem> Session::lease() {
  const std::lock_guard lock(m_mutex);
  if (m_connection) return std::nullopt;
  if (!m_problem) m_problem = take();
  return m_problem;
}

/// A supervisor that ends just now, because it has nothing to do or is of another version, is
/// replaced once.
std::optional<Problem> Session::take() {
  m_setting = read_setting(declaration);
  if (m_setting.manifest.empty()) {
    return Problem{Problem::Kind::failed,
                   "this program does not say which services it needs: add "
                   "caisson_discover_gtest(<its target> SERVICES …) to its CMakeLists.txt"};
  }
  const Ctest ctest = find_ctest();
  // A test does not outlive its ctest: nobody would see its result, and its services are gone.
  if (ctest.found) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::string socket = m_setting.socket;
  for (bool has_started = false;; has_started = true) {
    Result<Json> answer = Problem{Problem::Kind::gone, ""};
    auto opened = socket.empty() ? Problem{Problem::Kind::gone, ""} : Connection::open(socket);
    if (auto* const connection = std::get_if<Connection>(&opened)) {
      answer = request_lease(*connection, ctest.pidfd.get());
      if (auto* const granted = std::get_if<Json>(&answer)) {
        m_services = read_services(*granted);
        m_connection = std::move(*connection);
        if (ctest.found) {
          std::puts(k_ready_line);
          std::fflush(stdout);
        }
        return std::nullopt;
      }
    } else {
      answer = std::get<Problem>(std::move(opened));
    }
    Problem problem = std::get<Problem>(std::move(answer));
    const bool may_start =
        problem.kind == Problem::Kind::gone || problem.kind == Problem::Kind::foreign;
    if (has_started || !may_start) return problem;
    auto started = start_supervisor(m_setting, k_start_limit);
    if (auto* const reason = std::get_if<Problem>(&started)) return std::move(*reason);
    socket = std::get<std::string>(std::move(started));
  }
}

Result<Json> Session::request_lease(Connection& connection, int ctest) {
  Json json = request("lease");
  json.set("protocol", k_protocol)
      .set("manifest", m_setting.manifest)
      .set("services", Json::array(m_setting.services))
      .set("isolate", Json::array(m_setting.isolate))
      .set("name", m_only ? m_test : std::string(program_invocation_short_name))
      .set("keep", keep_on_failure())
      .set("warm", false);
  if (auto problem = connection.send(json.dump() + "\n", ctest)) return *problem;
  const auto line = connection.receive(std::nullopt);
  if (const auto* const problem = std::get_if<Problem>(&line)) return *problem;
  return read_lease_answer(std::get<std::string>(line));
}

std::optional<Problem> Session::begin(const std::string& test, bool only) {
  {
    const std::lock_guard lock(m_mutex);
    m_test = test;
    m_only = only;
    m_disturbed = false;
  }
  if (auto problem = lease()) return problem;
  if (only) return std::nullopt;
  const std::lock_guard lock(m_mutex);
  const auto answer = exchange(request("begin").set("test", test), k_answer_limit);
  if (const auto* const problem = std::get_if<Problem>(&answer)) return *problem;
  auto services = read_services(std::get<Json>(answer));
  if (!services.empty()) m_services = std::move(services);
  return std::nullopt;
}

Result<Session::Bundle> Session::end(bool failed) {
  const std::lock_guard lock(m_mutex);
  if (!m_connection) return Bundle{};
  // What an only test leaves behind ends with the lease; its supervisor must have lived, though.
  if (m_only && !failed && !m_disturbed) {
    if (!m_connection->is_over()) return Bundle{};
    m_connection.reset();
    return Problem{Problem::Kind::gone, "the supervisor has ended"};
  }
  const auto answer =
      exchange(request("end").set("test", m_test).set("failed", failed), k_answer_limit);
  if (const auto* const problem = std::get_if<Problem>(&answer)) return *problem;
  const Json& bundle = std::get<Json>(answer);
  return Bundle{bundle["summary"].text(), bundle["folder"].text()};
}

Result<Json> Session::ask(Json request, std::chrono::milliseconds limit) {
  const std::lock_guard lock(m_mutex);
  return exchange(request, limit);
}

Result<Json> Session::disturb(Json request) {
  const std::lock_guard lock(m_mutex);
  m_disturbed = true;
  return exchange(request, k_work_limit);
}

/// After silence or an end the connection is of no more use: a late answer would be taken for the
/// next one. The next test leases anew.
Result<Json> Session::exchange(const Json& request, std::chrono::milliseconds limit) {
  if (!m_connection) return Problem{Problem::Kind::gone, "the lease of this test has ended"};
  auto problem = m_connection->send(request.dump() + "\n");
  if (!problem) {
    auto line = m_connection->receive(limit);
    if (const auto* const text = std::get_if<std::string>(&line)) return read_answer(*text);
    problem = std::get<Problem>(std::move(line));
  }
  m_connection.reset();
  return std::move(*problem);
}

std::optional<Leased> Session::find(const std::string& service) {
  const std::lock_guard lock(m_mutex);
  for (const auto& leased : m_services) {
    if (leased.name == service) return leased;
  }
  return std::nullopt;
}

std::string Session::names_of_leased() {
  const std::lock_guard lock(m_mutex);
  std::string names;
  for (const auto& leased : m_services)
    names += (names.empty() ? "`" : ", `") + leased.name + "`";
  return names.empty() ? "nothing" : names;
}

/// The answer is not waited for: it says nothing, and every process would pay for it.
void Session::release() {
  const std::lock_guard lock(m_mutex);
  if (m_connection) m_connection->send(request("release").dump() + "\n");
  m_connection.reset();
  m_problem.reset();
  m_services.clear();
}

}  // namespace caisson::gtest
