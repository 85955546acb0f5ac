#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

#include "model/arbitrary.hpp"
#include "model/names.hpp"
#include "render/render.hpp"

namespace caisson::render {
namespace {
using Kind = model::Rendering::Kind;

/// Each waits for three others, has an environment, a health check and something to scrape, and a
/// test leases it.
model::Stack a_thousand_services() {
  model::Stack stack = test::empty_stack();
  std::vector<std::string> all;
  for (std::size_t i = 0; i < 1000; ++i) {
    const std::string name = test::service_name(i);
    model::Service& service = test::add_service(stack, name);
    for (std::size_t back = 1; back <= std::min<std::size_t>(i, 3); ++back)
      service.depends.push_back({test::service_name(i - back)});
    service.env = {{"A", "1"}, {"B", "${VALUE}"}, {"C", "c"}};
    service.metrics = model::Metrics{"/metrics", 8080};
    stack.tests["t" + name] = {"t" + name, {test::service_name(i % 20)}};
    all.push_back(name);
  }
  test::add_mode(stack, "all", all).is_default = true;
  return stack;
}

class Scale : public ::testing::TestWithParam<Kind> {};

TEST_P(Scale, AThousandServicesTakeLessThanASecondOfTheProcessor) {
  const model::Stack stack = a_thousand_services();
  model::Rendering rendering;
  rendering.kind = GetParam();
  rendering.path = "rendered/file.yml";
  const std::clock_t begin = std::clock();
  const auto rendered = render(stack, rendering);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  ASSERT_TRUE(rendered) << to_string(rendered.error());
  RecordProperty("milliseconds", static_cast<int>(seconds * 1000));
#ifdef __SANITIZE_ADDRESS__
  constexpr double k_most = 10;
#else
  constexpr double k_most = 1;
#endif
  EXPECT_LT(seconds, k_most);
}

INSTANTIATE_TEST_SUITE_P(Render, Scale,
                         ::testing::Values(Kind::compose, Kind::kubernetes, Kind::vscode,
                                           Kind::prometheus, Kind::github),
                         [](const auto& kind) {
                           return std::string(model::to_string(kind.param));
                         });

}  // namespace
}  // namespace caisson::render
