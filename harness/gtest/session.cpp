#include "session.hpp"

#include <cerrno>

#include "declared_setting.hpp"
#include "tenant/answer.hpp"
#include "tenant/lease.hpp"

namespace caisson::gtest {

using tenant::make_request;

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

std::optional<Problem> Session::take() {
  const tenant::Setting setting = read_setting(declaration);
  if (setting.manifest.empty()) {
    return Problem{Problem::Kind::failed,
                   "this program does not say which services it needs: add "
                   "caisson_discover_gtest(<its target> SERVICES …) to its CMakeLists.txt"};
  }
  auto leased = tenant::lease(setting, m_only ? m_test : program_invocation_short_name);
  if (auto* const problem = std::get_if<Problem>(&leased)) return std::move(*problem);
  auto& tenancy = std::get<tenant::Tenancy>(leased);
  m_services = read_services(tenancy.grant);
  m_connection = std::move(tenancy.connection);
  return std::nullopt;
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
  const auto answer = exchange(make_request("begin").set("test", test), k_answer_limit);
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
      exchange(make_request("end").set("test", m_test).set("failed", failed), k_answer_limit);
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
    if (const auto* const text = std::get_if<std::string>(&line)) return tenant::read_answer(*text);
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

void Session::release() {
  const std::lock_guard lock(m_mutex);
  if (m_connection) tenant::release(*m_connection);
  m_connection.reset();
  m_problem.reset();
  m_services.clear();
}

}  // namespace caisson::gtest
