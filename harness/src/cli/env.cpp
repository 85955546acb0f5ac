#include <unistd.h>

#include <cstdlib>

#include "base/file.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_environment.hpp"
#include "cli/reach.hpp"
#include "cli/verbs.hpp"
#include "report/json.hpp"

namespace caisson::cli {
namespace {

report::Json to_json(const lease::Facts& facts) {
  report::Json ports = report::Json::object();
  for (const auto& [container, host] : facts.ports)
    ports[std::to_string(container)] = host;
  report::Json json{{"host", facts.host}};
  if (facts.first_port != 0) json["port"] = facts.ports.at(facts.first_port);
  json["ports"] = std::move(ports);
  if (!facts.url.empty()) json["url"] = facts.url;
  if (!facts.database.empty()) json["database"] = facts.database;
  if (facts.backend != "container") json["backend"] = facts.backend;
  return json;
}

/// Returns only what keeps us from becoming that program.
Error become(const plan::Variables& environment, std::vector<std::string> words) {
  for (const auto& [name, value] : environment)
    ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> pointers;
  for (std::string& word : words)
    pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execvp(pointers.front(), pointers.data());
  return errno_error("cannot run", words.front());
}

/// Where the services are, in the words that tests and services know it by.
class Env final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("services", m_services, "services that run; none: all that do");
    arguments.option("--for", m_for,
                     "a service: the environment for a process of it on this machine; behind `--` "
                     "the process itself");
    arguments.flag("--export", m_export, "as commands for `eval` in a shell");
    arguments.rest(m_command);
  }

  std::vector<std::string> formats() const override { return {"env", "json"}; }

  Result<int> run(Context& context) override {
    const bool as_json = context.options().json();
    if (m_export && as_json) {
      return Error{ErrorKind::usage, "JSON has nothing to export", "--export",
                   "Give one or the other."};
    }
    if (!m_command.empty() && m_for.empty()) {
      return Error{ErrorKind::usage, "whose environment the command is to have is not said",
                   "--for", "Name the service: `caisson env --for api -- node main.js`."};
    }
    if (!m_for.empty()) return tell_process(context);
    const auto known = context.known_services(m_services);
    if (!known) return known.error();
    const auto facts = wanted(context);
    if (!facts) return facts.error();
    if (!as_json) {
      context.out().write(variables_text(lease::variables_of(*facts), m_export));
      return k_done;
    }
    report::Json services = report::Json::object();
    for (const auto& [name, service] : *facts)
      services[name] = to_json(service);
    context.out().write(report::dump({{"schema", 1}, {"services", std::move(services)}}) + "\n");
    return k_done;
  }

 private:
  Result<int> tell_process(Context& context) const {
    if (!m_services.empty()) {
      return Error{ErrorKind::usage, "one service is meant, and others are named", "--for",
                   "Give one or the other."};
    }
    const auto environment = host_environment(context, m_for);
    if (!environment) return environment.error();
    if (!m_command.empty()) return become(*environment, m_command);
    context.out().write(context.options().json()
                            ? report::dump({{"schema", 1}, {"environment", *environment}}) + "\n"
                            : variables_text(*environment, m_export));
    return k_done;
  }

  Result<std::map<std::string, lease::Facts>> wanted(Context& context) const {
    auto all = reach(context);
    if (!all || m_services.empty()) return all;
    std::map<std::string, lease::Facts> some;
    for (const std::string& name : m_services) {
      const auto found = all->find(name);
      if (found == all->end()) {
        return Error{ErrorKind::not_found, "`" + name + "` does not run", "",
                     "Start it with `caisson up " + name + "`."};
      }
      some.insert(*found);
    }
    return some;
  }

  std::vector<std::string> m_services;
  std::string m_for;
  std::vector<std::string> m_command;
  bool m_export = false;
};

}  // namespace

std::unique_ptr<Verb> make_env() {
  return std::make_unique<Env>();
}

}  // namespace caisson::cli
