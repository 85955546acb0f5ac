#include "image/stock.hpp"

#include <gmock/gmock.h>

#include "image/inventory.hpp"
#include "image/recipe_folder.hpp"

namespace caisson::image {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A stack with a recipe, `db`, a reference, `cache`, and a service of each.
class Stock : public testing::Test {
 protected:
  Stock() {
    m_folder.write("db/Dockerfile", "FROM scratch\n");
    m_stack.images["db"] = m_folder.image("db");
    m_stack.images["cache"].name = "cache";
    m_stack.images["cache"].reference = "redis:7";
    for (const char* name : {"db", "cache"}) {
      m_stack.services[name].name = name;
      m_stack.services[name].image = name;
    }
    m_hash = recipe_hash(*read_recipe(m_stack.images["db"]), {});
  }

  static engine::ImageInfo made(const std::string& id, const std::string& name,
                                const std::string& hash) {
    return {id, {recipe_tag(name, hash)}, {{k_recipe_label, hash}, {k_image_label, name}}, 100};
  }
  std::vector<Stocked> take(const std::vector<engine::ImageInfo>& images,
                            const std::vector<engine::Container>& containers = {}) {
    auto stock = take_stock(m_stack, images, containers);
    EXPECT_TRUE(stock);
    return *stock;
  }
  static std::vector<std::string> left_over(const std::vector<Stocked>& stock, bool foreign) {
    std::vector<std::string> ids;
    for (const Stocked& stocked : stock)
      if (is_left_over(stocked, foreign)) ids.push_back(stocked.image.id);
    return ids;
  }

  test::RecipeFolder m_folder;
  model::Stack m_stack;
  std::string m_hash;
  std::string m_old = std::string(64, '0');
};

TEST_F(Stock, TellsWhatIsOursAndWhoUsesIt) {
  const engine::ImageInfo stranger{"stranger", {"nginx:1"}, {}, 5};
  const engine::ImageInfo redis{"redis", {"docker.io/library/redis:7"}, {}, 7};
  const auto stock = take({stranger, made("old", "db", m_old), made("new", "db", m_hash), redis});
  ASSERT_EQ(stock.size(), 3U);
  EXPECT_EQ(stock[0].image.id, "redis");
  EXPECT_EQ(stock[0].source, model::ImageSource::registry);
  EXPECT_TRUE(stock[0].is_current);
  EXPECT_THAT(stock[0].services, ElementsAre("cache"));
  EXPECT_EQ(stock[1].image.id, "new") << "the current one first";
  EXPECT_THAT(stock[1].services, ElementsAre("db"));
  EXPECT_EQ(stock[1].source, model::ImageSource::recipe);
  EXPECT_EQ(stock[2].image.id, "old");
  EXPECT_FALSE(stock[2].is_current);
  EXPECT_THAT(stock[2].services, IsEmpty());
}

TEST_F(Stock, LeftOverIsWhatNoRecipeNamesAndNoContainerHas) {
  engine::Container container;
  container.image = "used";
  const auto stock = take({made("new", "db", m_hash),
                           made("old", "db", m_old),
                           made("used", "db", std::string(64, '1')),
                           made("theirs", "other", m_old),
                           {"redis", {"redis:6"}, {}, 7}},
                          {container});
  EXPECT_THAT(left_over(stock, false), ElementsAre("old"));
  EXPECT_THAT(left_over(stock, true), ElementsAre("old", "theirs"));
}

TEST_F(Stock, AContainerOfATagUsesTheImage) {
  engine::Container container;
  container.image = recipe_tag("db", m_old);
  EXPECT_THAT(left_over(take({made("old", "db", m_old)}, {container}), true), IsEmpty());
}

TEST_F(Stock, AnImageFromARegistryIsNeverLeftOver) {
  m_stack.images["cache"].reference = "redis:7";
  const auto stock = take({{"redis", {"redis:7"}, {}, 7}});
  ASSERT_EQ(stock.size(), 1U);
  EXPECT_THAT(left_over(stock, true), IsEmpty());
}

TEST_F(Stock, TheProberIsNotLeftOverOnlyAsLongAsItIsOurs) {
  const engine::ImageInfo old{
      "prober", {"caisson/probe:000000000000"}, {{k_image_label, "caisson-probe"}}, 1};
  EXPECT_THAT(left_over(take({old}), false), ElementsAre("prober"));
}

}  // namespace
}  // namespace caisson::image
