#include "cli/context.hpp"
#include "cli/exit_code.hpp"
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
  return json;
}

/// Where the services are, in the words that tests and services know it by.
class Env final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("services", m_services, "services that run; none: all that do");
    arguments.flag("--export", m_export, "as commands for `eval` in a shell");
  }

  std::vector<std::string> formats() const override { return {"env", "json"}; }

  Result<int> run(Context& context) override {
    const bool as_json = context.options().json();
    if (m_export && as_json) {
      return Error{ErrorKind::usage, "JSON has nothing to export", "--export",
                   "Give one or the other."};
    }
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
  bool m_export = false;
};

}  // namespace

std::unique_ptr<Verb> make_env() {
  return std::make_unique<Env>();
}

}  // namespace caisson::cli
