#include "clone/sql_text.hpp"

#include <gtest/gtest.h>

namespace caisson::clone {
namespace {

using namespace std::string_literals;

TEST(SqlText, QuotesIdentifiers) {
  EXPECT_EQ(quoted_identifier("shop"), R"("shop")");
  EXPECT_EQ(quoted_identifier("My-Shop 1"), R"("My-Shop 1")");
  EXPECT_EQ(quoted_identifier(R"(a"b"")"), R"("a""b""""")");
  EXPECT_EQ(quoted_identifier("a'b\\"), R"("a'b\")");
  EXPECT_EQ(quoted_identifier("größe"), R"("größe")");
  EXPECT_EQ(quoted_identifier("a\0b"s), R"("ab")");
  EXPECT_EQ(quoted_identifier(""), R"("")");
}

TEST(SqlText, QuotesLiterals) {
  EXPECT_EQ(quoted_literal("shop"), "'shop'");
  EXPECT_EQ(quoted_literal("it's; DROP"), "'it''s; DROP'");
  EXPECT_EQ(quoted_literal("a\\'b"), "E'a\\\\''b'");
  EXPECT_EQ(quoted_literal("a\"b\n"), "'a\"b\n'");
  EXPECT_EQ(quoted_literal("a\0'b"s), "'a''b'");
  EXPECT_EQ(quoted_literal(""), "''");
}

}  // namespace
}  // namespace caisson::clone
