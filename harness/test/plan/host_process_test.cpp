#include "plan/host_process.hpp"

#include <gtest/gtest.h>

namespace caisson::plan {
namespace {

std::string changed(const std::string& variable, const std::string& value) {
  static const std::map<std::string, std::string> k_addresses{
      {"db", "10.1.0.5"},
      {"db-service", "10.1.0.5"},
      {"db-service.shop.svc.cluster.local", "10.1.0.5"},
      {"cache", "10.1.0.6"}};
  return for_host_process({{variable, value}}, k_addresses).at(variable);
}

TEST(HostProcess, FindsNamesWhereUrlsHaveThem) {
  EXPECT_EQ(changed("URL", "postgres://shop:secret@db:5432/shop"),
            "postgres://shop:secret@10.1.0.5:5432/shop");
  EXPECT_EQ(changed("URL", "redis://cache"), "redis://10.1.0.6");
  EXPECT_EQ(changed("URL", "http://cache/db?db"), "http://10.1.0.6/db?db");
  EXPECT_EQ(changed("NODES", "db:1,cache:2"), "10.1.0.5:1,10.1.0.6:2");
}

TEST(HostProcess, FindsLongNamesEverywhere) {
  EXPECT_EQ(changed("X", "db-service"), "10.1.0.5");
  EXPECT_EQ(changed("X", "at db-service.shop.svc.cluster.local, port 5432"),
            "at 10.1.0.5, port 5432");
}

TEST(HostProcess, TakesAVariablesNameForAWord) {
  EXPECT_EQ(changed("DB_HOST", "db"), "10.1.0.5");
  EXPECT_EQ(changed("redis_addr", "cache"), "10.1.0.6");
  EXPECT_EQ(changed("BOOTSTRAP_SERVERS", "db"), "10.1.0.5");
}

TEST(HostProcess, LeavesWhatIsNoHost) {
  for (const char* value : {"db", "a db", "postgres://db:5432@elsewhere/db", "postgres://db@x/y",
                            "/var/db/cache", "mydb:5432", "db.txt", "db:5432x", "db-2:5432"})
    EXPECT_EQ(changed("POSTGRES_DB", value), value);
  EXPECT_EQ(changed("DB_HOSTS", "db or cache"), "db or cache");
}

}  // namespace
}  // namespace caisson::plan
