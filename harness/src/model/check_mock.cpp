#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "model/findings.hpp"
#include "model/stack.hpp"

namespace caisson::model {
namespace {

bool listens_on(const Service& service, std::uint16_t port) {
  return std::find(service.ports.begin(), service.ports.end(), port) != service.ports.end();
}

}  // namespace

void check_mock(const Stack& stack, const Service& service, Findings& findings) {
  if (service.mock.empty()) return;
  const auto add = [&](std::string message, std::string remedy) {
    findings.add(service.declared_at, fmt::format("services.{}.mock", service.name),
                 std::move(message), std::move(remedy));
  };
  const auto found = stack.services.find(service.mock);
  if (found == stack.services.end()) {
    return add(fmt::format("unknown service `{}`", service.mock),
               did_you_mean(service.mock, names_of(stack.services)));
  }
  const Service& mock = found->second;
  if (mock.name == service.name)
    return add(fmt::format("`{}` is the service itself", mock.name), "take it out");
  if (mock.completes != service.completes) {
    return add(fmt::format("`{}` is {} one-shot, unlike `{}`", mock.name,
                           mock.completes ? "a" : "no", service.name),
               "name a service that ends as this one does");
  }
  if (service.healthcheck && !mock.healthcheck) {
    add(fmt::format("`{}` has no health check, and `{}` has one", mock.name, service.name),
        fmt::format("add HEALTHCHECK to `{}`", mock.name));
  }
  for (const std::uint16_t port : service.ports) {
    if (listens_on(mock, port)) continue;
    add(fmt::format("`{}` does not listen on port {}", mock.name, port),
        fmt::format("add it to the PORTS of `{}`", mock.name));
  }
}

}  // namespace caisson::model
