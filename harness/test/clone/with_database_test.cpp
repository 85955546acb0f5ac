#include "clone/with_database.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace caisson::clone {
namespace {

std::string value_of(const std::string& value, const std::string& name = "X",
                     const std::string& base = "shop", const std::string& other = "shop_template") {
  return with_database({{name, value}}, base, other).at(name);
}

/// The pattern with the name where `<>` stands.
std::string filled(std::string pattern, const std::string& name) {
  return pattern.replace(pattern.find("<>"), 2, name);
}

TEST(WithDatabase, ChangesWhatNamesTheBase) {
  for (const char* pattern : {"postgres://shop:shop@shop:5432/<>",
                              "postgresql://shop/<>",
                              "postgres://u:p%2Fq@db/<>?sslmode=disable&schema=shop#shop",
                              "POSTGRES://db/<>",
                              "postgresql+asyncpg://u@db/<>?x=1",
                              "postgresql://%2Fvar%2Frun%2Fpostgresql/<>",
                              "postgresql://[::1]:5432/<>",
                              "postgresql://a:1,b:2/<>?target_session_attrs=any",
                              "postgres:///<>?host=/run",
                              "postgres://db?user=shop&dbname=<>&x",
                              "postgres://db/?dbname=<>",
                              "jdbc:postgresql://db:5432/<>?user=shop",
                              "jdbc:postgresql:<>",
                              "jdbc:postgresql:///<>",
                              "host=shop dbname=<> user=shop",
                              "dbname=<>",
                              "user = shop  dbname = <>\npassword='a \\'dbname=x'",
                              "pgsql:host=shop;port=5432;dbname=<>",
                              "pgsql:dbname=<>;host=db",
                              "Host=db;Database=<>;Username=shop",
                              "Host=db;Port=1;DATABASE=<>"})
    EXPECT_EQ(value_of(filled(pattern, "shop")), filled(pattern, "shop_template"));
}

TEST(WithDatabase, LeavesAloneWhatIsSomebodyElsesOrNamesAnotherDatabase) {
  for (const char* value : {"",
                            "shop",
                            "postgres://shop:shop@shop:5432/orders",
                            "postgres://shop",
                            "postgres://shop/",
                            "postgres://db/shop/",
                            "postgres://db/shop_2",
                            "postgres://db/Shop",
                            "postgres://db/orders?schema=shop",
                            "mysql://db/shop",
                            "redis://db/shop",
                            "mongodb://db/shop",
                            "http://shop/shop",
                            "postgres",
                            "postgres:",
                            "postgres://",
                            "jdbc:",
                            "jdbc:mysql://db/shop",
                            "jdbc:postgresql:",
                            "see postgres://db/shop",
                            "host=shop dbname=orders",
                            "dbname='shop",
                            "dbname=shop,",
                            "dbname=shop and more",
                            "the dbname=shop",
                            "Server=db;Database=shop",
                            "mysql:host=db;dbname=shop",
                            "=;=",
                            "%",
                            "\n",
                            "postgres://db/%73hop%"})
    EXPECT_EQ(value_of(value), value);
}

TEST(WithDatabase, KnowsEncodedNames) {
  EXPECT_EQ(value_of("postgres://db/%73hop"), "postgres://db/shop_template");
  EXPECT_EQ(value_of("postgres://db/my%20shop%2f1", "X", "my shop/1", "my shop/1_t1"),
            "postgres://db/my%20shop%2F1_t1");
  EXPECT_EQ(value_of("dbname='it\\'s' host=x", "X", "it's", "it's_t1"),
            "dbname='it\\'s_t1' host=x");
  EXPECT_EQ(value_of("dbname=shop", "X", "shop", "a b"), "dbname='a b'");
}

TEST(WithDatabase, ChangesVariablesThatSpeakOfADatabase) {
  for (const char* name :
       {"PGDATABASE", "POSTGRES_DB", "POSTGRES_DATABASE", "DATABASE_NAME", "DB_NAME", "DB_DATABASE",
        "DATABASE", "DBNAME", "ORDERS_DB", "ORDERS_DATABASE_NAME", "db_name", "Db__Name"})
    EXPECT_EQ(value_of("shop", name), "shop_template") << name;
  for (const char* name :
       {"PGUSER", "POSTGRES_USER", "POSTGRES_PASSWORD", "DB_USER", "DB_HOST", "DB_SCHEMA",
        "APP_NAME", "NAME", "STACK", "DATABASE_URL", "MYSQL_DATABASE", "MONGO_DB", "REDIS_DB",
        "DB_NAME_PREFIX", "SHOPDB", ""})
    EXPECT_EQ(value_of("shop", name), "shop") << name;
  EXPECT_EQ(value_of("shop_2", "DB_NAME"), "shop_2");
}

RC_GTEST_PROP(WithDatabase, LeavesAloneWhatDoesNotHoldTheName,
              (const std::map<std::string, std::string>& env)) {
  for (const auto& [name, value] : env)
    RC_PRE(value.find("zq") == std::string::npos);
  RC_ASSERT(with_database(env, "zq", "other") == env);
}

RC_GTEST_PROP(WithDatabase, ThereAndBackIsTheSame, (const std::string& user)) {
  const std::string dsn = "host=db user='" + user + "' dbname=shop";
  const auto there = with_database({{"DSN", dsn}}, "shop", "zq_other");
  RC_ASSERT(with_database(there, "zq_other", "shop").at("DSN") == dsn);
}

}  // namespace
}  // namespace caisson::clone
