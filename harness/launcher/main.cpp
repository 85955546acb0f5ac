// A command with services: they are there before it begins, its own for as long as it runs, and
// told to it by CAISSON_<SERVICE>_… variables. What `caisson run` and the tests of
// caisson_add_test() are.
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdio>

#include "launcher/arguments.hpp"
#include "tenant/answer.hpp"
#include "tenant/command.hpp"
#include "tenant/lease.hpp"

namespace {

using namespace caisson;
using tenant::Problem;

constexpr int k_skipped = 77;

void say(const std::string& text) {
  static_cast<void>(std::fputs(text.c_str(), stderr));
}

/// Without an engine a test is skipped with the reason, unless CAISSON_REQUIRE_ENGINE is set.
int refuse(const Problem& problem) {
  const bool is_skipped =
      problem.kind == Problem::Kind::engine_unreachable && !tenant::requires_engine();
  say((is_skipped ? "skipped: " : "error: ") + problem.text + "\n");
  return is_skipped ? k_skipped : problem.exit_code;
}

/// The command this program belongs to stands beside it.
std::string command_beside_us() {
  std::array<char, PATH_MAX> path{};
  const ssize_t count = ::readlink("/proc/self/exe", path.data(), path.size());
  const std::string self(path.data(), count < 0 ? 0 : static_cast<std::size_t>(count));
  return self.substr(0, self.rfind('/') + 1) + "caisson";
}

std::map<std::string, std::string> variables_of(const tenant::Json& grant) {
  const tenant::Json& told = grant["variables"];
  std::map<std::string, std::string> variables;
  for (std::size_t at = 0; at < told.keys().size(); ++at)
    variables[told.keys()[at]] = told.items()[at].text();
  return variables;
}

/// Has the supervisor collect what the services did meanwhile, and tells it.
void report_failure(tenant::Connection& connection, const std::string& name) {
  auto request = tenant::make_request("end");
  request.set("test", name).set("failed", true);
  if (connection.send(request.dump() + "\n")) return;
  const auto line = connection.receive(std::nullopt);
  if (std::holds_alternative<Problem>(line)) return;
  const auto answer = tenant::read_answer(std::get<std::string>(line));
  if (const auto* const bundle = std::get_if<tenant::Json>(&answer))
    say((*bundle)["summary"].text());
}

}  // namespace

int main(int count, char** words) {
  auto parsed = launcher::parse(std::vector<std::string>(words + 1, words + count));
  if (const auto* const problem = std::get_if<Problem>(&parsed)) return refuse(*problem);
  auto& arguments = std::get<launcher::Arguments>(parsed);
  arguments.setting.command = command_beside_us();
  auto leased = tenant::lease(arguments.setting,
                              arguments.name.empty() ? arguments.command.front() : arguments.name);
  if (const auto* const problem = std::get_if<Problem>(&leased)) return refuse(*problem);
  auto& tenancy = std::get<tenant::Tenancy>(leased);
  const int code = tenant::run_command(arguments.command, variables_of(tenancy.grant));
  if (code != 0 && code != k_skipped) report_failure(tenancy.connection, arguments.name);
  tenant::release(tenancy.connection);
  return code;
}
