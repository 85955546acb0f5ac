#include <ostream>
#include <utility>

#include "caisson/gtest/service_test.hpp"
#include "session.hpp"
#include "tenant/utf8.hpp"
#include "verdict.hpp"

namespace caisson {
namespace {

using gtest::Leased;
using gtest::Session;
using tenant::Json;
using tenant::Problem;

Json request(const char* kind, const std::string& service) {
  Json json = Json::object();
  json.set("request", kind).set("service", service);
  return json;
}

std::string ports_of(const Leased& service) {
  std::string ports;
  for (const auto& [inside, outside] : service.ports)
    ports += (ports.empty() ? "" : ", ") + std::to_string(inside);
  return ports.empty() ? "none" : ports;
}

std::vector<std::string> texts_of(const Json& array) {
  std::vector<std::string> texts;
  for (const auto& item : array.items())
    texts.push_back(item.text());
  return texts;
}

}  // namespace

std::string Endpoint::to_string() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

void PrintTo(const Endpoint& endpoint, std::ostream* stream) {
  *stream << endpoint.to_string();
}

Service::Service(std::string name, const char* file, int line)
    : m_name(std::move(name)), m_file(file), m_line(line) {}

Endpoint Service::endpoint() const {
  const auto leased = Session::of_process().find(m_name);
  if (!leased) return {};
  if (leased->ports.empty()) {
    gtest::fail_test({m_file, m_line}, "`" + m_name + "` declares no PORTS");
    return {};
  }
  return {leased->host, leased->ports.front().second};
}

Endpoint Service::endpoint(std::uint16_t port) const {
  const auto leased = Session::of_process().find(m_name);
  if (!leased) return {};
  for (const auto& [inside, outside] : leased->ports) {
    if (inside == port) return {leased->host, outside};
  }
  gtest::fail_test({m_file, m_line}, "`" + m_name + "` does not declare port " +
                                         std::to_string(port) +
                                         "; its PORTS: " + ports_of(*leased));
  return {};
}

std::string Service::url() const {
  const auto leased = Session::of_process().find(m_name);
  return leased ? leased->url : "";
}

std::string Service::database() const {
  const auto leased = Session::of_process().find(m_name);
  return leased ? leased->database : "";
}

ExecResult Service::exec(const std::vector<std::string>& argv) const {
  for (const auto& argument : argv) {
    if (tenant::is_utf8(argument)) continue;
    gtest::fail_test({m_file, m_line},
                     "an argument of exec() is not UTF-8: " + testing::PrintToString(argument));
    return {};
  }
  Json json = request("exec", m_name);
  json.set("argv", Json::array(argv));
  const auto answer = Session::of_process().ask(std::move(json), Session::k_work_limit);
  if (const auto* const problem = std::get_if<Problem>(&answer)) {
    gtest::fail_test({m_file, m_line}, "cannot exec in `" + m_name + "`: " + problem->text);
    return {};
  }
  const Json& result = std::get<Json>(answer);
  const auto exit_code = result["exit_code"].integer().value_or(-1);
  return {static_cast<int>(exit_code), result["output"].text()};
}

std::vector<std::string> Service::logs() const {
  const auto answer = Session::of_process().ask(request("logs", m_name), Session::k_answer_limit);
  if (const auto* const problem = std::get_if<Problem>(&answer)) {
    gtest::fail_test({m_file, m_line}, "cannot read the log of `" + m_name + "`: " + problem->text);
    return {};
  }
  return texts_of(std::get<Json>(answer)["lines"]);
}

void Service::command(const char* what) const {
  const auto answer = Session::of_process().disturb(request(what, m_name));
  if (const auto* const problem = std::get_if<Problem>(&answer)) {
    gtest::fail_test({m_file, m_line},
                     "cannot " + std::string(what) + " `" + m_name + "`: " + problem->text);
  }
}

void Service::pause() const {
  command("pause");
}

void Service::unpause() const {
  command("unpause");
}

void Service::kill() const {
  command("kill");
}

void Service::restart() const {
  command("restart");
}

}  // namespace caisson
