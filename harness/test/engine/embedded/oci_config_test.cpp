#include "engine/embedded/oci/oci_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/embedded/oci/seccomp.hpp"

namespace caisson::engine::embedded {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

Prepared prepared_one() {
  Prepared prepared;
  prepared.id = "0123456789abcdef";
  prepared.root = "/nest/root";
  prepared.network_namespace = "/proc/1/fd/9";
  prepared.cgroup = "/caisson/nest/id";
  prepared.files = "/nest/files";
  return prepared;
}

json config_of(const ContainerSpec& spec, const Prepared& prepared = prepared_one(),
               const ImageConfig& image = {}) {
  return oci_config(spec, image, {"/run"}, prepared);
}

std::vector<std::string> strings(const json& list) {
  return list.get<std::vector<std::string>>();
}

json mount_at(const json& config, const std::string& target) {
  for (const json& one : config.at("mounts")) {
    if (one.at("destination") == target) return one;
  }
  return nullptr;
}

TEST(OciConfig, IsConfinedUnlessMoreIsAskedFor) {
  const json config = config_of({});
  EXPECT_EQ(config.at("process").at("noNewPrivileges"), true);
  EXPECT_THAT(config.at("process").at("capabilities").at("bounding"), IsEmpty());
  EXPECT_EQ(config.at("root").at("readonly"), true);
  EXPECT_EQ(config.at("linux").at("resources").at("pids").at("limit"), 4096);
  EXPECT_EQ(config.at("linux").at("resources").at("devices").at(0).at("allow"), false);
  EXPECT_FALSE(config.at("linux").at("resources").contains("memory"));
  EXPECT_THAT(strings(config.at("linux").at("maskedPaths")), Contains("/proc/kcore"));
  EXPECT_FALSE(config.at("process").contains("oomScoreAdj")) << "needs CAP_SYS_RESOURCE";
}

TEST(OciConfig, WhoIsNotRootHasNoCapabilitiesAtOnce) {
  ContainerSpec spec;
  spec.capabilities = {"CHOWN", "CAP_KILL"};
  Prepared prepared = prepared_one();
  EXPECT_THAT(strings(config_of(spec).at("process").at("capabilities").at("effective")),
              ElementsAre("CAP_CHOWN", "CAP_KILL"));
  prepared.user.uid = 999;
  const json sets = config_of(spec, prepared).at("process").at("capabilities");
  EXPECT_THAT(strings(sets.at("bounding")), ElementsAre("CAP_CHOWN", "CAP_KILL"));
  EXPECT_FALSE(sets.contains("effective"));
}

TEST(OciConfig, LimitsAreWhatWasAskedFor) {
  ContainerSpec spec;
  spec.memory_bytes = 64 << 20;
  spec.nano_cpus = 500'000'000;
  const json resources = config_of(spec).at("linux").at("resources");
  EXPECT_EQ(resources.at("memory").at("limit"), 64 << 20);
  EXPECT_EQ(resources.at("memory").at("swap"), 64 << 20);
  EXPECT_EQ(resources.at("cpu").at("quota"), 50'000);
  EXPECT_EQ(resources.at("cpu").at("period"), 100'000);
}

TEST(OciConfig, TheEnvironmentIsTheImagesUnderTheServices) {
  ImageConfig image;
  image.env = {{"PATH", "/image"}, {"A", "image"}};
  ContainerSpec spec;
  spec.env = {{"A", "service"}};
  EXPECT_THAT(strings(config_of(spec, prepared_one(), image).at("process").at("env")),
              ElementsAre("A=service", "HOME=/", "HOSTNAME=0123456789ab", "PATH=/image"));
  EXPECT_EQ(strings(config_of(spec).at("process").at("env")).front().substr(0, 5), "PATH=");
}

TEST(OciConfig, DeepMountsComeAfterShallowOnes) {
  ContainerSpec spec;
  spec.tmpfs = {"/data/deep/tmp"};
  Prepared prepared = prepared_one();
  prepared.mounts = {{Mount::Kind::bind, "/source", "/data", true}};
  const json config = config_of(spec, prepared);
  EXPECT_THAT(strings(mount_at(config, "/data").at("options")),
              ElementsAre("rbind", "rprivate", "ro"));
  EXPECT_EQ(mount_at(config, "/data/deep/tmp").at("type"), "tmpfs");
  std::vector<std::string> order;
  for (const json& one : config.at("mounts"))
    order.push_back(one.at("destination"));
  EXPECT_LT(std::find(order.begin(), order.end(), "/data"),
            std::find(order.begin(), order.end(), "/data/deep/tmp"));
}

TEST(OciConfig, ALeashedOneRunsUnderTheLeash) {
  Prepared prepared = prepared_one();
  prepared.leash = "/nest/leash";
  const json config = config_of({}, prepared);
  EXPECT_THAT(strings(config.at("process").at("args")), ElementsAre("/.caisson/leash", "/run"));
  EXPECT_EQ(mount_at(config, "/.caisson").at("source"), "/nest/leash");
  EXPECT_EQ(mount_at(config_of({}), "/.caisson"), nullptr);
}

TEST(OciConfig, AnotherProcessIsTheSameWithAnotherCommand) {
  ContainerSpec spec;
  spec.env = {{"A", "own"}};
  const json process = oci_exec_process(config_of(spec), {{"psql", "-c"}, {{"A", "over"}}}, false);
  EXPECT_THAT(strings(process.at("args")), ElementsAre("psql", "-c"));
  EXPECT_EQ(strings(process.at("env")).back(), "A=over");
  EXPECT_EQ(process.at("noNewPrivileges"), true);
  EXPECT_EQ(process.at("terminal"), false);
}

TEST(CommandLine, AnEntrypointOfTheServicesOwnForgetsTheImagesCommand) {
  ImageConfig image;
  image.entrypoint = {"/entry"};
  image.command = {"default"};
  ContainerSpec spec;
  EXPECT_THAT(*command_line_of(spec, image), ElementsAre("/entry", "default"));
  spec.command = {"mine"};
  EXPECT_THAT(*command_line_of(spec, image), ElementsAre("/entry", "mine"));
  spec.command = {};
  spec.entrypoint = {"/mine"};
  EXPECT_THAT(*command_line_of(spec, image), ElementsAre("/mine"));
  EXPECT_EQ(command_line_of({}, {}).error().kind, ErrorKind::service_failed);
}

TEST(Volumes, OfTheImageAreThoseWithNothingOnThem) {
  ImageConfig image;
  image.volumes = {"/a", "/b", "/c"};
  ContainerSpec spec;
  spec.tmpfs = {"/a"};
  spec.mounts = {{Mount::Kind::bind, "/x", "/b", false}};
  EXPECT_THAT(uncovered_volumes(spec, image), ElementsAre("/c"));
}

TEST(HostsFile, HasTheDeclaredNamesAndNoOthers) {
  ContainerSpec spec;
  spec.hosts = {{"db", "10.0.0.2"}};
  EXPECT_EQ(hosts_file(spec),
            "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n10.0.0.2\tdb\n");
}

/// The action on a system call, where no argument is looked at.
std::string action_on(const json& profile, const std::string& name) {
  for (const json& rule : profile.at("syscalls")) {
    const auto names = strings(rule.at("names"));
    if (!rule.contains("args") && std::find(names.begin(), names.end(), name) != names.end())
      return rule.at("action");
  }
  return profile.at("defaultAction");
}

TEST(Seccomp, WhatEscapesIsNotToBeCalled) {
  const json profile = seccomp_profile({});
  for (const char* const name : {"mount",           "umount2",        "pivot_root",
                                 "unshare",         "setns",          "bpf",
                                 "kexec_load",      "init_module",    "open_by_handle_at",
                                 "keyctl",          "add_key",        "userfaultfd",
                                 "perf_event_open", "reboot",         "swapon",
                                 "settimeofday",    "io_uring_setup", "clone3",
                                 "clone",           "quotactl",       "acct"})
    EXPECT_EQ(action_on(profile, name), "SCMP_ACT_ERRNO") << name;
  for (const char* const name : {"read", "openat2", "execve", "futex", "statx", "fork", "ptrace"})
    EXPECT_EQ(action_on(profile, name), "SCMP_ACT_ALLOW") << name;
}

TEST(Seccomp, ACapabilityBringsItsCalls) {
  EXPECT_EQ(action_on(seccomp_profile({"CAP_SYS_ADMIN"}), "mount"), "SCMP_ACT_ALLOW");
  EXPECT_EQ(action_on(seccomp_profile({"CAP_SYS_ADMIN"}), "clone"), "SCMP_ACT_ALLOW");
  EXPECT_EQ(action_on(seccomp_profile({"CAP_CHOWN"}), "mount"), "SCMP_ACT_ERRNO");
  EXPECT_EQ(action_on(seccomp_profile({"CAP_SYS_TIME"}), "settimeofday"), "SCMP_ACT_ALLOW");
}

}  // namespace
}  // namespace caisson::engine::embedded
