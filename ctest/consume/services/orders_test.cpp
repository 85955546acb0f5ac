#include <caisson/gtest/service_test.hpp>
#include <caisson/services/cache.hpp>
#include <caisson/services/db.hpp>

namespace {

using caisson::services::cache;
using caisson::services::db;

class Orders : public caisson::ServiceTest {
 protected:
  static std::string sql(const std::string& text) {
    const auto server = service<db>();
    const caisson::ExecResult result =
        server.exec({"psql", "-U", "shop", "-d", server.database(), "-At", "-c", text});
    EXPECT_EQ(result.exit_code, 0) << result.output;
    return result.output;
  }
};

// Both tests make the same table, at the same time: each has a database of its own.
TEST_F(Orders, AreKept) {
  sql("create table orders (id int)");
  sql("insert into orders values (1)");
  EXPECT_EQ(sql("select count(*) from orders"), "1\n");
}

TEST_F(Orders, AreNotThoseOfOthers) {
  sql("create table orders (id int)");
  EXPECT_EQ(sql("select count(*) from orders"), "0\n");
}

TEST_F(Orders, KnowWhereTheCacheIs) {
  EXPECT_NE(service<cache>().endpoint<6379>().port, 0);
  EXPECT_EQ(service<cache>().url().rfind("redis://", 0), 0u);
}

}  // namespace
