#include "bench/recipe_postgres.hpp"

#include <vector>

#include "bench/await.hpp"

namespace caisson::bench {

std::optional<std::string> recipe_postgres(Loop& loop, engine::Engine& engine) {
  const auto images = await<std::vector<engine::ImageInfo>>(loop, [&](auto done) {
    engine.list_images({{"dev.caisson.image", "postgres"}}, in_a_minute(), done);
  });
  for (const engine::ImageInfo& image : images)
    if (!image.tags.empty()) return image.tags.front();
  return images.empty() ? std::nullopt : std::optional<std::string>(images.front().id);
}

}  // namespace caisson::bench
