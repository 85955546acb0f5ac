#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>

#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/supervision.hpp"
#include "cli/verbs.hpp"
#include "tenant/command.hpp"

namespace caisson::cli {
namespace {

/// A database of one's own, filled like a test's, for as long as somebody wants it.
class TestDb final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("service", m_service, "service to get a database of");
    arguments.rest(m_command);
  }

  Result<int> run(Context& context) override {
    const auto service = context.service(m_service);
    if (!service) return service.error();
    const auto manifest = context.manifest();
    if (!manifest) return manifest.error();
    lease::request::Lease wanted;
    wanted.manifest = *manifest;
    wanted.services = wanted.isolate = {m_service};
    wanted.name = "test-db";
    std::optional<lease::Client> client;
    const auto grant = with_supervisor<lease::Grant>(
        context, client, [&](lease::Client& to) { return to.lease(wanted); });
    if (!grant) return grant.error();
    int code = k_done;
    if (m_command.empty()) {
      show(context, grant->services.at(m_service));
      wait_for_goodbye();
    } else {
      code = tenant::run_command(m_command, grant->variables);
    }
    static_cast<void>(client->ask(lease::request::Release{}));
    return code;
  }

 private:
  void show(Context& context, const lease::Facts& facts) const {
    if (context.options().json()) {
      context.out().write(fmt::format(
          "{{\"schema\":1,\"service\":\"{}\",\"host\":\"{}\",\"port\":{},\"database\":\"{}\","
          "\"url\":\"{}\"}}\n",
          m_service, facts.host, facts.ports.at(facts.first_port), facts.database, facts.url));
    } else {
      context.out().write(facts.url + "\n");
    }
    if (::isatty(STDIN_FILENO) != 0)
      context.err().write("yours until Ctrl-D or Ctrl-C; then it is dropped\n");
  }

  /// The end of stdin: a person's Ctrl-D, or a script that closes its pipe. Ctrl-C ends the
  /// process, and with it the connection that holds the database.
  static void wait_for_goodbye() {
    std::array<char, 256> ignored{};
    for (;;) {
      const ssize_t count = ::read(STDIN_FILENO, ignored.data(), ignored.size());
      if (count == 0 || (count < 0 && errno != EINTR)) return;
    }
  }

  std::string m_service;
  std::vector<std::string> m_command;
};

}  // namespace

std::unique_ptr<Verb> make_test_db() {
  return std::make_unique<TestDb>();
}

}  // namespace caisson::cli
