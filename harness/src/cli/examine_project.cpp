#include <fmt/format.h>

#include <set>

#include "cli/finding.hpp"
#include "cli/survey.hpp"
#include "run/host_ports.hpp"

namespace caisson::cli {
namespace {

/// Host ports our own containers hold are no obstacle to them.
std::set<std::uint16_t> held_by_us(Context& context) {
  std::set<std::uint16_t> ports;
  const auto instance = context.instance();
  if (!instance) return ports;
  const auto listed = containers(context, *instance);
  if (!listed) return ports;
  for (const auto& container : *listed) {
    for (const auto& port : container.ports)
      ports.insert(port.host);
  }
  return ports;
}

}  // namespace

Findings examine_project(Context& context) {
  const auto stack = context.stack();
  if (!stack) {
    return {{"manifest", Finding::Grade::warn, stack.error().message, stack.error().remedy}};
  }
  const model::Stack& read = **stack;
  Findings findings{{"manifest",
                     Finding::Grade::good,
                     fmt::format("stack `{}`: {} services", read.name, read.services.size()),
                     {}}};
  const auto ours = held_by_us(context);
  for (const auto& [name, service] : read.services) {
    for (const auto& publish : service.publish) {
      if (ours.count(publish.host) > 0) continue;
      const std::string what = fmt::format("port {}", publish.host);
      if (run::port_is_free(publish.host)) {
        findings.push_back({what, Finding::Grade::good, "free for " + name, {}});
        continue;
      }
      const std::string holder = run::port_holder(publish.host);
      findings.push_back({what, Finding::Grade::bad,
                          fmt::format("wanted by {}, held by {}", name,
                                      holder.empty() ? "another process" : holder),
                          "End that process, or publish another port."});
    }
  }
  return findings;
}

}  // namespace caisson::cli
