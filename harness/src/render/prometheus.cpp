#include "render/prometheus.hpp"

#include <fmt/format.h>

#include "plan/hosts.hpp"
#include "render/head.hpp"
#include "render/members.hpp"
#include "render/yaml.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

/// What Prometheus' own example has; its default of a minute is too slow to watch a start.
constexpr const char* k_interval = "15s";

Json job_of(const model::Stack& stack, const model::Service& service) {
  const std::string target =
      fmt::format("{}:{}", plan::cluster_name(stack, service.name), service.metrics->port);
  return {{"job_name", service.name},
          {"metrics_path", service.metrics->path},
          {"static_configs", Json::array({{{"targets", Json::array({target})}}})}};
}

}  // namespace

Result<Rendered> render_prometheus(const model::Stack& stack, const model::Rendering& rendering) {
  const auto members = members_of(stack, rendering);
  if (!members) return members.error();
  Json jobs = Json::array();
  for (const Member& member : *members) {
    if (member.service.metrics) jobs.push_back(job_of(stack, member.service));
  }
  if (jobs.empty()) {
    return Error{ErrorKind::usage, "no service that it holds has METRICS", rendering.declared_at,
                 "give one `METRICS /metrics ON 8080`, or say another MODE"};
  }
  const Json document{{"global", {{"scrape_interval", k_interval}}},
                      {"scrape_configs", std::move(jobs)}};
  Rendered rendered;
  rendered.files = {{rendering.path, yaml_text(document, head_of(stack, rendering))}};
  return rendered;
}

}  // namespace caisson::render
