#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "model/arbitrary.hpp"
#include "model/names.hpp"
#include "plan/environment.hpp"
#include "render/kubernetes.hpp"
#include "render/kubernetes_amounts.hpp"
#include "render/read_kubernetes.hpp"

namespace caisson::render {
namespace {
using Kind = model::HealthCheck::Kind;
using model::Condition;

/// Something in every field that Kubernetes has a word for.
void fill(model::Service& service) {
  test::fill(service);
  service.edge.reset();
  service.networks.clear();
  service.profile.clear();
  service.env = {{"A", "a" + test::arbitrary_text()}, {"B", "${VALUE}"}, {"C", "c${VALUE}$("}};
  for (const char* bad : {"${1}", "${"}) {
    if (service.env.at("A").find(bad) != std::string::npos) service.env["A"] = "a$";
  }
  service.env_files = {"/s/.env"};
  service.secrets = {{"token", "file:/s/token"}};
  service.volumes = {{"/s/conf", "/conf", true}};
  if (*rc::gen::arbitrary<bool>())
    service.volumes.push_back({"/s/data/" + service.name, "/data", false});
  service.tmpfs = {"/tmp"};
  service.labels = {{"team", test::arbitrary_text()}};
  service.aliases = {service.name + "-alias"};
  service.routes = {{service.name, 80}};
  service.completes = *rc::gen::inRange(0, 5) == 0;
  for (auto* check : {&service.healthcheck, &service.liveness}) {
    if (!*check) continue;
    if ((*check)->kind == Kind::log || (*check)->kind == Kind::engine) (*check)->kind = Kind::exec;
    if ((*check)->command.empty()) (*check)->command = {"true"};
  }
  if (!service.completes) return;
  service.healthcheck.reset();
  service.liveness.reset();
}

model::Stack arbitrary_stack() {
  model::Stack stack = test::arbitrary_acyclic_stack();
  std::vector<std::string> all;
  for (auto& [name, service] : stack.services) {
    fill(service);
    all.push_back(name);
  }
  for (auto& [name, service] : stack.services) {
    for (model::Dependency& dependency : service.depends) {
      dependency.condition = stack.services.at(dependency.service).completes
                                 ? Condition::completed
                                 : *rc::gen::element(Condition::healthy, Condition::started);
    }
  }
  test::add_mode(stack, "all", all).is_default = true;
  return stack;
}

Result<Rendered> rendered(const model::Stack& stack) {
  model::Rendering rendering;
  rendering.path = "k8s";
  const FilesAt files_at = [](const std::string&, std::size_t) {
    return Result<std::vector<MountedFile>>({{"a", "1", false}});
  };
  return render_kubernetes(stack, rendering, {files_at});
}

test::KubernetesDocument read(const model::Stack& stack) {
  const auto made = rendered(stack);
  RC_ASSERT(made.has_value());
  return test::read_kubernetes(*made);
}

std::string how(const model::HealthCheck& check) {
  const std::string kind(model::to_string(check.kind));
  const std::string port = " " + std::to_string(check.port);
  switch (check.kind) {
    case Kind::exec: {
      std::string line = "exec";
      for (const std::string& word : check.command)
        line += " " + word;
      return line;
    }
    case Kind::postgres:
      return "exec /.caisson/probe postgres" + port + " " + check.database + " " + check.login;
    case Kind::redis:
      return "exec /.caisson/probe redis" + port;
    default:
      return kind + port + (check.path.empty() ? "" : " " + check.path);
  }
}

void expect_probes(const model::Service& service, const test::KubernetesWorkload& read) {
  RC_ASSERT(read.readiness.has_value() == service.healthcheck.has_value());
  RC_ASSERT(read.liveness.has_value() == service.liveness.has_value());
  if (service.healthcheck) {
    RC_ASSERT(read.readiness->how == how(*service.healthcheck));
    RC_ASSERT(read.startup->how == how(*service.healthcheck));
    const auto budget = std::chrono::seconds(read.startup->period * read.startup->failures);
    RC_ASSERT(budget >= service.healthcheck->within);
    RC_ASSERT(budget <
              service.healthcheck->within + std::chrono::seconds(read.startup->period + 1));
  }
  if (service.liveness) {
    RC_ASSERT(read.liveness->how == how(*service.liveness));
    RC_ASSERT(read.liveness->failures == service.liveness->grace + 1);
  }
}

void expect_process(const model::Service& service, const test::KubernetesWorkload& read) {
  const bool has_data = service.volumes.size() > 1;
  RC_ASSERT(read.kind == (service.completes ? "Job" : has_data ? "StatefulSet" : "Deployment"));
  RC_ASSERT(read.mounts.contains("/data") == has_data);
  RC_ASSERT(read.image == "app:1");
  RC_ASSERT(read.command == service.entrypoint);
  RC_ASSERT(read.args == service.command);
  const plan::Lookup from_secret = [](const std::string& name) {
    return std::optional<std::string>("<" + name + " of shop-environment>");
  };
  RC_ASSERT(read.environment.at("A") == *plan::expand(service.env.at("A"), from_secret));
  RC_ASSERT(read.environment.at("B") == "<VALUE of shop-environment>");
  RC_ASSERT(read.environment.at("C") == "c<VALUE of shop-environment>$(");
  RC_ASSERT(read.annotations.at("team") == service.labels.at("team"));
  RC_ASSERT(read.mounts.at("/run/secrets") == "secret " + service.name + "-secrets ro");
  RC_ASSERT(read.mounts.at("/conf") == "files " + service.name + "-files-1 ro");
  RC_ASSERT(read.mounts.at("/tmp") == "memory");
  for (const std::uint16_t port : service.ports)
    RC_ASSERT(read.ports.contains(port));
}

void expect_rights(const model::Service& service, const test::KubernetesWorkload& read) {
  RC_ASSERT(read.user == 1 && read.group == 2 && read.never_root);
  RC_ASSERT(!read.may_escalate && !read.has_token);
  RC_ASSERT(read.dropped_capabilities == std::set<std::string>{"ALL"});
  RC_ASSERT(read.added_capabilities ==
            std::set<std::string>(service.capabilities.begin(), service.capabilities.end()));
  RC_ASSERT(read.read_only_root == !service.writable_root);
  std::map<std::string, std::string> limits;
  if (service.memory_bytes > 0) limits["memory"] = kubernetes_bytes(service.memory_bytes);
  if (service.cpus > 0) limits["cpu"] = kubernetes_cpus(service.cpus);
  RC_ASSERT(read.limits == limits);
}

/// The condition that a container waits for, by what it does.
Condition condition_of(const std::string& wait) {
  if (wait.starts_with("/probe wait ") || wait.find("condition=Ready") != std::string::npos)
    return Condition::healthy;
  return wait.find("condition=Complete job/") != std::string::npos ? Condition::completed
                                                                   : Condition::started;
}

RC_GTEST_PROP(KubernetesConformance, SaysOfEveryServiceWhatTheGraphSays, ()) {
  const model::Stack stack = arbitrary_stack();
  const auto document = read(stack);
  RC_ASSERT(document.workloads.size() == stack.services.size());
  for (const auto& [name, service] : stack.services) {
    const test::KubernetesWorkload& read = document.workloads.at(name);
    expect_process(service, read);
    expect_probes(service, read);
    expect_rights(service, read);
  }
}

RC_GTEST_PROP(KubernetesConformance, WaitsForWhatTheGraphWaitsFor, ()) {
  const model::Stack stack = arbitrary_stack();
  const auto document = read(stack);
  for (const auto& [name, service] : stack.services) {
    std::map<std::string, Condition> expected;
    for (const model::Dependency& dependency : service.depends)
      expected[dependency.service] = dependency.condition;
    std::map<std::string, Condition> found;
    for (const auto& [other, wait] : document.workloads.at(name).waits)
      found[other] = condition_of(wait);
    RC_ASSERT(found == expected);
  }
}

/// Whom a service may speak to.
std::set<std::string> reached_by(const model::Service& service) {
  std::set<std::string> reached(service.wants.begin(), service.wants.end());
  for (const model::Dependency& dependency : service.depends) {
    if (dependency.condition != Condition::completed) reached.insert(dependency.service);
  }
  return reached;
}

std::set<std::string> others_of(
    const std::map<std::string, std::set<test::KubernetesOpening>>& openings,
    const std::string& of) {
  std::set<std::string> others;
  const auto found = openings.find(of);
  if (found == openings.end()) return others;
  for (const test::KubernetesOpening& opening : found->second) {
    if (opening.other != "api" && !opening.other.starts_with("namespace "))
      others.insert(opening.other);
  }
  return others;
}

RC_GTEST_PROP(KubernetesConformance, OpensTheEdgesThatAreDeclaredAndNoOther, ()) {
  const model::Stack stack = arbitrary_stack();
  const auto document = read(stack);
  RC_ASSERT(document.denies_by_default);
  std::map<std::string, std::set<std::string>> dependants;
  for (const auto& [name, service] : stack.services) {
    RC_ASSERT(others_of(document.egress, name) == reached_by(service));
    for (const std::string& to : reached_by(service)) {
      dependants[to].insert(name);
      for (const char* suffix : {"", "-alias"})
        RC_ASSERT(document.external_names.at(to + suffix) ==
                  to + "-service.shop.svc.cluster.local");
    }
  }
  for (const auto& [name, service] : stack.services)
    RC_ASSERT(others_of(document.ingress, name) == dependants[name]);
}

}  // namespace
}  // namespace caisson::render
