#include "image/source_memory.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "base/temporary_folder.hpp"
#include "image/source_policy.hpp"

namespace caisson::image {
namespace {

using model::ImageSource;

TEST(SourceMemory, KeepsTheFirstSourceOverRuns) {
  const caisson::test::TemporaryFolder folder;
  {
    auto memory = SourceMemory::load(folder.path());
    ASSERT_TRUE(memory);
    EXPECT_EQ(memory->source_of("/data/postgres"), std::nullopt);
    ASSERT_TRUE(memory->remember("/data/postgres", ImageSource::registry));
    ASSERT_TRUE(memory->remember("/data/postgres", ImageSource::recipe));
  }
  auto memory = SourceMemory::load(folder.path());
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->source_of("/data/postgres"), ImageSource::registry);
  ASSERT_TRUE(memory->forget("/data/postgres"));
  EXPECT_EQ(SourceMemory::load(folder.path())->source_of("/data/postgres"), std::nullopt);
}

TEST(SourceMemory, DoesNotForgetBecauseOfABrokenFile) {
  const caisson::test::TemporaryFolder folder;
  for (const char* broken :
       {"", "[]", "{\"schema\":2,\"volumes\":{}}",
        "{\"schema\":1,\"volumes\":{\"/d\":\"elsewhere\"}}", "{\"schema\":\"1\",\"volumes\":{}}"}) {
    std::ofstream(folder / "image-sources.json") << broken;
    const auto memory = SourceMemory::load(folder.path());
    ASSERT_FALSE(memory) << broken;
    EXPECT_EQ(memory.error().place, folder / "image-sources.json");
  }
}

TEST(SourcePolicy, HasThreeNames) {
  EXPECT_EQ(*parse_source_policy(""), SourcePolicy::automatic);
  EXPECT_EQ(*parse_source_policy("registry"), SourcePolicy::registry);
  EXPECT_EQ(*parse_source_policy("recipe"), SourcePolicy::recipe);
  EXPECT_EQ(parse_source_policy("Recipe").error().kind, ErrorKind::usage);
}

}  // namespace
}  // namespace caisson::image
