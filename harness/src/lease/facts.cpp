#include "lease/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "probe/conversation.hpp"

namespace caisson::lease {
namespace {

using Kind = model::HealthCheck::Kind;

/// Userinfo of a URL (RFC 3986 §3.2.1): all but the unreserved characters is encoded.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out += fmt::format("%{:02X}", byte);
    }
  }
  return out;
}

/// The port people mean: the one its health check talks to, else the first declared.
std::uint16_t first_port(const model::Service& service,
                         const std::map<std::uint16_t, std::uint16_t>& ports) {
  if (service.healthcheck && ports.count(service.healthcheck->port) != 0)
    return service.healthcheck->port;
  if (!service.ports.empty() && ports.count(service.ports.front()) != 0)
    return service.ports.front();
  return ports.empty() ? std::uint16_t{0} : ports.begin()->first;
}

std::string url_of(const model::Service& service, const Facts& facts,
                   const std::map<std::string, std::string>& environment) {
  if (facts.first_port == 0) return {};
  const std::string place = fmt::format("{}:{}", facts.host, facts.ports.at(facts.first_port));
  switch (service.healthcheck ? service.healthcheck->kind : Kind::tcp) {
    case Kind::postgres: {
      const std::string password =
          probe::credentials_of(*service.healthcheck, environment).password;
      return fmt::format("postgres://{}{}{}@{}/{}", escaped(service.healthcheck->login),
                         password.empty() ? "" : ":", escaped(password), place, facts.database);
    }
    case Kind::redis: {
      const std::string password =
          probe::credentials_of(*service.healthcheck, environment).password;
      return fmt::format("redis://{}{}{}{}", password.empty() ? "" : ":", escaped(password),
                         password.empty() ? "" : "@", place);
    }
    case Kind::http:
      return "http://" + place;
    default:
      return "tcp://" + place;
  }
}

}  // namespace

Facts facts_of(const model::Service& service, const std::string& container,
               const std::map<std::string, std::string>& environment,
               const std::vector<engine::PublishedPort>& ports) {
  Facts facts;
  facts.container = container;
  facts.host = "127.0.0.1";
  for (const engine::PublishedPort& port : ports)
    facts.ports[port.container] = port.host;
  facts.first_port = first_port(service, facts.ports);
  if (service.healthcheck && service.healthcheck->kind == Kind::postgres)
    facts.database = service.healthcheck->database;
  facts.url = url_of(service, facts, environment);
  return facts;
}

Facts with_database(const model::Service& service, Facts facts, const std::string& database,
                    const std::map<std::string, std::string>& environment) {
  facts.database = database;
  facts.url = url_of(service, facts, environment);
  return facts;
}

std::map<std::string, std::string> variables_of(const std::map<std::string, Facts>& services) {
  std::map<std::string, std::string> variables;
  for (const auto& [name, facts] : services) {
    std::string prefix = "CAISSON_" + name + "_";
    std::transform(prefix.begin(), prefix.end(), prefix.begin(), [](unsigned char c) {
      return c == '-' ? '_' : static_cast<char>(std::toupper(c));
    });
    const auto set = [&](const std::string& what, const std::string& value) {
      if (!value.empty()) variables[prefix + what] = value;
    };
    set("HOST", facts.host);
    set("URL", facts.url);
    set("DATABASE", facts.database);
    for (const auto& [container, host] : facts.ports)
      set("PORT_" + std::to_string(container), std::to_string(host));
    if (facts.first_port != 0) set("PORT", std::to_string(facts.ports.at(facts.first_port)));
  }
  return variables;
}

}  // namespace caisson::lease
