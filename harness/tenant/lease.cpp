#include "tenant/lease.hpp"

#include <sys/prctl.h>

#include <chrono>
#include <csignal>
#include <cstdio>

#include "tenant/ancestor.hpp"
#include "tenant/answer.hpp"
#include "tenant/start_supervisor.hpp"

namespace caisson::tenant {
namespace {

/// For starting a supervisor, not for bringing services up.
constexpr std::chrono::minutes k_start_limit{2};

/// ctest counts a test's time from this line on (TIMEOUT_AFTER_MATCH), so that it tells the time
/// before.
void tell_ready(std::chrono::duration<double> waited) {
  std::printf("caisson: services are ready after %.1f s\n", waited.count());
  std::fflush(stdout);
}

std::string lease_request(const Setting& setting, const std::string& name) {
  Json json = make_request("lease");
  json.set("protocol", k_protocol)
      .set("manifest", setting.manifest)
      .set("services", Json::array(setting.services))
      .set("isolate", Json::array(setting.isolate))
      .set("name", name)
      .set("keep", keep_on_failure())
      .set("warm", false);
  return json.dump() + "\n";
}

Result<Tenancy> lease_at(const std::string& socket, const std::string& request, int ctest) {
  if (socket.empty()) return Problem{Problem::Kind::gone, ""};
  auto opened = Connection::open(socket);
  if (auto* const problem = std::get_if<Problem>(&opened)) return std::move(*problem);
  auto& connection = std::get<Connection>(opened);
  if (auto problem = connection.send(request, ctest)) return std::move(*problem);
  // An image may be built: what ends this wait is the end of the supervisor.
  const auto line = connection.receive(std::nullopt);
  if (const auto* const problem = std::get_if<Problem>(&line)) return *problem;
  auto answer = read_lease_answer(std::get<std::string>(line));
  if (auto* const problem = std::get_if<Problem>(&answer)) return std::move(*problem);
  return Tenancy{std::move(connection), std::get<Json>(std::move(answer))};
}

}  // namespace

Json make_request(const char* kind) {
  Json json = Json::object();
  json.set("request", kind);
  return json;
}

Result<Tenancy> lease(const Setting& setting, const std::string& name) {
  const Ctest ctest = find_ctest();
  // A test does not outlive its ctest: nobody would see its result, and its services are gone.
  if (ctest.found) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::string request = lease_request(setting, name);
  std::string socket = setting.socket;
  const auto since = std::chrono::steady_clock::now();
  for (bool has_started = false;; has_started = true) {
    auto leased = lease_at(socket, request, ctest.pidfd.get());
    const auto* const problem = std::get_if<Problem>(&leased);
    if (problem == nullptr && ctest.found) tell_ready(std::chrono::steady_clock::now() - since);
    if (problem == nullptr || has_started) return leased;
    if (problem->kind != Problem::Kind::gone && problem->kind != Problem::Kind::foreign)
      return leased;
    auto started = start_supervisor(setting, k_start_limit);
    if (auto* const reason = std::get_if<Problem>(&started)) return std::move(*reason);
    socket = std::get<std::string>(std::move(started));
  }
}

void release(Connection& connection) {
  connection.send(make_request("release").dump() + "\n");
}

}  // namespace caisson::tenant
