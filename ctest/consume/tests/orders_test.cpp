#include <caisson/gtest/service_test.hpp>
#include <caisson/services/db.hpp>
#include <string>

namespace {

/// Two tests that would be in each other's way in one database: both order the same, single item.
class Orders : public caisson::ServiceTest {
 protected:
  std::string sql(const std::string& statement) {
    const auto db = service<caisson::services::db>();
    const auto result = db.exec({"psql", "-U", "shop", "-d", db.database(), "-Atc", statement});
    EXPECT_EQ(result.exit_code, 0) << result.output;
    return result.output;
  }
};

TEST_F(Orders, BeginEmpty) {
  EXPECT_EQ(sql("select count(*) from orders"), "0\n");
  sql("insert into orders values ('lamp')");
  EXPECT_EQ(sql("select item from orders"), "lamp\n");
}

TEST_F(Orders, AreTheTestsOwn) {
  EXPECT_EQ(sql("select count(*) from orders"), "0\n");
  sql("insert into orders values ('lamp')");
}

TEST_F(Orders, KnowWhereTheirServicesAre) {
  EXPECT_NE(service<caisson::services::db>().endpoint<5432>().port, 0);
  EXPECT_EQ(service("cache").url().rfind("redis://", 0), 0U);
}

}  // namespace
