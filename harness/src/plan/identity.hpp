#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/networks.hpp"
#include "model/stack.hpp"

namespace caisson::plan {

/// The labels on everything created; without ours nothing is ever touched.
namespace label {
inline constexpr const char* k_stack = "dev.caisson.stack";
inline constexpr const char* k_instance = "dev.caisson.instance";
inline constexpr const char* k_service = "dev.caisson.service";
inline constexpr const char* k_session = "dev.caisson.session";
inline constexpr const char* k_owner = "dev.caisson.owner";
inline constexpr const char* k_manifest = "dev.caisson.manifest";
inline constexpr const char* k_declared_at = "dev.caisson.declared-at";
inline constexpr const char* k_hash = "dev.caisson.hash";
inline constexpr const char* k_image_source = "dev.caisson.image-source";
inline constexpr const char* k_mode = "dev.caisson.mode";
/// On what is other than declared: which backend it is (plan/backend.hpp), and where the ports of a
/// relay lead to.
inline constexpr const char* k_backend = "dev.caisson.backend";
inline constexpr const char* k_forward = "dev.caisson.forward";
/// On what is ephemeral only, its value the environment's name: a sweep touches nothing else.
inline constexpr const char* k_environment = "dev.caisson.environment";
}  // namespace label

/// The unit that owns names, networks, ports and data: `wanted` (CAISSON_INSTANCE or --instance),
/// else `<stack>-<6 hex of the source folder's hash>`, so that two checkouts never meet.
/// ErrorKind::usage when `wanted` cannot be part of a container's name.
Result<std::string> instance_name(const model::Stack& stack, const std::string& wanted);

/// `<instance>-<service>`
std::string container_name(std::string_view instance, std::string_view service);

/// `<instance>_<network>_network`
std::string network_name(std::string_view instance, std::string_view network);

using model::networks_of;

/// All networks of the stack, sorted.
std::vector<std::string> networks_of(const model::Stack& stack);

/// The process that made something, and where: a sweep removes what a dead owner left, and only
/// where machine, boot and pid namespace are its own (elsewhere a pid says nothing).
struct Owner {
  std::string machine;            ///< /etc/machine-id
  std::string boot;               ///< /proc/sys/kernel/random/boot_id
  std::uint64_t pid_namespace{};  ///< inode of /proc/self/ns/pid
  int pid{};
  std::uint64_t start_time{};  ///< /proc/<pid>/stat field 22, ticks since boot

  bool operator==(const Owner&) const = default;
  /// Whether `other`'s pid can be looked up from here.
  bool same_pid_space(const Owner& other) const;
};

/// The value of the label `dev.caisson.owner`: `<machine>/<boot>/<namespace>/<pid>/<start>`.
std::string to_label(const Owner& owner);
/// None for a value that is not of this form: made by nobody we know.
std::optional<Owner> owner_from_label(std::string_view text);

}  // namespace caisson::plan
