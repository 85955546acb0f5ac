#include "image/context.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>

#include <sstream>

#include "image/recipe_folder.hpp"

namespace caisson::image {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// "path type mode owner time content" of each entry, read back by the library.
std::vector<std::string> listing(const std::string& bytes) {
  std::vector<std::string> lines;
  struct archive* reader = archive_read_new();
  archive_read_support_format_tar(reader);
  archive_read_open_memory(reader, bytes.data(), bytes.size());
  struct archive_entry* entry = nullptr;
  while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
    std::string content(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
    archive_read_data(reader, content.data(), content.size());
    const char* link = archive_entry_symlink(entry);
    std::ostringstream line;
    line << archive_entry_pathname(entry) << ' ' << std::oct << archive_entry_perm(entry) << ' '
         << std::dec << archive_entry_uid(entry) << ' ' << archive_entry_mtime(entry) << ' '
         << (link == nullptr ? content : std::string("-> ") + link);
    lines.push_back(line.str());
  }
  archive_read_free(reader);
  return lines;
}

Result<Context> pack(const model::Image& image) {
  const auto recipe = read_recipe(image);
  if (!recipe) return recipe.error();
  return pack_context(*recipe, "PEM");
}

TEST(Context, HoldsTheFilesAndTheCertificatesInOrder) {
  const test::RecipeFolder folder;
  folder.write("a/Dockerfile", "FROM x");
  folder.write("a/sub/run", "go", true);
  std::filesystem::create_symlink("sub/run", folder.path("a/link"));
  folder.write("a/.caisson/mine", "not taken");
  const auto context = pack(folder.image("a"));
  ASSERT_TRUE(context);
  EXPECT_EQ(context->dockerfile, "Dockerfile");
  EXPECT_THAT(listing(context->archive),
              ElementsAre("Dockerfile 644 0 1735689600 FROM x", "link 777 0 1735689600 -> sub/run",
                          "sub/ 755 0 1735689600 ", "sub/run 755 0 1735689600 go",
                          ".caisson/ 755 0 1735689600 ",
                          ".caisson/ca-certificates.crt 644 0 1735689600 PEM"));
}

TEST(Context, IsTheSameBytesFromEveryCheckout) {
  const test::RecipeFolder one;
  const test::RecipeFolder two;
  for (const auto* folder : {&two, &one}) {
    folder->write("a/z", "z");
    folder->write("a/Dockerfile", "FROM x");
  }
  const auto first = pack(one.image("a"));
  const auto second = pack(two.image("a"));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->archive, second->archive);
}

TEST(Context, TakesADockerfileFromOutsideAlong) {
  const test::RecipeFolder folder;
  folder.write("app/x", "x");
  folder.write("recipe/Dockerfile", "FROM y");
  auto image = folder.image("recipe");
  image.context = folder.path("app");
  const auto context = pack(image);
  ASSERT_TRUE(context);
  EXPECT_EQ(context->dockerfile, ".caisson/Dockerfile");
  EXPECT_THAT(listing(context->archive),
              testing::Contains(".caisson/Dockerfile 644 0 1735689600 FROM y"));
}

TEST(Context, ADockerfileBelowTheContextKeepsItsPath) {
  const test::RecipeFolder folder;
  folder.write("app/docker/Dockerfile", "FROM y");
  auto image = folder.image("app/docker");
  image.context = folder.path("app");
  const auto context = pack(image);
  ASSERT_TRUE(context);
  EXPECT_EQ(context->dockerfile, "docker/Dockerfile");
}

TEST(Context, AnIgnoredDockerfileStillBuilds) {
  const test::RecipeFolder folder;
  folder.write("a/Dockerfile", "FROM y");
  folder.write("a/.dockerignore", "Dockerfile\n");
  const auto context = pack(folder.image("a"));
  ASSERT_TRUE(context);
  EXPECT_EQ(context->dockerfile, ".caisson/Dockerfile");
}

TEST(Context, KeepsLongAndOddNames) {
  const test::RecipeFolder folder;
  const std::string deep = std::string(90, 'd') + "/" + std::string(90, 'e') + "/grüße \n'x";
  folder.write("a/Dockerfile", "FROM y");
  folder.write("a/" + deep, "1");
  const auto context = pack(folder.image("a"));
  ASSERT_TRUE(context);
  EXPECT_THAT(listing(context->archive), testing::Contains(deep + " 644 0 1735689600 1"));
}

TEST(Context, RefusesAFileThatChangedSinceItWasHashed) {
  const test::RecipeFolder folder;
  folder.write("a/Dockerfile", "FROM y");
  folder.write("a/x", "1");
  const auto recipe = read_recipe(folder.image("a"));
  ASSERT_TRUE(recipe);
  folder.write("a/x", "2");
  const auto context = pack_context(*recipe, {});
  ASSERT_FALSE(context);
  EXPECT_THAT(context.error().message, HasSubstr("changed while the image was being built"));
}

}  // namespace
}  // namespace caisson::image
