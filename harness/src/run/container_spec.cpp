#include "run/container_spec.hpp"

#include <set>
#include <type_traits>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "model/program.hpp"
#include "plan/development.hpp"
#include "run/halt.hpp"
#include "run/labels.hpp"

namespace caisson::run {
namespace {

constexpr double k_nano = 1e9;

/// Labels that say who made the container, not what it is.
const std::set<std::string>& circumstantial_labels() {
  static const std::set<std::string> names{
      label::k_session,      label::k_owner,   label::k_manifest,
      label::k_declared_at,  label::k_mode,    label::k_hash,
      label::k_image_source, label::k_subnets, label::k_made_at};
  return names;
}

std::vector<engine::Mount> mounts_of(const model::Service& service, const std::string& instance) {
  std::vector<engine::Mount> mounts;
  for (const model::Volume& volume : service.volumes) {
    const bool path = volume.is_path();
    // A volume that goes with its container has no name to share.
    const bool anonymous = !path && volume.source.empty();
    mounts.push_back({path ? engine::Mount::Kind::bind : engine::Mount::Kind::volume,
                      path || anonymous ? volume.source : instance + "-" + volume.source,
                      volume.target, volume.read_only});
  }
  for (const model::Program& program : model::programs_of(service))
    mounts.push_back(
        {engine::Mount::Kind::bind, program.path, model::path_in_container(program), true});
  return mounts;
}

engine::Labels labels_of(const model::Service& service, const SpecInput& input,
                         const ServiceSite& site) {
  engine::Labels labels = service.labels;
  std::vector<std::string> depends;
  for (const model::Dependency& dependency : service.depends)
    depends.push_back(dependency.service);
  std::vector<std::string> subnets;
  for (const std::string& network : plan::networks_of(service)) {
    const auto subnet = input.subnets.find(network);
    if (subnet != input.subnets.end())
      subnets.push_back(network + "=" + plan::to_string(subnet->second));
  }
  std::vector<std::string> paths;
  for (const auto& [path, key] : site.persistent_paths)
    paths.push_back(key);
  labels[label::k_stack] = input.plan->stack->name;
  labels[label::k_instance] = input.site->instance;
  labels[label::k_service] = service.name;
  labels[label::k_session] = input.site->session;
  labels[label::k_owner] = input.site->owner;
  labels[label::k_manifest] = input.site->manifest;
  labels[label::k_declared_at] = service.declared_at;
  labels[label::k_mode] = input.plan->mode;
  labels[label::k_depends] = join(depends, ",");
  labels[label::k_subnets] = join(subnets, ",");
  labels[label::k_image_source] =
      input.image_source == model::ImageSource::registry ? "registry" : "recipe";
  if (plan::is_worked_on(service)) labels[label::k_worked_on] = "yes";
  if (service.debugging) labels[label::k_debug] = to_label(*service.debug);
  if (service.expires)
    labels[label::k_made_at] = std::to_string(input.site->time.time_since_epoch().count());
  if (!paths.empty()) labels[label::k_paths] = join(paths, ",");
  if (!input.site->environment.empty()) labels[label::k_environment] = input.site->environment;
  return labels;
}

/// Fields one after the other, each with its length, so that no two specs give the same bytes.
class Digest {
 public:
  Digest& add(const std::string& text) {
    m_bytes += std::to_string(text.size()) + ":" + text;
    return *this;
  }
  template <class Number>
  requires std::is_arithmetic_v<Number> Digest& add(Number number) {
    return add(std::to_string(number));
  }
  Digest& add(const std::vector<std::string>& list) {
    add(list.size());
    for (const std::string& item : list)
      add(item);
    return *this;
  }
  Digest& add(const std::map<std::string, std::string>& map) {
    add(map.size());
    for (const auto& [key, value] : map)
      add(key).add(value);
    return *this;
  }
  std::string hex() const { return sha256_hex(m_bytes); }

