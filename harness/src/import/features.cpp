#include "import/features.hpp"

#include <string>

namespace caisson::import {
namespace {

constexpr Finding::Kind k_error = Finding::Kind::error;
constexpr Finding::Kind k_loss = Finding::Kind::loss;
constexpr Finding::Kind k_note = Finding::Kind::note;

constexpr std::string_view k_swarm = "is for swarm mode, which Caisson has no equivalent of";
constexpr std::string_view k_namespace = "the container has namespaces of its own";
constexpr std::string_view k_as_service = "declare it as a service";
constexpr std::string_view k_use_cpus = "write `cpus`, which becomes `CPUS`";
constexpr std::string_view k_in_dockerfile = "write it into the Dockerfile";
constexpr std::string_view k_own_address = "addresses follow from the names of services";

std::vector<Feature> all() {
  return {
      {"service", "annotations", k_loss, "annotations are not handed to the runtime", ""},
      {"service", "attach", k_note, "output is read with `caisson logs`", ""},
      {"service", "blkio_config", k_loss, "block devices are not limited", ""},
      {"service", "cgroup", k_loss, k_namespace, ""},
      {"service", "cgroup_parent", k_loss, "the cgroup is the engine's choice", ""},
      {"service", "cpu_count", k_loss, "processors are not limited by it", k_use_cpus},
      {"service", "cpu_percent", k_loss, "processors are not limited by it", k_use_cpus},
      {"service", "cpu_period", k_loss, "processors are not limited by it", k_use_cpus},
      {"service", "cpu_quota", k_loss, "processors are not limited by it", k_use_cpus},
      {"service", "cpu_rt_period", k_loss, "there is no real-time share", ""},
      {"service", "cpu_rt_runtime", k_loss, "there is no real-time share", ""},
      {"service", "cpu_shares", k_loss, "on a busy machine all services weigh the same",
       k_use_cpus},
      {"service", "cpuset", k_loss, "it may run on every processor", k_use_cpus},
      {"service", "credential_spec", k_loss, "accounts of Windows are not handed in", ""},
      {"service", "develop", k_note, "files are not watched",
       "`caisson restart` brings up what has changed"},
      {"service", "device_cgroup_rules", k_loss, "no device of the machine is handed in", ""},
      {"service", "devices", k_loss, "no device of the machine is handed in", ""},
      {"service", "dns", k_loss, "names are resolved by the engine's own servers", ""},
      {"service", "dns_opt", k_loss, "names are resolved by the engine's own servers", ""},
      {"service", "dns_search", k_loss, "names are resolved by the engine's own servers", ""},
      {"service", "domainname", k_loss, "the container does not know itself by this name", ""},
      {"service", "external_links", k_loss,
       "containers outside of the stack are not reached by name", k_as_service},
      {"service", "extra_hosts", k_loss, "these names are not resolved",
       "a name of a service is given by `DEPENDS`, `WANTS` and `ALIASES`"},
      {"service", "gpus", k_loss, "no device of the machine is handed in", ""},
      {"service", "group_add", k_loss, "the user has no further groups",
       "write `user: <user>:<group>`, which becomes `RUN_AS`"},
      {"service", "hostname", k_loss, "the container does not know itself by this name",
       "others find it under the name of the service and its `ALIASES`"},
      {"service", "init", k_loss, "no init process reaps zombies",
       "start one in the image, like `tini`"},
      {"service", "ipc", k_loss, k_namespace, ""},
      {"service", "isolation", k_loss, "the isolation is the engine's default", ""},
      {"service", "label_file", k_loss, "labels of a file are not set", "write them as `labels`"},
      {"service", "logging", k_note, "the engine keeps the last 32 MB of output",
       "read it with `caisson logs`"},
      {"service", "mac_address", k_loss, "the hardware address is the engine's choice", ""},
      {"service", "mem_reservation", k_note, "memory is not reserved on a single machine", ""},
      {"service", "mem_swappiness", k_loss, "a service with `MEMORY` never swaps", ""},
      {"service", "memswap_limit", k_loss, "a service with `MEMORY` never swaps", ""},
      {"service", "models", k_loss, "no language model is provided", k_as_service},
      {"service", "oom_kill_disable", k_loss, "the kernel ends it when memory runs out", ""},
      {"service", "oom_score_adj", k_loss, "the kernel chooses by its default", ""},
      {"service", "pid", k_loss, k_namespace, ""},
      {"service", "pids_limit", k_loss, "the limit is 4096 processes", ""},
      {"service", "platform", k_loss, "the platform is the engine's own", ""},
      {"service", "post_start", k_loss, "the command is not run",
       "make it a service that depends on this one and completes"},
      {"service", "pre_stop", k_loss, "the command is not run",
       "have the service do it on SIGTERM"},
      {"service", "privileged", k_loss,
       "it is not privileged: no devices, no changes of the kernel",
       "name what it needs with `cap_add`, which becomes `CAPABILITIES`"},
      {"service", "provider", k_error, "comes from a provider and is no container", k_as_service},
      {"service", "pull_policy", k_note, "`CAISSON_IMAGE_SOURCE` says where images come from", ""},
      {"service", "pull_refresh_after", k_note,
       "`CAISSON_IMAGE_SOURCE` says where images come from", ""},
      {"service", "runtime", k_loss, "the runtime is the engine's default", ""},
      {"service", "shm_size", k_loss, "`/dev/shm` has the engine's 64 MB",
       "mount `TMPFS /dev/shm` instead"},
      {"service", "stdin_open", k_note, "nobody is at its standard input", "use `caisson shell`"},
      {"service", "stop_grace_period", k_loss, "it has 10 s to stop", ""},
      {"service", "stop_signal", k_loss, "it is stopped by the signal of its image",
       "write `STOPSIGNAL` into the Dockerfile"},
      {"service", "storage_opt", k_loss, "storage is not limited", ""},
      {"service", "sysctls", k_loss, "kernel parameters are the machine's", ""},
      {"service", "tty", k_note, "it has no terminal", "use `caisson shell`"},
      {"service", "ulimits", k_loss, "limits are the engine's default", ""},
      {"service", "use_api_socket", k_loss, "the engine's socket is not handed in", ""},
      {"service", "userns_mode", k_loss, k_namespace, ""},
      {"service", "uts", k_loss, k_namespace, ""},
      {"service", "volumes_from", k_loss, "mounts of others are not taken over",
       "repeat them under `volumes`"},
      {"service", "working_dir", k_loss, "it begins in the folder its image names",
       "write `WORKDIR` into the Dockerfile, or `cd` into the command"},

      {"build", "additional_contexts", k_loss, "the build does not see other contexts", ""},
      {"build", "args", k_loss, "the Dockerfile's own defaults hold", k_in_dockerfile},
      {"build", "cache_from", k_note, "the engine's cache is used", ""},
      {"build", "cache_to", k_note, "the engine's cache is used", ""},
      {"build", "dockerfile_inline", k_error, "a recipe is a file",
       "write the lines into a `Dockerfile`"},
      {"build", "entitlements", k_loss, "the build is not privileged", ""},
      {"build", "extra_hosts", k_loss, "the build does not resolve these names", ""},
      {"build", "isolation", k_loss, "the isolation is the engine's default", ""},
      {"build", "labels", k_loss, "the image does not have these labels", k_in_dockerfile},
      {"build", "network", k_loss, "the build uses the engine's default network", ""},
      {"build", "no_cache", k_note, "an image is built anew when its inputs change", ""},
      {"build", "platforms", k_loss, "the platform is the engine's own", ""},
      {"build", "privileged", k_loss, "the build is not privileged", ""},
      {"build", "pull", k_note, "bases are taken as the engine has them", ""},
      {"build", "secrets", k_loss, "the build gets no secrets", ""},
      {"build", "shm_size", k_loss, "`/dev/shm` of the build has the engine's 64 MB", ""},
      {"build", "ssh", k_loss, "the build gets no keys", ""},
      {"build", "tags", k_loss, "the image has no further names", ""},
      {"build", "ulimits", k_loss, "limits of the build are the engine's default", ""},

      {"deploy", "endpoint_mode", k_note, k_swarm, ""},
      {"deploy", "labels", k_note, k_swarm, "write them as `labels` of the service"},
      {"deploy", "mode", k_note, k_swarm, ""},
      {"deploy", "placement", k_note, k_swarm, ""},
      {"deploy", "rollback_config", k_note, k_swarm, ""},
      {"deploy", "update_config", k_note, k_swarm, ""},
      {"resources", "reservations", k_note, "nothing is reserved on a single machine", ""},
      {"limits", "pids", k_loss, "the limit is 4096 processes", ""},

      {"joined network", "driver_opts", k_loss, "the driver has no options", ""},
      {"joined network", "gw_priority", k_note, "the first of `NETWORKS` is the gateway", ""},
      {"joined network", "interface_name", k_loss, "the interface has the engine's name", ""},
      {"joined network", "ipv4_address", k_loss, "the address is not fixed", k_own_address},
      {"joined network", "ipv6_address", k_loss, "the address is not fixed", k_own_address},
      {"joined network", "link_local_ips", k_loss, "the address is not fixed", k_own_address},
      {"joined network", "mac_address", k_loss, "the hardware address is the engine's choice", ""},
      {"joined network", "priority", k_note, "networks are joined in the order of `NETWORKS`", ""},

      {"network", "attachable", k_note, "only services of the stack join it", ""},
      {"network", "driver_opts", k_loss, "the driver has no options", ""},
      {"network", "enable_ipv6", k_loss, "networks have IPv4 only", ""},
      {"network", "external", k_loss, "no network is joined that was made elsewhere",
       "services of the stack share one of this name"},
      {"network", "internal", k_loss, "services in it can reach the outside", ""},
      {"network", "ipam", k_note, "the subnet is chosen", k_own_address},
      {"network", "labels", k_note, "networks have Caisson's labels", ""},
      {"network", "name", k_note, "the name is made of the instance's and the network's", ""},

      {"volume", "driver_opts", k_loss, "the driver has no options", ""},
      {"volume", "external", k_loss, "no volume is taken that was made elsewhere: it begins empty",
       "copy the data, or mount its folder"},
      {"volume", "labels", k_note, "volumes have Caisson's labels", ""},
      {"volume", "name", k_note, "the name is made of the instance's and the volume's", ""},

      {"mount", "consistency", k_note, "is for Docker Desktop", ""},
      {"bind", "create_host_path", k_note, "a missing folder is made", ""},
      {"bind", "propagation", k_loss, "mounts inside of it do not propagate", ""},
      {"bind", "recursive", k_loss, "mounts inside of it come along as the engine does it", ""},
      {"bind", "selinux", k_loss, "labels of SELinux are not changed", ""},
      {"volume options", "labels", k_note, "volumes have Caisson's labels", ""},
      {"volume options", "nocopy", k_loss, "a new volume is filled from the image", ""},
      {"volume options", "subpath", k_error, "a volume is mounted as a whole",
       "use a volume of its own"},
      {"tmpfs options", "mode", k_loss, "the folder has the engine's mode", ""},
      {"tmpfs options", "size", k_loss, "it may take half of the memory",
       "limit the service with `mem_limit`, which becomes `MEMORY`"},

      {"secret", "driver", k_loss, "no driver provides the value", ""},
      {"secret", "driver_opts", k_loss, "no driver provides the value", ""},
      {"secret", "labels", k_note, "secrets have no labels", ""},
      {"secret", "name", k_note, "the name is the one services use", ""},
      {"secret", "template_driver", k_loss, "the value is taken as it is", ""},
      {"config", "labels", k_note, "files have no labels", ""},
      {"config", "name", k_note, "the name is the one services use", ""},
      {"config", "template_driver", k_loss, "the file is taken as it is", ""},
      {"granted", "gid", k_loss, "the file belongs to root", ""},
      {"granted", "mode", k_loss, "the file has the mode that Caisson gives it", ""},
      {"granted", "uid", k_loss, "the file belongs to root", ""},

      {"project", "models", k_loss, "no language model is provided", k_as_service},
  };
}

bool has(const Value& value) {
  const Node& node = value.node();
  if (node.kind == Node::Kind::scalar) return node.text != "false" && !node.text.empty();
  return !node.items.empty() || !node.entries.empty();
}

}  // namespace

const std::vector<Feature>& features() {
  static const std::vector<Feature> table = all();
  return table;
}

void report_features(std::string_view where, Fields& fields) {
  for (const Feature& feature : features()) {
    if (feature.where != where) continue;
    const auto value = fields.find(feature.key);
    if (!value || !has(*value)) continue;
    const std::string message(feature.message);
    const std::string remedy(feature.remedy);
    if (feature.kind == k_error) value->error(message, remedy);
    if (feature.kind == k_loss) value->loss(message, remedy);
    if (feature.kind == k_note) value->note(message, remedy);
  }
}

}  // namespace caisson::import
