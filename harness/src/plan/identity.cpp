#include "plan/identity.hpp"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace caisson::plan {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& into) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, into);
  return error == std::errc() && rest == end;
}

}  // namespace

Result<std::string> instance_name(const model::Stack& stack, const std::string& wanted) {
  constexpr std::string_view k_allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  constexpr std::size_t k_longest = 60;
  if (wanted.empty()) {
    return fmt::format("{}-{}", stack.name, sha256_hex(stack.source_dir).substr(0, 6));
  }
  const char first = wanted.front();
  const bool good = first != '-' && first != '.' && first != '_' && wanted.size() <= k_longest &&
                    wanted.find_first_not_of(k_allowed) == std::string::npos;
  if (good) return wanted;
  return Error{ErrorKind::usage, fmt::format("`{}` cannot be the name of an instance", wanted), "",
               "use up to 60 letters, digits, `-`, `_` and `.`, a letter or digit first"};
}

std::string container_name(std::string_view instance, std::string_view service) {
  return fmt::format("{}-{}", instance, service);
}

std::string network_name(std::string_view instance, std::string_view network) {
  return fmt::format("{}_{}_network", instance, network);
}

std::vector<std::string> networks_of(const model::Stack& stack) {
  std::set<std::string> networks;
  for (const auto& [name, service] : stack.services) {
    for (std::string& network : networks_of(service))
      networks.insert(std::move(network));
  }
  return {networks.begin(), networks.end()};
}

bool Owner::same_pid_space(const Owner& other) const {
  return machine == other.machine && boot == other.boot && pid_namespace == other.pid_namespace;
}

std::string to_label(const Owner& owner) {
  return fmt::format("{}/{}/{}/{}/{}", owner.machine, owner.boot, owner.pid_namespace, owner.pid,
                     owner.start_time);
}

std::optional<Owner> owner_from_label(std::string_view text) {
  const std::vector<std::string> parts = split(text, '/');
  if (parts.size() != 5) return std::nullopt;
  Owner owner;
  owner.machine = parts[0];
  owner.boot = parts[1];
  const bool read = read_number(parts[2], owner.pid_namespace) &&
                    read_number(parts[3], owner.pid) && read_number(parts[4], owner.start_time) &&
                    owner.pid > 0;
  if (!read) return std::nullopt;
  return owner;
}

}  // namespace caisson::plan
