#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/arbitrary.hpp"
#include "render/graph.hpp"
#include "render/well_formed.hpp"

namespace caisson::render {
namespace {
using testing::HasSubstr;
using testing::Not;

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(GraphSvg, ShowsServicesImagesPortsAndKinds) {
  model::Stack stack = test::empty_stack();
  test::add_service(stack, "db").healthcheck->kind = model::HealthCheck::Kind::postgres;
  model::Service& migrate = test::add_service(stack, "migrate", {"db"});
  migrate.completes = true;
  model::Service& api = test::add_service(stack, "api", {"db"});
  api.depends.push_back({"migrate", model::Condition::completed});
  api.ports = {8080, 9229, 1, 2, 3, 4};
  api.publish = {{80, 8080}};
  const std::string svg = graph_svg(*plan::make_plan(stack, {}));
  EXPECT_EQ(test::xml_fault(svg), "");
  for (const char* shown : {">api</text>", ">app:1</text>", ">80→8080</text>", ">9229</text>",
                            ">+3</text>", ">one-shot</text>", ">postgres</text>", ">shop<",
                            "3 services", "prefers-color-scheme: dark", "waits until completed"}) {
    EXPECT_THAT(svg, HasSubstr(shown));
  }
  EXPECT_THAT(svg, Not(HasSubstr("waits until started")));
  // Two lines and their entry in the legend; one and its entry.
  EXPECT_EQ(occurrences(svg, "class=\"edge healthy\""), 3u);
  EXPECT_EQ(occurrences(svg, "class=\"edge completed\""), 2u);
}

TEST(GraphSvg, NamesPlacesFromTheSourceFolder) {
  model::Stack stack = test::empty_stack();
  stack.source_dir = "/home/me/shop";
  test::add_service(stack, "db").declared_at = "/home/me/shop/services/CMakeLists.txt:7";
  test::add_service(stack, "api").declared_at = "/home/me/shop-parts/CMakeLists.txt:3";
  const std::string svg = graph_svg(*plan::make_plan(stack, {}));
  EXPECT_THAT(svg, HasSubstr("\nservices/CMakeLists.txt:7</title>"));
  EXPECT_THAT(svg, HasSubstr("\n/home/me/shop-parts/CMakeLists.txt:3</title>"));
}

TEST(GraphSvg, LoadsNothingAndRunsNothing) {
  model::Stack stack = test::empty_stack();
  test::add_service(stack, "api").declared_at = "</title><script>alert(1)</script>";
  const std::string svg = graph_svg(*plan::make_plan(stack, {}));
  EXPECT_EQ(test::xml_fault(svg), "");
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, Not(HasSubstr("href")));
}

TEST(GraphSvg, IsAPictureEvenOfNothing) {
  EXPECT_EQ(test::xml_fault(graph_svg(*plan::make_plan(test::empty_stack(), {}))), "");
}

RC_GTEST_PROP(GraphSvg, IsWellFormedAndAlwaysTheSame, ()) {
  model::Stack stack = test::arbitrary_acyclic_stack();
  for (auto& [name, service] : stack.services) {
    service.declared_at = test::arbitrary_text();
  }
  stack.name = test::arbitrary_text();
  stack.images.at("app").reference = test::arbitrary_text();
  const auto plan = plan::make_plan(stack, {});
  RC_ASSERT(plan.has_value());
  const std::string svg = graph_svg(*plan);
  RC_ASSERT(test::xml_fault(svg) == "");
  RC_ASSERT(graph_svg(*plan) == svg);
  const std::size_t cards = occurrences(svg, "class=\"card\"");
  RC_ASSERT(cards == stack.services.size());
}

}  // namespace
}  // namespace caisson::render
