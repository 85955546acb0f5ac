#include "import/rendered.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "model/names.hpp"
#include "model/parse_service.hpp"
#include "model/read_word.hpp"

namespace caisson::import {
namespace {

constexpr std::string_view k_extension = "x-caisson";
constexpr std::string_view k_prober = "caisson-probe";
constexpr std::string_view k_edge_port = "CAISSON_EDGE_PORT";

void erase(Node& map, std::string_view key) {
  std::erase_if(map.entries, [&](const Entry& entry) { return entry.key == key; });
}

void erase_if_empty(Node& map, std::string_view key) {
  const Node* const value = map.find(key);
  if (value != nullptr && value->entries.empty() && value->items.empty()) erase(map, key);
}

std::string text_under(const Node& map, std::string_view key) {
  const Node* const value = map.find(key);
  return value == nullptr ? "" : value->text;
}

Node scalar(std::string text, const Node& like) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = node.deferred = std::move(text);
  node.line = like.line;
  node.origin = like.origin;
  return node;
}

/// A network of two services, and by which of them the other is found.
struct Place {
  Node* service;
  std::string name;
  bool is_reached;
};

using Places = std::map<std::string, std::vector<Place>>;

Places places_of(Node& services) {
  Places places;
  for (Entry& entry : services.entries) {
    const Node* const networks = entry.value.find("networks");
    if (networks == nullptr) continue;
    for (const Entry& network : networks->entries) {
      const bool is_reached = network.value.find("aliases") != nullptr;
      places[network.key].push_back({&entry.value, entry.key, is_reached});
    }
  }
  return places;
}

/// `depends_on` that waits for nothing and brings nobody along: WANTS.
void add_want(Node& service, const std::string& other) {
  Node* depends = service.find("depends_on");
  if (depends == nullptr) {
    Node map;
    map.kind = Node::Kind::map;
    map.line = service.line;
    map.origin = service.origin;
    service.entries.push_back({"depends_on", service.line, std::move(map)});
    depends = &service.entries.back().value;
  }
  if (depends->find(other) != nullptr) return;
  Node edge;
  edge.kind = Node::Kind::map;
  edge.line = service.line;
  edge.origin = service.origin;
  edge.entries.push_back({"condition", service.line, scalar("service_started", service)});
  edge.entries.push_back({"required", service.line, scalar("false", service)});
  depends->entries.push_back({other, service.line, std::move(edge)});
}

void take_back_edges(Node& services) {
  for (const auto& [network, places] : places_of(services)) {
    for (const Place& from : places) {
      for (const Place& to : places) {
        if (to.is_reached && to.name != from.name) add_want(*from.service, to.name);
      }
    }
  }
}

void take_back_mounts(Node& service) {
  Node* const mounts = service.find("volumes");
  if (mounts == nullptr) return;
  const Node* const extension = service.find(k_extension);
  const Node* const edge = extension == nullptr ? nullptr : extension->find("edge");
  const std::string routes = edge == nullptr ? "" : text_under(*edge, "folder") + "/routes.yml";
  std::erase_if(mounts->items, [&](const Node& mount) {
    return text_under(mount, "source") == k_prober ||
           (edge != nullptr && text_under(mount, "target") == routes);
  });
  erase_if_empty(service, "volumes");
}

void take_back(Node& service) {
  if (Node* const depends = service.find("depends_on")) erase(*depends, k_prober);
  erase_if_empty(service, "depends_on");
  if (Node* const labels = service.find("labels")) {
    std::erase_if(labels->entries,
                  [](const Entry& entry) { return entry.key.starts_with("dev.caisson."); });
  }
  erase_if_empty(service, "labels");
  if (Node* const environment = service.find("environment")) erase(*environment, k_edge_port);
  erase_if_empty(service, "environment");
  take_back_mounts(service);
  // As every container of ours has it.
  for (const char* key : {"networks", "logging", "pids_limit", "memswap_limit"})
    erase(service, key);
}

nlohmann::json json_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return nullptr;
    case Node::Kind::list: {
      auto list = nlohmann::json::array();
      for (const Node& item : node.items)
        list.push_back(json_of(item));
      return list;
    }
    case Node::Kind::map: {
      auto map = nlohmann::json::object();
      for (const Entry& entry : node.entries)
        map[entry.key] = json_of(entry.value);
      return map;
    }
    case Node::Kind::scalar:
      break;
  }
  if (!is_truth_value(node) && !is_number(node)) return node.text;
  return nlohmann::json::parse(node.text, nullptr, false);
}

