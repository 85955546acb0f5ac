#include "engine/embedded/oci/seccomp.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "base/embed.hpp"
#include "base/json.hpp"

CAISSON_EMBED(syscalls, "syscalls.json")

namespace caisson::engine::embedded {
namespace {

/// CLONE_NEWNS, …CGROUP, …UTS, …IPC, …USER, …PID and …NET (clone(2)).
constexpr std::uint64_t k_new_namespaces = 0x7E020000;
constexpr int k_vsock = 40;  ///< AF_VSOCK: reaches the hypervisor

#if defined(__aarch64__)
constexpr const char* k_architecture = "SCMP_ARCH_AARCH64";
#else
constexpr const char* k_architecture = "SCMP_ARCH_X86_64";
#endif

nlohmann::json rule_on(std::size_t index, std::uint64_t value, const char* op,
                       std::uint64_t value_two = 0) {
  return {{"index", index}, {"value", value}, {"valueTwo", value_two}, {"op", op}};
}

nlohmann::json allowed(const nlohmann::json& names, const nlohmann::json& when = nullptr) {
  nlohmann::json rule{{"names", names}, {"action", "SCMP_ACT_ALLOW"}};
  if (!when.is_null()) rule["args"] = nlohmann::json::array({when});
  return rule;
}

nlohmann::json one_name(const char* name) {
  return nlohmann::json::array({name});
}

/// Those that change what later calls mean: only the values that programs ask for.
void add_personalities(nlohmann::json& rules) {
  for (const std::uint64_t value : {0x0ULL, 0x8ULL, 0x20000ULL, 0x20008ULL, 0xFFFFFFFFULL})
    rules.push_back(allowed(one_name("personality"), rule_on(0, value, "SCMP_CMP_EQ")));
}

}  // namespace

nlohmann::json seccomp_profile(const std::vector<std::string>& capabilities) {
  const nlohmann::json lists = parse_json(caisson_syscalls());
  const auto has = [&](const char* name) {
    return std::find(capabilities.begin(), capabilities.end(), name) != capabilities.end();
  };
  nlohmann::json rules = nlohmann::json::array({allowed(lists.at("allow"))});
  for (const auto& [capability, names] : lists.at("with").items()) {
    if (has(capability.c_str())) rules.push_back(allowed(names));
  }
  add_personalities(rules);
  rules.push_back(allowed(one_name("socket"), rule_on(0, k_vsock, "SCMP_CMP_NE")));
  if (has("CAP_SYS_ADMIN")) {
    rules.push_back(allowed(one_name("clone")));
  } else {
    rules.push_back(
        allowed(one_name("clone"), rule_on(0, k_new_namespaces, "SCMP_CMP_MASKED_EQ", 0)));
    rules.push_back(
        {{"names", one_name("clone3")}, {"action", "SCMP_ACT_ERRNO"}, {"errnoRet", ENOSYS}});
  }
  return {{"defaultAction", "SCMP_ACT_ERRNO"},
          {"defaultErrnoRet", EPERM},
          {"architectures", one_name(k_architecture)},
          {"syscalls", rules}};
}

}  // namespace caisson::engine::embedded
