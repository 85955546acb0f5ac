#include "render/prometheus.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <yaml-cpp/yaml.h>

#include "base/text.hpp"
#include "model/arbitrary.hpp"
#include "plan/hosts.hpp"

namespace caisson::render {
namespace {

model::Rendering rendering_of(std::vector<std::string> services) {
  model::Rendering rendering;
  rendering.kind = model::Rendering::Kind::prometheus;
  rendering.path = "prometheus.yml";
  rendering.declared_at = "/s/CMakeLists.txt:7";
  rendering.services = std::move(services);
  return rendering;
}

TEST(Prometheus, HasAJobForEachServiceWithMetrics) {
  model::Stack stack = test::empty_stack();
  test::add_service(stack, "db");
  test::add_service(stack, "api", {"db"}).metrics = model::Metrics{"/metrics", 9100};
  const auto made = render_prometheus(stack, rendering_of({"api"}));
  ASSERT_TRUE(made) << to_string(made.error());
  EXPECT_EQ(made->files.at(0).text,
            "# What caisson_add_rendering(prometheus.yml)\n"
            "# in CMakeLists.txt asks for. Change the declarations and run `caisson render`:\n"
            "# what is changed here is lost then.\n"
            "global:\n"
            "  scrape_interval: \"15s\"\n"
            "scrape_configs:\n"
            "  - job_name: api\n"
            "    metrics_path: /metrics\n"
            "    static_configs:\n"
            "      - targets: [\"api-service.shop.svc.cluster.local:9100\"]\n");
}

TEST(Prometheus, RefusesToScrapeNobody) {
  model::Stack stack = test::empty_stack();
  test::add_service(stack, "db");
  const auto made = render_prometheus(stack, rendering_of({"db"}));
  ASSERT_FALSE(made);
  EXPECT_EQ(to_string(made.error()),
            "/s/CMakeLists.txt:7: no service that it holds has METRICS\n"
            "  give one `METRICS /metrics ON 8080`, or say another MODE");
}

RC_GTEST_PROP(PrometheusConformance, ScrapesWhatTheGraphSays, ()) {
  model::Stack stack = test::arbitrary_acyclic_stack();
  std::map<std::string, std::pair<std::string, std::string>> expected;
  for (auto& [name, service] : stack.services) {
    if (*rc::gen::arbitrary<bool>()) continue;
    service.metrics = model::Metrics{"/" + test::arbitrary_text(), test::arbitrary_port()};
    expected[name] = {service.metrics->path, plan::cluster_name(stack, name) + ":" +
                                                 std::to_string(service.metrics->port)};
  }
  RC_PRE(!expected.empty());
  const auto made = render_prometheus(stack, rendering_of(names_of(stack.services)));
  RC_ASSERT(made.has_value());
  std::map<std::string, std::pair<std::string, std::string>> read;
  for (const YAML::Node& job : YAML::Load(made->files.at(0).text)["scrape_configs"]) {
    RC_ASSERT(job["static_configs"].size() == 1U);
    RC_ASSERT(job["static_configs"][0]["targets"].size() == 1U);
    read[job["job_name"].as<std::string>()] = {
        job["metrics_path"].as<std::string>(),
        job["static_configs"][0]["targets"][0].as<std::string>()};
  }
  RC_ASSERT(read == expected);
}

}  // namespace
}  // namespace caisson::render
