#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "model/arbitrary.hpp"
#include "model/names.hpp"
#include "plan/hosts.hpp"
#include "render/compose.hpp"
#include "render/read_compose.hpp"

namespace caisson::render {
namespace {
using Kind = model::HealthCheck::Kind;

/// Something in every field that Compose has a word for.
void fill(model::Service& service) {
  test::fill(service);
  service.edge.reset();
  service.networks.clear();
  service.profile.clear();
  service.env = {{"A", "a" + test::arbitrary_text()}, {"B", "${VALUE}"}};
  service.env_files = {"/s/" + test::service_name(7) + ".env"};
  service.secrets = {{"token", "file:/s/token"}};
  service.volumes = {{"/s/data", "/t" + test::arbitrary_text(), *rc::gen::arbitrary<bool>()},
                     {"named", "/named", false}};
  service.labels = {{"team", test::arbitrary_text()}};
  service.aliases = {service.name + "-alias"};
  service.liveness.reset();
  // What `pieces_of` refuses is another test's.
  for (const char* bad : {"${1}", "${"}) {
    if (service.env.at("A").find(bad) != std::string::npos) service.env["A"] = "a";
  }
  if (service.healthcheck->kind == Kind::log) service.healthcheck->kind = Kind::exec;
  if (service.healthcheck->command.empty()) service.healthcheck->command = {"true"};
  for (model::Dependency& dependency : service.depends)
    dependency.condition = *rc::gen::element(model::Condition::healthy, model::Condition::started,
                                             model::Condition::completed);
}

model::Stack arbitrary_stack() {
  model::Stack stack = test::arbitrary_acyclic_stack();
  for (auto& [name, service] : stack.services)
    fill(service);
  std::vector<std::string> all;
  for (const auto& [name, service] : stack.services)
    all.push_back(name);
  test::add_mode(stack, "all", all).is_default = true;
  return stack;
}

std::string word(model::Condition condition) {
  switch (condition) {
    case model::Condition::healthy:
      return "service_healthy";
    case model::Condition::completed:
      return "service_completed_successfully";
    default:
      return "service_started";
  }
}

bool is_probed(const model::HealthCheck& check) {
  return check.kind != Kind::exec && check.kind != Kind::engine;
}

void expect_edges(const model::Service& service, const test::ComposeService& read) {
  std::map<std::string, std::string> expected;
  for (const model::Dependency& dependency : service.depends)
    expected[dependency.service] = word(dependency.condition);
  if (is_probed(*service.healthcheck))
    expected["caisson-probe"] = word(model::Condition::completed);
  RC_ASSERT(read.depends == expected);
}

void expect_health(const model::HealthCheck& check, const test::ComposeService& read) {
  RC_ASSERT(read.health.has_value() == (check.kind != Kind::engine));
  if (!read.health) return;
  std::vector<std::string> command{"CMD"};
  if (check.kind == Kind::exec) {
    command.insert(command.end(), check.command.begin(), check.command.end());
  } else {
    command.insert(command.end(), {"/.caisson/probe", std::string(model::to_string(check.kind)),
                                   std::to_string(check.port)});
    if (check.kind == Kind::postgres) command.insert(command.end(), {check.database, check.login});
    if (!check.path.empty()) command.push_back(check.path);
  }
  RC_ASSERT(read.health->test == command);
  RC_ASSERT(std::chrono::milliseconds(read.health->start_period_ms) == check.within);
  if (check.every) RC_ASSERT(std::chrono::milliseconds(read.health->interval_ms) == *check.every);
  RC_ASSERT(read.health->retries == std::max(check.grace + 1, 3));
}

void expect_process(const model::Service& service, const test::ComposeService& read) {
  RC_ASSERT(read.image == "${CAISSON_IMAGE_APP:-app:1}");
  RC_ASSERT(read.entrypoint == service.entrypoint);
  RC_ASSERT(read.command == service.command);
  RC_ASSERT(read.restart == service.restart);
  RC_ASSERT(read.environment.at("B") == "${VALUE?is not set}");
  RC_ASSERT(read.env_files == std::vector<std::string>{"../s007.env"});
  RC_ASSERT(read.secrets == (std::map<std::string, std::string>{{"token", "file:../token"}}));
  for (const auto& [name, value] : service.labels)
    RC_ASSERT(read.labels.at(name) == value);
  RC_ASSERT(read.labels.at("dev.caisson.service") == service.name);
}

void expect_limits(const model::Service& service, const test::ComposeService& read) {
  RC_ASSERT(read.user == service.run_as);
  RC_ASSERT(read.cap_drop == std::set<std::string>{"ALL"});
  RC_ASSERT(read.cap_add ==
            std::set<std::string>(service.capabilities.begin(), service.capabilities.end()));
  RC_ASSERT(read.security == std::set<std::string>{"no-new-privileges:true"});
  RC_ASSERT(read.read_only == !service.writable_root);
  RC_ASSERT(read.memory == service.memory_bytes);
  RC_ASSERT(read.cpus == service.cpus);
  RC_ASSERT(read.pids == 4096);
  RC_ASSERT(read.tmpfs == std::set<std::string>(service.tmpfs.begin(), service.tmpfs.end()));
  const std::string mode = service.volumes.front().read_only ? " ro" : " rw";
  RC_ASSERT(read.mounts.contains("bind ../data " + service.volumes.front().target + mode));
  RC_ASSERT(read.mounts.contains("volume named /named rw"));
}

/// Whom a service of the document finds by a name of `other`.
bool finds(const test::ComposeDocument& document, const std::string& from, const std::string& other,
           const std::string& name) {
  const auto& ours = document.services.at(from).networks;
  const auto& theirs = document.services.at(other).networks;
  return std::any_of(theirs.begin(), theirs.end(), [&](const auto& place) {
    return ours.contains(place.first) && place.second.contains(name);
  });
}

bool share(const test::ComposeDocument& document, const std::string& a, const std::string& b) {
  const auto& theirs = document.services.at(b).networks;
  const auto& ours = document.services.at(a).networks;
  return std::any_of(ours.begin(), ours.end(),
                     [&](const auto& place) { return theirs.contains(place.first); });
}

/// What a service declares that it speaks to.
std::set<std::string> reached_by(const model::Service& service) {
  std::set<std::string> reached(service.wants.begin(), service.wants.end());
  for (const model::Dependency& dependency : service.depends) {
    if (dependency.condition != model::Condition::completed) reached.insert(dependency.service);
  }
  return reached;
}

RC_GTEST_PROP(ComposeConformance, SaysOfEveryServiceWhatTheGraphSays, ()) {
  const model::Stack stack = arbitrary_stack();
  model::Rendering rendering;
  rendering.path = "deploy/compose.yml";
  const auto rendered = render_compose(stack, rendering);
  RC_ASSERT(rendered.has_value());
  const auto document = test::read_compose(rendered->files.front().text);
  for (const auto& [name, service] : stack.services) {
    const test::ComposeService& read = document.services.at(name);
    expect_edges(service, read);
    expect_health(*service.healthcheck, read);
    expect_process(service, read);
    expect_limits(service, read);
  }
  const bool probed =
      std::any_of(stack.services.begin(), stack.services.end(),
                  [](const auto& entry) { return is_probed(*entry.second.healthcheck); });
  RC_ASSERT(document.services.size() == stack.services.size() + (probed ? 1 : 0));
}

RC_GTEST_PROP(ComposeConformance, OpensTheEdgesThatAreDeclaredAndNoOther, ()) {
  const model::Stack stack = arbitrary_stack();
  model::Rendering rendering;
  rendering.path = "deploy/compose.yml";
  const auto rendered = render_compose(stack, rendering);
  RC_ASSERT(rendered.has_value());
  const auto document = test::read_compose(rendered->files.front().text);
  for (const auto& [from, service] : stack.services) {
    const std::set<std::string> reached = reached_by(service);
    for (const auto& [to, other] : stack.services) {
      if (from == to) continue;
      const bool there = reached.contains(to);
      const bool back = reached_by(other).contains(from);
      RC_ASSERT(share(document, from, to) == (there || back));
      if (!there) continue;
      for (const std::string& name : plan::names_of_service(stack, other))
        RC_ASSERT(name == to || finds(document, from, to, name));
    }
  }
}

}  // namespace
}  // namespace caisson::render
