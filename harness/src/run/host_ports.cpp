#include "run/host_ports.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "base/file.hpp"
#include "base/text.hpp"
#include "plan/port.hpp"

namespace caisson::run {
namespace {

constexpr std::string_view k_header = "# service container-port host-port\n";

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

const model::Publish* published(const model::Service& service, std::uint16_t container) {
  for (const model::Publish& publish : service.publish) {
    if (publish.container == container) return &publish;
  }
  return nullptr;
}

}  // namespace

HostPorts::HostPorts(std::string instance, std::string file, IsFree is_free)
    : m_instance(std::move(instance)), m_file(std::move(file)), m_is_free(std::move(is_free)) {
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

bool HostPorts::used_by_another(const Key& key, std::uint16_t port) const {
  return std::any_of(m_ports.begin(), m_ports.end(),
                     [&](const auto& entry) { return entry.second == port && entry.first != key; });
}

std::vector<engine::PublishedPort> HostPorts::known(const model::Service& service) const {
  std::vector<engine::PublishedPort> ports;
  for (const model::Publish& publish : service.publish)
    ports.push_back({publish.container, "127.0.0.1", publish.host});
  for (const std::uint16_t container : service.ports) {
    if (!published(service, container))
      ports.push_back({container, "127.0.0.1", chosen({service.name, container})});
  }
  return ports;
}

Result<std::uint16_t> HostPorts::choose_free(const Key& key) {
  const std::uint16_t before = chosen(key);
  if (!used_by_another(key, before) && m_is_free(before)) return before;
  for (unsigned attempt = 0; attempt < plan::k_host_port_count; ++attempt) {
    const std::uint16_t port = candidate(key, attempt);
    if (!used_by_another(key, port) && m_is_free(port)) return port;
  }
  return Error{ErrorKind::conflict, "no host port from 20000 to 29999 is free",
               "services." + key.first + ".ports"};
}

Result<std::vector<engine::PublishedPort>> HostPorts::claim(const model::Service& service) {
  for (const model::Publish& publish : service.publish) {
    if (m_is_free(publish.host)) continue;
    const std::string holder = port_holder(publish.host);
    return Error{ErrorKind::conflict,
                 "host port `" + std::to_string(publish.host) + "` is taken" +
                     (holder.empty() ? std::string() : " by " + holder),
                 "services." + service.name + ".publish", "end what holds it, or PUBLISH another"};
  }
  bool changed = false;
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
  return known(service);
}

Result<void> HostPorts::remember() const {
  if (m_file.empty()) return {};
  std::string text(k_header);
  for (const auto& [key, port] : m_ports)
    text += key.first + " " + std::to_string(key.second) + " " + std::to_string(port) + "\n";
  return write_file(m_file, text);
}

}  // namespace caisson::run