/// The times of a check that the file itself has, or a check that no file has: the image's own.
void read_times(const nlohmann::json& json, const std::string& address, Draft& draft,
                model::Problems& problems) {
  model::Reader reader(json, address, problems);
  model::HealthCheck said;
  model::read_word(reader, "kind", said.kind, model::health_check_kind_from,
                   model::health_check_kind_names());
  reader.read_milliseconds("within_ms", said.within);
  reader.read_milliseconds_if_any("every_ms", said.every);
  reader.read_number("grace", 0, said.grace);
  reader.finish();
  auto& check = draft.service.healthcheck;
  if (said.kind == model::HealthCheck::Kind::engine) {
    check = said;
  } else if (check) {
    check->every = said.every;
    check->within = said.within;
    check->grace = said.grace;
  }
}

void take_over(model::Service said, model::Service& service) {
  service.liveness = std::move(said.liveness);
  service.metrics = std::move(said.metrics);
  service.debug = std::move(said.debug);
  service.routes = std::move(said.routes);
  service.edge = std::move(said.edge);
  service.networks = std::move(said.networks);
  service.aliases = std::move(said.aliases);
  service.template_by = std::move(said.template_by);
  service.database = std::move(said.database);
  service.phase = said.phase;
  service.replicas = said.replicas;
  service.budget = said.budget;
  service.completes = said.completes;
  service.expires = said.expires;
  service.prefer = std::move(said.prefer);
  // In the file it is a port like any that is published.
  std::erase_if(service.publish, [&](const model::Publish& publish) {
    return std::find(service.prefer.begin(), service.prefer.end(), publish) != service.prefer.end();
  });
}

}  // namespace

bool is_rendered(const Node& root) {
  return root.find(k_extension) != nullptr;
}

void take_back(Node& root, Report& report) {
  const Node* const schema = root.find(k_extension)->find("schema");
  if (schema == nullptr || schema->text != std::to_string(model::k_schema)) {
    report.add(Finding::Kind::error, *root.find(k_extension), "x-caisson.schema",
               fmt::format("{} is not a version of the format that is known here",
                           schema == nullptr ? "nothing" : describe(*schema)),
               "import it with the Caisson that rendered it");
    return;
  }
  Node* const services = root.find("services");
  if (services == nullptr) return;
  erase(*services, k_prober);
  take_back_edges(*services);
  for (Entry& entry : services->entries)
    take_back(entry.value);
  erase(root, "networks");
  if (Node* const volumes = root.find("volumes")) erase(*volumes, k_prober);
}

void read_extension(Fields& fields, Draft& draft) {
  const auto extension = fields.find(k_extension);
  if (!extension) return;
  nlohmann::json json = json_of(extension->node());
  if (!json.is_object()) return extension->unexpected("a map");
  model::Problems problems;
  if (const auto check = json.find("healthcheck"); check != json.end()) {
    read_times(*check, extension->address() + ".healthcheck", draft, problems);
    json.erase(check);
  }
  json["image"] = draft.service.image;
  model::Reader reader(json, extension->address(), problems);
  model::Service said = model::parse_service(draft.service.name, reader);
  reader.finish();
  for (const Error& problem : problems)
    extension->error(fmt::format("{}: {}", problem.place, problem.message), problem.remedy);
  if (!problems.empty()) return;
  if (said.debug && said.debug->sources)
    said.debug->sources->local = path_at(*extension, said.debug->sources->local);
  take_over(std::move(said), draft.service);
}

}  // namespace caisson::import
