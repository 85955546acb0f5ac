#include "engine/embedded/oci/oci_config.hpp"

#include <algorithm>

#include "engine/embedded/oci/seccomp.hpp"

namespace caisson::engine::embedded {
namespace {

using OciJson = nlohmann::json;

constexpr const char* k_default_path =
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr std::int64_t k_cpu_period = 100'000;  ///< microseconds

OciJson capability_sets(const std::vector<std::string>& names, std::uint32_t uid) {
  // As execve(2) would leave them: who is not root has none until a file gives them.
  if (uid != 0) return {{"bounding", names}};
  return {{"bounding", names}, {"effective", names}, {"permitted", names}};
}

std::vector<std::string> capability_names(const ContainerSpec& spec) {
  std::vector<std::string> names;
  for (const std::string& name : spec.capabilities)
    names.push_back(name.starts_with("CAP_") ? name : "CAP_" + name);
  return names;
}

std::vector<std::string> environment_of(const ContainerSpec& spec, const ImageConfig& image,
                                        const Prepared& prepared) {
  std::map<std::string, std::string> merged = image.env;
  for (const auto& [name, value] : spec.env)
    merged[name] = value;
  merged.try_emplace("HOSTNAME", prepared.id.substr(0, 12));
  merged.try_emplace("HOME", prepared.user.home);
  std::vector<std::string> list;
  if (merged.count("PATH") == 0) list.emplace_back(k_default_path);
  for (const auto& [name, value] : merged)
    list.push_back(name + "=" + value);
  return list;
}

OciJson process_of(const ContainerSpec& spec, const ImageConfig& image,
                   std::vector<std::string> argv, const Prepared& prepared) {
  if (!prepared.leash.empty()) argv.insert(argv.begin(), k_leash_program);
  const ProcessUser& user = prepared.user;
  return {{"terminal", false},
          {"user", {{"uid", user.uid}, {"gid", user.gid}, {"additionalGids", user.groups}}},
          {"args", argv},
          {"env", environment_of(spec, image, prepared)},
          {"cwd", image.working_directory.empty() ? "/" : image.working_directory},
          {"capabilities", capability_sets(capability_names(spec), user.uid)},
          {"noNewPrivileges", true}};
}

OciJson mount_entry(const std::string& target, const std::string& type, const std::string& source,
                    std::vector<std::string> options) {
  return {{"destination", target}, {"type", type}, {"source", source}, {"options", options}};
}

OciJson bind_entry(const std::string& source, const std::string& target, bool read_only) {
  return mount_entry(target, "bind", source, {"rbind", "rprivate", read_only ? "ro" : "rw"});
}

OciJson system_mounts() {
  return {
      mount_entry("/proc", "proc", "proc", {"nosuid", "noexec", "nodev"}),
      mount_entry("/dev", "tmpfs", "tmpfs", {"nosuid", "strictatime", "mode=755", "size=65536k"}),
      mount_entry("/dev/pts", "devpts", "devpts",
                  {"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"}),
      mount_entry("/sys", "sysfs", "sysfs", {"nosuid", "noexec", "nodev", "ro"}),
      mount_entry("/sys/fs/cgroup", "cgroup", "cgroup", {"ro", "nosuid", "noexec", "nodev"}),
      mount_entry("/dev/mqueue", "mqueue", "mqueue", {"nosuid", "noexec", "nodev"}),
      mount_entry("/dev/shm", "tmpfs", "shm",
                  {"nosuid", "noexec", "nodev", "mode=1777", "size=65536k"}),
  };
}

/// Shallow before deep, so that nothing is hidden by what comes later.
OciJson mounts_in_order(const ContainerSpec& spec, const Prepared& prepared) {
  std::vector<OciJson> own;
  for (const char* const name : {"hosts", "hostname", "resolv.conf"})
    own.push_back(
        bind_entry(prepared.files + "/" + name, std::string("/etc/") + name, spec.read_only_root));
  for (const std::string& path : spec.tmpfs)
    own.push_back(mount_entry(path, "tmpfs", "tmpfs", {"nosuid", "noexec", "nodev"}));
  for (const Mount& one : prepared.mounts)
    own.push_back(bind_entry(one.source, one.target, one.read_only));
  if (!prepared.leash.empty()) own.push_back(bind_entry(prepared.leash, k_leash_target, true));
  const auto depth = [](const OciJson& entry) {
    const std::string& path = entry.at("destination").get_ref<const std::string&>();
    return std::count(path.begin(), path.end(), '/');
  };
  std::stable_sort(own.begin(), own.end(),
                   [&](const OciJson& a, const OciJson& b) { return depth(a) < depth(b); });
  OciJson all = system_mounts();
  for (OciJson& entry : own)
    all.push_back(std::move(entry));
  return all;
}

OciJson resources_of(const ContainerSpec& spec) {
  OciJson resources{
      {"devices", OciJson::array({{{"allow", false}, {"access", "rwm"}}})},
      {"pids", {{"limit", spec.pids}}},
  };
  if (spec.memory_bytes > 0) {
    // Equal: no swap, so that a limit is met by the OOM killer and not by crawling.
    resources["memory"] = {{"limit", spec.memory_bytes}, {"swap", spec.memory_bytes}};
  }
  if (spec.nano_cpus > 0) {
    resources["cpu"] = {{"period", k_cpu_period},
                        {"quota", spec.nano_cpus * k_cpu_period / 1'000'000'000}};
  }
  return resources;
}

}  // namespace

Result<std::vector<std::string>> command_line_of(const ContainerSpec& spec,
                                                 const ImageConfig& image) {
  std::vector<std::string> argv = spec.entrypoint.empty() ? image.entrypoint : spec.entrypoint;
  const bool images = spec.entrypoint.empty() && spec.command.empty();
  const std::vector<std::string>& rest = images ? image.command : spec.command;
  argv.insert(argv.end(), rest.begin(), rest.end());
  if (!argv.empty()) return argv;
  return Error{ErrorKind::service_failed,
               "neither the image `" + spec.image + "` nor the service says what to run",
               {},
               "add COMMAND to the service, or CMD to the image"};
}

std::vector<std::string> uncovered_volumes(const ContainerSpec& spec, const ImageConfig& image) {
  std::vector<std::string> paths;
  for (const std::string& path : image.volumes) {
    const bool mounted = std::any_of(spec.mounts.begin(), spec.mounts.end(),
                                     [&](const Mount& one) { return one.target == path; });
    const bool tmpfs = std::find(spec.tmpfs.begin(), spec.tmpfs.end(), path) != spec.tmpfs.end();
    if (!mounted && !tmpfs) paths.push_back(path);
  }
  return paths;
}

OciJson oci_config(const ContainerSpec& spec, const ImageConfig& image,
                   const std::vector<std::string>& argv, const Prepared& prepared) {
  static const std::vector<std::string> masked{"/proc/asound",
                                               "/proc/acpi",
                                               "/proc/kcore",
                                               "/proc/keys",
                                               "/proc/latency_stats",
                                               "/proc/timer_list",
                                               "/proc/timer_stats",
                                               "/proc/sched_debug",
                                               "/proc/scsi",
                                               "/sys/firmware",
                                               "/sys/devices/virtual/powercap"};
  static const std::vector<std::string> read_only{"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys",
                                                  "/proc/sysrq-trigger"};
  return {
      {"ociVersion", "1.0.2"},
      {"process", process_of(spec, image, argv, prepared)},
      {"root", {{"path", prepared.root}, {"readonly", spec.read_only_root}}},
      {"hostname", prepared.id.substr(0, 12)},
      {"mounts", mounts_in_order(spec, prepared)},
      {"linux",
       {{"resources", resources_of(spec)},
        {"cgroupsPath", prepared.cgroup},
        {"namespaces",
         {{{"type", "pid"}},
          {{"type", "ipc"}},
          {{"type", "uts"}},
          {{"type", "mount"}},
          {{"type", "network"}, {"path", prepared.network_namespace}}}},
        {"seccomp", seccomp_profile(capability_names(spec))},
        {"maskedPaths", masked},
        {"readonlyPaths", read_only}}},
  };
}

OciJson oci_exec_process(const OciJson& config, const ExecSpec& spec, bool terminal) {
  OciJson process = config.at("process");
  process["terminal"] = terminal;
  process["args"] = spec.argv;
  if (terminal) process["env"].push_back("TERM=xterm");
  // The last of two with one name counts.
  for (const auto& [name, value] : spec.env)
    process["env"].push_back(name + "=" + value);
  return process;
}

std::string hosts_file(const ContainerSpec& spec) {
  std::string text =
      "127.0.0.1\tlocalhost\n"
      "::1\tlocalhost ip6-localhost ip6-loopback\n";
  for (const auto& [name, address] : spec.hosts)
    text += address + "\t" + name + "\n";
  return text;
}

}  // namespace caisson::engine::embedded
