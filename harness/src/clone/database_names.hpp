#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Names of the databases made beside a base database. Postgres cuts names after 63 bytes, so the
/// name of a long base is shortened, with a hash that keeps two of them apart.
namespace caisson::clone {

/// `<base>_template`
std::string template_name(std::string_view base);

/// `<base>_t<number>`
std::string clone_name(std::string_view base, std::uint64_t number);

/// The number, when this is the name of a clone of `base`.
std::optional<std::uint64_t> clone_number(std::string_view base, std::string_view name);

}  // namespace caisson::clone
