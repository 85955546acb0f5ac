#include <gmock/gmock.h>
#include <yaml-cpp/yaml.h>

#include "render/kubernetes_fixture.hpp"

namespace caisson::render {
namespace {
using namespace std::chrono_literals;
using Kind = model::HealthCheck::Kind;
using model::Condition;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;
using testing::UnorderedElementsAre;

using Kubernetes = KubernetesTest;

TEST_F(Kubernetes, HasAFileForEachServiceAndSaysFromWhatItComes) {
  std::vector<std::string> paths;
  for (const RenderedFile& file : rendered().files) {
    paths.push_back(file.path);
    EXPECT_THAT(file.text, StartsWith("# What caisson_add_rendering(deploy/k8s)\n"
                                      "# in services/CMakeLists.txt asks for."));
  }
  EXPECT_THAT(paths,
              UnorderedElementsAre(
                  "deploy/k8s/base/kustomization.yaml", "deploy/k8s/base/namespace.yaml",
                  "deploy/k8s/base/network.yaml", "deploy/k8s/base/services/api.yaml",
                  "deploy/k8s/base/services/cache.yaml", "deploy/k8s/base/services/db.yaml",
                  "deploy/k8s/base/services/mailer.yaml", "deploy/k8s/base/services/migrate.yaml"));
  EXPECT_EQ(rendered().folder, "deploy/k8s");
  EXPECT_THAT(rendered().losses, ElementsAre(HasSubstr("443 and 6443")));
}

TEST_F(Kubernetes, HoldsWhatTheRenderingNames) {
  rendering.services = {"migrate"};
  EXPECT_THAT(read().workloads,
              UnorderedElementsAre(Pair("db", testing::_), Pair("migrate", testing::_)));
}

TEST_F(Kubernetes, ChoosesWorkloadsByWhatServicesAre) {
  service("db").volumes = {{"/s/data/db", "/data", false}};
  EXPECT_EQ(read("api").kind, "Deployment");
  EXPECT_EQ(read("db").kind, "StatefulSet");
  EXPECT_EQ(read("migrate").kind, "Job");
  EXPECT_EQ(read("migrate").restart, "Never");
  service("migrate").restart = "on-failure";
  EXPECT_EQ(read("migrate").restart, "OnFailure");
}

TEST_F(Kubernetes, WaitsAsTheGraphSays) {
  EXPECT_THAT(read("api").waits,
              UnorderedElementsAre(
                  Pair("db", "/probe wait db-service.shop.svc.cluster.local 8080"),
                  Pair("cache",
                       "wait --namespace=shop --timeout=1h --for=jsonpath={.status.phase}=Running "
                       "pod --selector=app.kubernetes.io/name=cache"),
                  Pair("migrate",
                       "wait --namespace=shop --timeout=1h --for=condition=Complete job/migrate")));
  EXPECT_THAT(read().may_read,
              UnorderedElementsAre(Pair("api", UnorderedElementsAre("jobs migrate", "pods *"))));
  EXPECT_FALSE(read("api").has_token);
}

TEST_F(Kubernetes, AsksTheApiWhereNoConnectionCanTell) {
  // Ready without a port, and on a network of its own.
  service("db").ports.clear();
  service("db").healthcheck->kind = Kind::exec;
  service("db").healthcheck->port = 0;
  service("db").healthcheck->command = {"true"};
  service("api").depends[1].condition = Condition::healthy;
  service("cache").networks = {"back"};
  const auto waits = read("api").waits;
  EXPECT_THAT(waits.at("db"), HasSubstr("--for=condition=Ready pod --selector="));
  EXPECT_THAT(waits.at("cache"), HasSubstr("--for=condition=Ready pod --selector="));
}

TEST_F(Kubernetes, AsksForTheFirstPodOfAStatefulSetByItsName) {
  service("cache").volumes = {{"cache", "/data", false}};
  EXPECT_THAT(read("api").waits.at("cache"), testing::EndsWith(" pod/cache-0"));
  EXPECT_THAT(read().may_read.at("api"), UnorderedElementsAre("jobs migrate", "pods cache-0"));
}

TEST_F(Kubernetes, OpensEdgesOnPortsOfTheDependency) {
  const auto document = read();
  EXPECT_TRUE(document.denies_by_default);
  EXPECT_THAT(document.egress.at("*"), ElementsAre(test::KubernetesOpening{"dns", {53}}));
  EXPECT_THAT(document.egress.at("api"),
              UnorderedElementsAre(test::KubernetesOpening{"db", {8080}},
                                   test::KubernetesOpening{"cache", {8080}},
                                   test::KubernetesOpening{"mailer", {8080}},
                                   test::KubernetesOpening{"api", {443, 6443}}));
  EXPECT_THAT(document.ingress.at("db"),
              UnorderedElementsAre(test::KubernetesOpening{"api", {8080}},
                                   test::KubernetesOpening{"migrate", {8080}}));
  EXPECT_FALSE(document.ingress.contains("migrate"));
}

TEST_F(Kubernetes, ReachesServicesUnderAllTheirNames) {
  service("db").aliases = {"database", "db-service"};
  const auto document = read();
  EXPECT_THAT(document.services.at("db-service"), ElementsAre(8080));
  EXPECT_EQ(document.external_names.at("db"), "db-service.shop.svc.cluster.local");
  EXPECT_EQ(document.external_names.at("database"), "db-service.shop.svc.cluster.local");
  EXPECT_FALSE(document.external_names.contains("api"));
  EXPECT_FALSE(document.services.contains("migrate-service"));
}

TEST_F(Kubernetes, LeadsRoutesToTheirPortsOverTls) {
  service("api").routes = {{"api", 8080}, {"admin", 9000}};
  const auto document = read();
  EXPECT_THAT(document.routes,
              UnorderedElementsAre(Pair("api.shop.local", "api-service tcp-8080"),
                                   Pair("admin.shop.local", "api-service tcp-9000")));
  EXPECT_THAT(document.ingress.at("api"), UnorderedElementsAre(test::KubernetesOpening{
                                              "namespace dev.caisson.ingress", {8080, 9000}}));
  EXPECT_THAT(file("base/kustomization.yaml"),
              HasSubstr("#   kubectl create secret tls shop-tls --namespace shop --cert="));
}

TEST_F(Kubernetes, LetsMetricsBeRead) {
  service("api").metrics = model::Metrics{"/metrics", 9100};
  EXPECT_THAT(
      read("api").annotations,
      UnorderedElementsAre(Pair("prometheus.io/scrape", "true"), Pair("prometheus.io/port", "9100"),
                           Pair("prometheus.io/path", "/metrics")));
  EXPECT_THAT(read().ingress.at("api"), UnorderedElementsAre(test::KubernetesOpening{
                                            "namespace dev.caisson.metrics", {9100}}));
}

TEST_F(Kubernetes, LeavesTheEdgeToTheCluster) {
  model::Service& edge = test::add_service(stack, "edge", {"certificates"});
  edge.edge = model::Gateway{model::Gateway::Kind::traefik, "/r", 443};
  edge.routes = {{"traefik", 8080}};
  test::add_service(stack, "certificates");
  stack.modes.at("all").services = {"api", "edge"};
  service("api").wants.push_back("edge");
  EXPECT_FALSE(read().workloads.contains("edge"));
  EXPECT_FALSE(read().workloads.contains("certificates"));
  EXPECT_THAT(rendered().losses.front(),
              "left out, the cluster's ingress controller does as much: `edge`");
  service("api").depends.push_back({"edge"});
  EXPECT_EQ(error(),
            "/s/CMakeLists.txt:4: `api` depends on `edge`, an EDGE: Kubernetes has an ingress "
            "controller in its place, which nobody can wait for\n"
            "  turn DEPENDS into WANTS, or leave the service out with SERVICES or a MODE");
}

TEST_F(Kubernetes, AsksAsOurProbesDo) {
  const auto probe_of = [&](const model::HealthCheck& check) {
    service("db").healthcheck = check;
    return read("db").readiness->how;
  };
  model::HealthCheck check;
  check.port = 5432;
  EXPECT_EQ(probe_of(check), "tcp 5432");
  check.kind = Kind::http;
  check.path = "/ready?$x";
  EXPECT_EQ(probe_of(check), "http 5432 /ready?$x");
  check.kind = Kind::grpc;
  check.path = "shop.Health";
  EXPECT_EQ(probe_of(check), "grpc 5432 shop.Health");
  check.path.clear();
  EXPECT_EQ(probe_of(check), "grpc 5432");
  check.kind = Kind::redis;
  EXPECT_EQ(probe_of(check), "exec /.caisson/probe redis 5432");
  EXPECT_EQ(read("db").mounts.at("/.caisson"), "disk ro");
  check.kind = Kind::postgres;
  check.database = "shop";
  check.login = "owner";
  EXPECT_EQ(probe_of(check), "exec /.caisson/probe postgres 5432 shop owner");
  check.kind = Kind::exec;
  check.command = {"test", "-e", "/$x"};
  EXPECT_EQ(probe_of(check), "exec test -e /$x");
  EXPECT_FALSE(read("db").mounts.contains("/.caisson"));
}

TEST_F(Kubernetes, CountsTimesInSeconds) {
  service("db").healthcheck->within = 90500ms;
  service("db").healthcheck->every = 1200ms;
  service("db").healthcheck->grace = 4;
  service("db").liveness = service("db").healthcheck;
  service("db").liveness->every.reset();
  service("db").liveness->grace = 0;
  const auto db = read("db");
  EXPECT_EQ(db.startup->period, 2);
  EXPECT_EQ(db.startup->failures, 46);
  EXPECT_EQ(db.readiness->period, 2);
  EXPECT_EQ(db.readiness->failures, 5);
  EXPECT_EQ(db.liveness->period, 10);
  EXPECT_EQ(db.liveness->failures, 1);
  EXPECT_EQ(read("cache").readiness->failures, 3);
  EXPECT_FALSE(read("cache").liveness);
}

TEST_F(Kubernetes, RefusesChecksThatNoProbeCanAsk) {
  service("db").healthcheck->kind = Kind::log;
  const std::string expected =
      "/s/CMakeLists.txt:1: Kubernetes has no probe for the LOG check of `db`\n"
      "  give it one that asks the service: HTTP, TCP, GRPC, EXEC or another";
  EXPECT_EQ(error(), expected);
  service("db").healthcheck->kind = Kind::engine;
  EXPECT_THAT(error(), HasSubstr("the ENGINE check of `db`"));
  service("db").healthcheck->kind = Kind::tcp;
  service("db").liveness = service("db").healthcheck;
  service("db").liveness->kind = Kind::log;
  EXPECT_EQ(error(), expected);
}

TEST_F(Kubernetes, RefusesToWaitForTheStartOfAOneShot) {
  service("api").depends[2].condition = Condition::started;
  EXPECT_EQ(error(),
            "/s/CMakeLists.txt:4: Kubernetes cannot tell `api` when the one-shot `migrate` has "
            "started\n  say `migrate:completed`");
}

TEST_F(Kubernetes, GivesNoRightsButThoseDeclared) {
  service("api").capabilities = {"NET_BIND_SERVICE"};
  const auto api = read("api");
  EXPECT_THAT(api.dropped_capabilities, ElementsAre("ALL"));
  EXPECT_THAT(api.added_capabilities, ElementsAre("NET_BIND_SERVICE"));
  EXPECT_TRUE(api.never_root && api.read_only_root && !api.may_escalate);
  EXPECT_EQ(api.user, 1000);
  EXPECT_EQ(api.group, 1000);
  EXPECT_THAT(file("base/namespace.yaml"),
              HasSubstr("pod-security.kubernetes.io/enforce: restricted"));
  service("db").run_as.clear();
  EXPECT_FALSE(read("db").never_root);
  EXPECT_THAT(rendered().losses.front(),
              "it may run as root, as far as Kubernetes is told, say RUN_AS with a number that is "
              "not 0: `db`");
  EXPECT_THAT(file("base/namespace.yaml"), HasSubstr("enforce: baseline"));
  service("db").capabilities = {"SYS_ADMIN"};
  EXPECT_THAT(file("base/namespace.yaml"), HasSubstr("enforce: privileged"));
}

TEST_F(Kubernetes, RefusesUsersByName) {
  service("api").run_as = "node";
  EXPECT_EQ(error(),
            "/s/CMakeLists.txt:4: Kubernetes cannot run `api` as `node`: it knows users by their "
            "numbers\n  give RUN_AS numbers, like `1000:1000`");
  service("api").run_as = "1000:node";
  EXPECT_THAT(error(), HasSubstr("as `1000:node`"));
  service("api").run_as = "0";
  EXPECT_EQ(read("api").user, 0);
  EXPECT_FALSE(read("api").never_root);
}

TEST_F(Kubernetes, RefusesAnImageThatNoClusterCanPull) {
  stack.images.at("app").reference.clear();
  EXPECT_EQ(error(),
            "/s/CMakeLists.txt:4: the image `app` of `api` has no reference: no cluster can pull "
            "it\n  give the image a REFERENCE");
}

TEST_F(Kubernetes, LimitsWhatIsLimited) {
  service("api").memory_bytes = 512 << 20;
  service("api").cpus = 1.5;
  EXPECT_THAT(read("api").limits,
              UnorderedElementsAre(Pair("memory", "512Mi"), Pair("cpu", "1500m")));
}

TEST_F(Kubernetes, KeepsSeveralFromGoingAtOnce) {
  EXPECT_THAT(read().disruption_budgets, IsEmpty());
  service("api").replicas = 2;
  EXPECT_EQ(read("api").replicas, 2);
  EXPECT_THAT(read().disruption_budgets, ElementsAre("api"));
}

}  // namespace
}  // namespace caisson::render
