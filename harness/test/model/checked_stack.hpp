#pragma once

#include <gtest/gtest.h>

#include <string>

#include "model/builder.hpp"
#include "model/check.hpp"

namespace caisson::test {

/// db, migrate (a one-shot), api on both: right in every respect.
class CheckedStack : public testing::Test {
 protected:
  void SetUp() override {
    add_service(stack, "db");
    model::Service& migrate = add_service(stack, "migrate", {"db"});
    migrate.completes = true;
    migrate.healthcheck.reset();
    add_service(stack, "api", {"db"}).depends.push_back({"migrate", model::Condition::completed});
    add_mode(stack, "all", {"api"}).is_default = true;
  }

  /// The one mistake that was made.
  void expect(const std::string& place, const std::string& message, const std::string& remedy) {
    const model::Problems problems = model::check(stack);
    ASSERT_EQ(problems.size(), 1u) << model::to_error(problems, "test").message;
    EXPECT_EQ(problems[0].kind, ErrorKind::manifest);
    EXPECT_EQ(problems[0].place, place);
    EXPECT_EQ(problems[0].message, message);
    EXPECT_EQ(problems[0].remedy, remedy);
  }

  model::Service& service(const std::string& name) { return stack.services.at(name); }

  model::Stack stack = empty_stack();
};

}  // namespace caisson::test
