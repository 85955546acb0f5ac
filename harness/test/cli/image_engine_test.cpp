#include <gmock/gmock.h>

#include "cli/with_engine.hpp"

namespace caisson::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

/// `caisson image` on an engine that others use, too: nothing is removed here but by name.
class ImagesKept : public WithEngine {
 protected:
  json listed(const std::vector<std::string>& arguments, const std::string& key) {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"--format", "json"});
    const Ran ran = run(all);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return json::parse(ran.out).at(key);
  }
  static std::vector<std::string> ids(const json& images) {
    std::vector<std::string> found;
    for (const auto& image : images)
      found.push_back(image.at("id"));
    return found;
  }
};

TEST_F(ImagesKept, AreListedWithWhoUsesThem) {
  ASSERT_EQ(run({"up", "db"}).exit_code, 0);
  json current;
  for (const auto& image : listed({"image", "list"}, "images"))
    if (image.at("name") == "toy" && image.at("current")) current = image;
  ASSERT_FALSE(current.is_null());
  EXPECT_EQ(current.at("source"), "recipe");
  EXPECT_TRUE(current.at("in_use"));
  EXPECT_GT(current.at("size"), 1000);
  EXPECT_THAT(current.at("services"), Contains("db"));
  EXPECT_THAT(run({"image", "list"}).out, HasSubstr(current.at("tags")[0]));

  // Another recipe: the image is nobody's, but a container still has it.
  ASSERT_TRUE(write_file(m_folder / "recipe/more", "changed").has_value());
  const auto would_go = [this] { return ids(listed({"image", "prune", "--dry-run"}, "removed")); };
  EXPECT_THAT(would_go(), Not(Contains(current.at("id"))));
  ASSERT_EQ(run({"down"}).exit_code, 0);
  EXPECT_THAT(would_go(), Contains(current.at("id")));
  EXPECT_THAT(ids(listed({"image", "list"}, "images")), Contains(current.at("id")))
      << "a dry run removes nothing";
}

}  // namespace
}  // namespace caisson::test
