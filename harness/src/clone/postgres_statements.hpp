#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The statements that make, mark, find and drop databases, by the server's version
/// (`server_version_num`: 170002 is 17.2).
namespace caisson::clone::postgres_statements {

/// A database we made has this CONNECTION LIMIT, which no server reaches: a mark set by CREATE
/// DATABASE itself, so that not even a crash leaves one unmarked. The comment says it to people.
inline constexpr int k_mark = 1'673'042'117;
inline constexpr std::string_view k_clone_comment = "caisson clone";
inline constexpr std::string_view k_template_comment = "caisson template";

/// A copy of `source`; an empty source: of the server's own template1. FILE_COPY (PostgreSQL ≥ 15)
/// beats WAL_LOG by a factor of two and more once there are tables.
std::string create(int version, std::string_view name, std::string_view source);

std::string comment(std::string_view name, std::string_view text);

/// From now on nobody connects to it, so nobody is in the way of a copy.
std::vector<std::string> seal(std::string_view name);

/// One row, `t` or `f`, whether a database of this name is one of ours; none: there is none.
std::string is_ours(std::string_view name);

/// The names of all databases of ours.
std::string list_ours();

/// Whoever is connected is thrown out.
std::vector<std::string> drop(int version, std::string_view name);
std::vector<std::string> drop_template(int version, std::string_view name);

/// Who is connected to it, a row each: for messages.
std::string connected_to(std::string_view name);

/// One row, `t` when no other pool for this base works on the server.
std::string lock(std::string_view base);

/// For a server whose data need not outlive the machine: no waiting for the disk. Each on its own.
std::vector<std::string> forget_durability();

}  // namespace caisson::clone::postgres_statements
