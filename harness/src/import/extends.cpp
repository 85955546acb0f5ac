#include "import/extends.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "import/merge.hpp"
#include "import/path.hpp"
#include "import/value.hpp"

namespace caisson::import {
namespace {

std::vector<std::string> names_in(const Node& services) {
  std::vector<std::string> names;
  for (const Entry& entry : services.entries)
    names.push_back(entry.key);
  return names;
}

}  // namespace

void Extends::resolve(Node& root, const std::string& path) {
  Node* const services = root.find("services");
  if (services == nullptr || services->kind != Node::Kind::map) return;
  for (const std::string& name : names_in(*services))
    resolve_service(*services, {path, name});
}

void Extends::resolve_service(Node& services, const Place& place) {
  Node& service = *services.find(place.second);
  if (std::find(m_open.begin(), m_open.end(), place) != m_open.end()) {
    std::vector<std::string> chain;
    for (const Place& open : m_open)
      chain.push_back(open.second);
    chain.push_back(place.second);
    m_report.add(Finding::Kind::error, service, fmt::format("services.{}.extends", place.second),
                 fmt::format("the services extend each other: `{}`", join(chain, " → ")),
                 "take one `extends` out");
    return;
  }
  if (service.find("extends") == nullptr || !m_done.insert(place).second) return;
  m_open.push_back(place);
  extend(service, place, services);
  m_open.pop_back();
}

void Extends::extend(Node& service, const Place& place, Node& siblings) {
  const Node named = *service.find("extends");
  std::erase_if(service.entries, [](const Entry& entry) { return entry.key == "extends"; });
  const Value value(named, fmt::format("services.{}.extends", place.second), m_report);
  std::optional<std::string> name;
  std::string path = place.first;
  if (value.is_scalar()) {
    name = value.text();
  } else {
    Fields fields = value.fields();
    if (const auto of = fields.require("service")) name = of->text();
    if (const auto file = fields.find("file"))
      path = import::resolve(named.origin->directory, file->text().value_or(""));
    fields.finish();
  }
  if (!name) return;
  Node* const services =
      path == place.first ? &siblings : services_of(path, named, value.address());
  if (services == nullptr) return;
  if (services->find(*name) == nullptr) {
    value.error(fmt::format("unknown service `{}`", *name),
                did_you_mean(*name, names_in(*services)));
    return;
  }
  resolve_service(*services, {path, *name});
  Node& again = *siblings.find(place.second);
  again = merge(*services->find(*name), again);
}

Node* Extends::services_of(const std::string& path, const Node& at, const std::string& address) {
  if (!m_others.contains(path)) {
    auto root = m_load(path);
    if (!root) {
      m_report.add(Finding::Kind::error, at, address, to_string(root.error()));
      m_others[path] = Node{};
    } else {
      m_others[path] = std::move(*root);
    }
  }
  Node* const services = m_others[path].find("services");
  return services != nullptr && services->kind == Node::Kind::map ? services : nullptr;
}

}  // namespace caisson::import