 private:
  std::string m_bytes;
};

/// An edge that leads plain HTTP to HTTPS must know the port that the outside sees.
void tell_outer_port(const model::Service& service, engine::ContainerSpec& spec) {
  if (!service.edge) return;
  for (const engine::PublishedPort& port : spec.ports) {
    if (port.container == service.edge->port && port.host != 0)
      spec.env["CAISSON_EDGE_PORT"] = std::to_string(port.host);
  }
}

}  // namespace

engine::ContainerSpec container_spec(const model::Service& service, const SpecInput& input) {
  static const ServiceSite k_nothing;
  const auto at = input.site->services.find(service.name);
  const ServiceSite& site = at == input.site->services.end() ? k_nothing : at->second;

  engine::ContainerSpec spec;
  spec.name = plan::container_name(input.site->instance, service.name);
  spec.image = input.image;
  spec.entrypoint = model::entrypoint_of(service);
  spec.command = service.command;
  spec.env = site.environment;
  spec.labels = labels_of(service, input, site);
  for (const std::string& network : plan::networks_of(service)) {
    const auto subnet = input.subnets.find(network);
    if (subnet == input.subnets.end()) continue;
    spec.networks.push_back({plan::network_name(input.site->instance, network),
                             plan::address_of(*input.plan->stack, service.name, subnet->second)});
  }
  spec.hosts = plan::hosts_of(*input.plan->stack, service, input.subnets);
  spec.ports = input.ports;
  tell_outer_port(service, spec);
  spec.mounts = mounts_of(service, input.site->instance);
  spec.mounts.insert(spec.mounts.end(), site.secrets.begin(), site.secrets.end());
  spec.mounts.insert(spec.mounts.end(), site.files.begin(), site.files.end());
  spec.tmpfs = service.tmpfs;
  spec.capabilities = service.capabilities;
  spec.user = service.run_as;
  spec.memory_bytes = service.memory_bytes;
  spec.nano_cpus = static_cast<std::int64_t>(service.cpus * k_nano);
  spec.read_only_root = !service.writable_root;
  spec.image_healthcheck =
      service.healthcheck && service.healthcheck->kind == model::HealthCheck::Kind::engine;
  spec.leashed = input.leashed;
  std::string made_from = input.fingerprint + "\n" + site.secrets_hash;
  if (!site.files_hash.empty()) made_from += "\n" + site.files_hash;
  if (!site.programs_hash.empty()) made_from += "\nprograms " + site.programs_hash;
  spec.labels[label::k_hash] = spec_hash(spec, made_from);
  return spec;
}

std::string spec_hash(const engine::ContainerSpec& spec, const std::string& made_from) {
  engine::Labels labels = spec.labels;
  std::erase_if(labels, [](const auto& one) { return circumstantial_labels().count(one.first); });
  Digest digest;
  digest.add(made_from).add(spec.name).add(spec.entrypoint).add(spec.command).add(spec.env);
  digest.add(labels).add(spec.hosts).add(spec.tmpfs).add(spec.capabilities).add(spec.user);
  for (const engine::Attachment& attachment : spec.networks)
    digest.add("network").add(attachment.network).add(attachment.address);
  for (const engine::PublishedPort& port : spec.ports)
    digest.add("port").add(port.container).add(port.host_address).add(port.host);
  for (const engine::Mount& mount : spec.mounts) {
    digest.add("mount").add(static_cast<int>(mount.kind)).add(mount.source).add(mount.target);
    digest.add(mount.read_only);
  }
  digest.add(spec.memory_bytes).add(spec.nano_cpus).add(spec.pids);
  digest.add(spec.read_only_root).add(spec.image_healthcheck);
  if (spec.leashed) digest.add("leashed");  // so that the hash of all others stays what it was
  return digest.hex();
}

plan::Subnets subnets_of(const engine::Container& container) {
  plan::Subnets subnets;
  const auto at = container.labels.find(label::k_subnets);
  if (at == container.labels.end()) return subnets;
  for (const std::string& entry : split(at->second, ',')) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos) continue;
    const auto subnet = plan::subnet_from(entry.substr(equals + 1));
    if (subnet) subnets[entry.substr(0, equals)] = *subnet;
  }
  return subnets;
}

}  // namespace caisson::run
