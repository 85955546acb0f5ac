#pragma once

#include <optional>
#include <string>

#include "base/loop.hpp"
#include "engine/engine.hpp"

namespace caisson::bench {

inline constexpr const char* k_postgres_user = "shop";
inline constexpr const char* k_postgres_password = "pencil";
inline constexpr const char* k_postgres_database = "shop";
inline constexpr std::uint16_t k_postgres_port = 5432;

/// The image of the catalogue's recipe `postgres`, where this engine has one: a tag, or its id.
std::optional<std::string> recipe_postgres(Loop& loop, engine::Engine& engine);

}  // namespace caisson::bench
