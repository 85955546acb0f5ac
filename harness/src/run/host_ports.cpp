#include "run/host_ports.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "base/file.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "plan/port.hpp"

namespace caisson::run {
namespace {

/// More than a few that cannot be had are no race: what the engine says then is the matter.
constexpr std::size_t k_most_given_up = 8;

constexpr std::string_view k_header = "# service container-port host-port\n";

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

/// Has a keyword of its own, so that PORTS says no more than that it listens there.
bool published(const model::Service& service, std::uint16_t container) {
  const auto is_it = [&](const model::Publish& publish) { return publish.container == container; };
  return std::any_of(service.publish.begin(), service.publish.end(), is_it) ||
         std::any_of(service.prefer.begin(), service.prefer.end(), is_it);
}

/// Whether an engine's message names the port: `127.0.0.1:443 failed`, `privileged port 443`.
bool names_port(const std::string& message, std::uint16_t port) {
  const std::string digits = std::to_string(port);
  const auto is_digit = [&](std::size_t at) {
    return at < message.size() && message[at] >= '0' && message[at] <= '9';
  };
  for (std::size_t at = message.find(digits); at != std::string::npos;
       at = message.find(digits, at + 1)) {
    const bool begins = at == 0 || (!is_digit(at - 1) && message[at - 1] != '.');
    if (begins && !is_digit(at + digits.size())) return true;
  }
  return false;
}

std::string taken_by(const std::string& holder) {
  return holder.empty() ? "taken" : "taken by " + holder;
}

}  // namespace

HostPorts::HostPorts(std::string instance, std::string file, IsFree is_free, Notice notice)
    : m_instance(std::move(instance)),
      m_file(std::move(file)),
      m_is_free(std::move(is_free)),
      m_notice(std::move(notice)) {
  const Result<std::string> text = m_file.empty() ? Result<std::string>("") : read_file(m_file);
  if (!text) return;
  for (const std::string& line : split(*text, '\n')) {
    const std::vector<std::string> words = split(line, ' ');
    if (words.size() != 3) continue;
    const auto container = parse_port(words[1]);
    const auto host = parse_port(words[2]);
    if (container && host) m_ports[{words[0], *container}] = *host;
  }
}

std::uint16_t HostPorts::candidate(const Key& key, unsigned attempt) const {
  return plan::host_port_candidate(m_instance, key.first, key.second, attempt);
}

std::uint16_t HostPorts::chosen(const Key& key) const {
  const auto at = m_ports.find(key);
  return at == m_ports.end() ? candidate(key, 0) : at->second;
}

std::uint16_t HostPorts::preferred_or_chosen(const Key& key, std::uint16_t preferred) const {
  const auto at = m_ports.find(key);
  return at == m_ports.end() ? preferred : at->second;
}

bool HostPorts::claimed_by_another(const Key& key, std::uint16_t port) const {
  return std::any_of(m_claimed.begin(), m_claimed.end(),
                     [&](const auto& entry) { return entry.second == port && entry.first != key; });
}

bool HostPorts::used_by_another(const Key& key, std::uint16_t port) const {
  return std::any_of(m_ports.begin(), m_ports.end(),
                     [&](const auto& entry) { return entry.second == port && entry.first != key; });
}

std::vector<engine::PublishedPort> HostPorts::known(const model::Service& service) const {
  std::vector<engine::PublishedPort> ports;
  for (const model::Publish& publish : service.publish)
    ports.push_back({publish.container, "127.0.0.1", publish.host});
  for (const model::Publish& prefer : service.prefer) {
    const Key key{service.name, prefer.container};
    ports.push_back({prefer.container, "127.0.0.1", preferred_or_chosen(key, prefer.host)});
  }
  for (const std::uint16_t container : service.ports) {
    if (!published(service, container))
      ports.push_back({container, "127.0.0.1", chosen({service.name, container})});
  }
  return ports;
}

Result<std::uint16_t> HostPorts::choose_free(const Key& key) {
  const auto is_free = [&](std::uint16_t port) {
    return !m_given_up.contains(port) && !used_by_another(key, port) &&
           !claimed_by_another(key, port) && m_is_free(port);
  };
  const std::uint16_t before = chosen(key);
  if (is_free(before)) return before;
  for (unsigned attempt = 0; attempt < plan::k_host_port_count; ++attempt) {
    const std::uint16_t port = candidate(key, attempt);
    if (is_free(port)) return port;
  }
  return Error{ErrorKind::conflict, "no host port from 20000 to 29999 is free",
               "services." + key.first + ".ports"};
}

std::optional<std::string> HostPorts::fault_of_preferred(const Key& key, std::uint16_t port) const {
  const auto given_up = m_given_up.find(port);
  if (given_up != m_given_up.end()) return given_up->second;
  for (const auto& [other, claimed] : m_claimed) {
    if (claimed == port && other != key) return taken_by("`" + other.first + "`");
  }
  if (m_is_free(port)) return std::nullopt;
  return taken_by(port_holder(port));
}

/// One that stood in for the preferred one before goes on to, as long as it is free.
Result<std::uint16_t> HostPorts::choose_preferred(const Key& key, std::uint16_t preferred) {
  const auto before = m_ports.find(key);
  if (before != m_ports.end() && !claimed_by_another(key, before->second) &&
      m_is_free(before->second))
    return before->second;
  const auto fault = fault_of_preferred(key, preferred);
  if (!fault) return preferred;
  Result<std::uint16_t> other = choose_free(key);
  if (other && m_notice) {
    m_notice(key.first + ": port " + std::to_string(preferred) + " of this machine is " + *fault +
             ": " + std::to_string(*other) + " instead");
  }
  return other;
}

bool HostPorts::give_up(const model::Service& service, const std::string& reason) {
  std::vector<std::uint16_t> tried;
  for (const model::Publish& prefer : service.prefer) {
    if (preferred_or_chosen({service.name, prefer.container}, prefer.host) == prefer.host)
      tried.push_back(prefer.host);
  }
  std::vector<std::uint16_t> named = tried;
  for (const auto& [key, port] : m_claimed) {
    if (key.first == service.name && m_ports.contains(key)) named.push_back(port);
  }
  std::erase_if(named, [&](std::uint16_t port) {
    return !names_port(reason, port) || m_given_up.contains(port);
  });
  if (m_given_up.size() >= k_most_given_up) return false;
  const bool refused = reason.find("permission denied") != std::string::npos ||
                       reason.find("privileged") != std::string::npos;
  for (const std::uint16_t port : named.empty() ? tried : named)
    m_given_up[port] = refused ? "not permitted to the engine" : taken_by(port_holder(port));
  return !named.empty() || !tried.empty();
}

Result<void> HostPorts::forget_substitutes(const model::Service& service) {
  bool changed = false;
  for (const model::Publish& prefer : service.prefer)
    changed = m_ports.erase({service.name, prefer.container}) > 0 || changed;
  return changed ? remember() : Result<void>();
}

Result<std::vector<engine::PublishedPort>> HostPorts::claim(const model::Service& service) {
  for (const model::Publish& publish : service.publish) {
    if (m_is_free(publish.host)) continue;
    return Error{ErrorKind::conflict,
                 "host port `" + std::to_string(publish.host) + "` is " +
                     taken_by(port_holder(publish.host)),
                 "services." + service.name + ".publish", "end what holds it, or PUBLISH another"};
  }
  bool changed = false;
  for (const model::Publish& prefer : service.prefer) {
    const Key key{service.name, prefer.container};
    const Result<std::uint16_t> port = choose_preferred(key, prefer.host);
    if (!port) return port.error();
    changed = changed || preferred_or_chosen(key, prefer.host) != *port;
    m_ports.erase(key);
    if (*port != prefer.host) m_ports[key] = *port;
  }
  for (const std::uint16_t container : service.ports) {
    if (published(service, container)) continue;
    const Key key{service.name, container};
    const Result<std::uint16_t> port = choose_free(key);
    if (!port) return port.error();
    changed = changed || !m_ports.count(key) || m_ports.at(key) != *port;
    m_ports[key] = *port;
  }
  if (changed) {
    const Result<void> remembered = remember();
    if (!remembered) return remembered.error();
  }
  auto ports = known(service);
  for (const engine::PublishedPort& port : ports)
    m_claimed[{service.name, port.container}] = port.host;
  return ports;
}

Result<std::string> ports_file(const std::string& instance) {
  auto state = state_directory(instance);
  return state ? Result<std::string>(*state + "/ports.json") : state;
}

Result<void> HostPorts::remember() const {
  if (m_file.empty()) return {};
  std::string text(k_header);
  for (const auto& [key, port] : m_ports)
    text += key.first + " " + std::to_string(key.second) + " " + std::to_string(port) + "\n";
  return write_file(m_file, text);
}

}  // namespace caisson::run
