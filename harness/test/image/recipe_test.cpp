#include "image/recipe.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "image/recipe_folder.hpp"

namespace caisson::image {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string hash_of(const model::Image& image,
                    const std::map<std::string, std::string>& bases = {}) {
  const auto recipe = read_recipe(image);
  EXPECT_TRUE(recipe.has_value()) << (recipe ? "" : to_string(recipe.error()));
  return recipe ? recipe_hash(*recipe, bases) : "";
}

std::vector<std::string> paths_of(const model::Image& image) {
  std::vector<std::string> paths;
  const auto recipe = read_recipe(image);
  if (recipe)
    for (const auto& entry : recipe->entries)
      paths.push_back(entry.path);
  return paths;
}

/// A small recipe: a Dockerfile, a script, a link.
void write_small(const test::RecipeFolder& folder, const std::string& at) {
  folder.write(at + "/Dockerfile", "FROM scratch\nCOPY run /run\n");
  folder.write(at + "/run", "#!/bin/sh\n", true);
  folder.write(at + "/lib/a.js", "a");
  std::filesystem::create_symlink("run", folder.path(at + "/link"));
}

TEST(RecipeHash, DoesNotDependOnPlaceTimeOrUmask) {
  const test::RecipeFolder here;
  const test::RecipeFolder there;
  write_small(here, "a");
  write_small(there, "deep/down/b");
  auto moved = here.image("a");
  moved.recipe = there.path("deep/down/b");
  std::filesystem::last_write_time(
      there.path("deep/down/b/run"),
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(1000));
  ::chmod(there.path("deep/down/b/lib/a.js").c_str(), 0600);
  ::chmod(there.path("deep/down/b/lib").c_str(), 0700);
  std::filesystem::create_directories(there.path("deep/down/b/empty"));
  EXPECT_EQ(hash_of(here.image("a")), hash_of(moved));
  EXPECT_EQ(hash_of(here.image("a")).size(), 64U);
}

TEST(RecipeHash, DependsOnEverythingElse) {
  const test::RecipeFolder folder;
  write_small(folder, "a");
  const auto image = folder.image("a");
  std::vector<std::string> seen{hash_of(image)};
  const auto expect_new = [&](const std::string& what, const std::string& hash) {
    EXPECT_THAT(seen, Not(testing::Contains(hash))) << what;
    seen.push_back(hash);
  };
  folder.write("a/run", "#!/bin/sh\n", false);
  expect_new("execute bit", hash_of(image));
  folder.write("a/run", "#!/bin/bash\n");
  expect_new("content", hash_of(image));
  std::filesystem::rename(folder.path("a/lib/a.js"), folder.path("a/lib/b.js"));
  expect_new("name", hash_of(image));
  std::filesystem::remove(folder.path("a/link"));
  std::filesystem::create_symlink("lib", folder.path("a/link"));
  expect_new("link target", hash_of(image));
  folder.write("a/Dockerfile", "FROM scratch\n");
  expect_new("Dockerfile", hash_of(image));
  auto staged = image;
  staged.target = "final";
  expect_new("stage", hash_of(staged));
  expect_new("base", hash_of(image, {{"debian", "1"}}));
  expect_new("other base", hash_of(image, {{"debian", "2"}}));
}

TEST(Recipe, HonoursDockerignore) {
  const test::RecipeFolder folder;
  write_small(folder, "a");
  folder.write("a/node_modules/x/y.js", "y");
  folder.write("a/node_modules/keep/z.js", "z");
  folder.write("a/.dockerignore", "node_modules\n!node_modules/keep\nlink\n");
  const auto before = hash_of(folder.image("a"));
  folder.write("a/node_modules/x/y.js", "other");
  EXPECT_EQ(hash_of(folder.image("a")), before);
  EXPECT_THAT(paths_of(folder.image("a")),
              ElementsAre(".dockerignore", "Dockerfile", "lib", "lib/a.js", "node_modules",
                          "node_modules/keep", "node_modules/keep/z.js", "run"));
}

TEST(Recipe, ReadsAContextElsewhere) {
  const test::RecipeFolder folder;
  folder.write("app/src/main.js", "1");
  folder.write("app/.dockerignore", "**/*.log\n");
  folder.write("app/debug.log", "1");
  folder.write("recipe/Dockerfile", "FROM scratch\n");
  auto image = folder.image("recipe");
  image.context = folder.path("app");
  EXPECT_THAT(paths_of(image), ElementsAre(".dockerignore", "src", "src/main.js"));
  folder.write("recipe/Dockerfile.dockerignore", "src\n");
  EXPECT_THAT(paths_of(image), ElementsAre(".dockerignore", "debug.log"));
  const auto before = hash_of(image);
  folder.write("recipe/Dockerfile", "FROM scratch\nCMD [\"x\"]\n");
  EXPECT_NE(hash_of(image), before) << "the Dockerfile lies outside, and counts";
}

TEST(Recipe, TellsRootfsFromDockerfile) {
  const test::RecipeFolder folder;
  folder.write("base/rootfs.sh", "#!/bin/sh\n", true);
  folder.write("base/suite", "trixie\n");
  const auto recipe = read_recipe(folder.image("base"));
  ASSERT_TRUE(recipe);
  EXPECT_EQ(recipe->kind, Recipe::Kind::rootfs);
}

TEST(Recipe, SaysWhatIsWrongWithAFolder) {
  const test::RecipeFolder folder;
  folder.write("empty/readme", "");
  folder.write("script/rootfs.sh", "", false);
  const auto message = [&](const std::string& name) {
    const auto recipe = read_recipe(folder.image(name));
    return recipe ? "" : to_string(recipe.error());
  };
  EXPECT_THAT(message("missing"), HasSubstr("is not there"));
  EXPECT_THAT(message("empty"), HasSubstr("holds neither `Dockerfile` nor `rootfs.sh`"));
  EXPECT_THAT(message("script"), HasSubstr("is not executable"));
  EXPECT_THAT(message("script"), HasSubstr("/s/CMakeLists.txt:7: image `script`"));
}

TEST(Recipe, NamesTagsAndArguments) {
  EXPECT_EQ(recipe_tag("postgres", std::string(64, 'a')), "caisson/postgres:aaaaaaaaaaaa");
  EXPECT_EQ(base_argument("debian-bookworm"), "BASE_DEBIAN_BOOKWORM");
}

}  // namespace
}  // namespace caisson::image
