#include "engine/embedded/oci/seccomp.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "base/json.hpp"

// The assembler finds the file in the folder its options name (CMakeLists.txt).
__asm__(
    ".section .rodata\n"
    "caisson_syscalls_begin:\n"
    ".incbin \"syscalls.json\"\n"
    "caisson_syscalls_end:\n"
    ".byte 0\n"
    ".previous\n");

extern const char k_syscalls_begin[] __asm__("caisson_syscalls_begin");
extern const char k_syscalls_end[] __asm__("caisson_syscalls_end");

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

std::string_view syscalls_text() {
  return {k_syscalls_begin, static_cast<std::size_t>(k_syscalls_end - k_syscalls_begin)};
}

nlohmann::json seccomp_profile(const std::vector<std::string>& capabilities) {
  const nlohmann::json lists = parse_json(syscalls_text());
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
