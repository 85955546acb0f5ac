#include <gmock/gmock.h>

#include "render/kubernetes_fixture.hpp"

namespace caisson::render {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

using KubernetesFilesTest = KubernetesTest;
using KubernetesEnvironmentTest = KubernetesTest;

TEST_F(KubernetesFilesTest, BringsConfigurationAsConfigMaps) {
  service("api").volumes = {{"/s/api/app.conf", "/etc/app.conf", true},
                            {"/s/api/conf.d", "/etc/conf.d", true}};
  files["/s/api/app.conf"] = {{"", "a = $b\n", false}};
  files["/s/api/conf.d"] = {{"a/x.sh", "#!/bin/sh\n", true}, {"b", "\xff", false}};
  const auto api = read("api");
  EXPECT_EQ(api.mounts.at("/etc/app.conf"), "files api-files-1/app.conf ro");
  EXPECT_EQ(api.mounts.at("/etc/conf.d"), "files api-files-2 ro");
  EXPECT_THAT(read().config_maps.at("api-files-1"), ElementsAre(Pair("app.conf", "a = $b\n")));
  EXPECT_THAT(read().config_maps.at("api-files-2"),
              UnorderedElementsAre(Pair("a_x.sh", "#!/bin/sh\n"), Pair("b", "/w==")));
  EXPECT_THAT(
      file("base/services/api.yaml"),
      HasSubstr("- key: a_x.sh\n                path: a/x.sh\n                mode: 493\n"));
}

TEST_F(KubernetesFilesTest, MakesNewPodsForNewConfiguration) {
  service("api").volumes = {{"/s/app.conf", "/etc/app.conf", true}};
  files["/s/app.conf"] = {{"", "1", false}};
  const std::string before = read("api").annotations.at("dev.caisson.configuration");
  files["/s/app.conf"] = {{"", "2", false}};
  EXPECT_NE(read("api").annotations.at("dev.caisson.configuration"), before);
}

TEST_F(KubernetesFilesTest, KeepsDataInClaims) {
  service("db").volumes = {{"/s/data/db/", "/data", false}, {"cache", "/cache", false}};
  service("db").tmpfs = {"/tmp"};
  const auto db = read("db");
  EXPECT_EQ(db.mounts.at("/data"), "template data/data");
  EXPECT_EQ(db.mounts.at("/cache"), "template data-2/data");
  EXPECT_EQ(db.mounts.at("/tmp"), "memory");
  EXPECT_THAT(read().claims,
              UnorderedElementsAre(Pair("db/data", "1Gi"), Pair("db/data-2", "1Gi")));
}

TEST_F(KubernetesFilesTest, SharesWhatSeveralUse) {
  service("db").volumes = {{"/s/certs", "/certs", false}};
  service("api").volumes = {{"/s/certs/edge", "/edge", true}};
  EXPECT_EQ(read("db").kind, "StatefulSet");
  EXPECT_EQ(read("api").kind, "Deployment");
  EXPECT_EQ(read("db").mounts.at("/certs"), "claim certs/data");
  EXPECT_EQ(read("api").mounts.at("/edge"), "claim certs/data/edge ro");
  EXPECT_THAT(read().claims, ElementsAre(Pair("certs", "1Gi")));
  EXPECT_THAT(
      rendered().losses,
      testing::Contains("`certs` wants a storage class that gives ReadWriteMany: `api`, `db`"));
}

TEST_F(KubernetesFilesTest, TellsTwoSharedClaimsApart) {
  service("db").volumes = {{"/s/a/b", "/1", false}, {"/s/a-b", "/2", false}};
  service("api").volumes = {{"/s/a/b", "/1", false}, {"/s/a-b", "/2", false}};
  EXPECT_EQ(read().claims.size(), 2U);
  EXPECT_TRUE(read().claims.contains("a-b"));
}

TEST_F(KubernetesFilesTest, GivesAOneShotAClaimOfItsOwn) {
  service("migrate").volumes = {{"/s/out", "/out", false}};
  EXPECT_EQ(read("migrate").kind, "Job");
  EXPECT_EQ(read("migrate").mounts.at("/out"), "claim out/data");
}

TEST_F(KubernetesFilesTest, LeavesOutSourcesThatTheImageHolds) {
  stack.images.at("app").recipe = "/s/api";
  stack.images.at("app").context = "/s";
  service("api").volumes = {{"/s/api/src", "/work/api/src", true},
                            {"/s/api/conf", "/etc/conf", true}};
  files["/s/api/conf"] = {{"a", "1", false}};
  EXPECT_FALSE(read("api").mounts.contains("/work/api/src"));
  EXPECT_TRUE(read("api").mounts.contains("/etc/conf"));
  EXPECT_THAT(rendered().losses,
              testing::Contains("the sources are those that its image was made with: `api`"));
}

TEST_F(KubernetesFilesTest, RefusesAProgramOfTheBuild) {
  service("api").program = model::Program{"roller", "/b/roller"};
  EXPECT_EQ(error(),
            "/s/CMakeLists.txt:4: `api` mounts `/b/roller`, which only this machine has\n"
            "  leave it out, or build the program into an image");
}

TEST_F(KubernetesFilesTest, RefusesPathsItCannotBring) {
  const auto error_of = [&](const std::string& path) {
    service("api").volumes = {{path, "/x", true}};
    return error();
  };
  EXPECT_EQ(error_of("/etc/ssl"),
            "/s/CMakeLists.txt:4: `api` mounts `/etc/ssl`, which only this machine has\n"
            "  keep it in the source tree");
  EXPECT_THAT(error_of("/b/made"), HasSubstr("which only this machine has"));
  EXPECT_EQ(error_of("/s/none"),
            "/s/CMakeLists.txt:4: `api` mounts `/s/none`, which cannot be read: there is no such "
            "file\n  it becomes a ConfigMap: it has to be there");
  files["/s/big"] = {{"a", std::string(1 << 20, 'x'), false}, {"b", "y", false}};
  EXPECT_EQ(error_of("/s/big"),
            "/s/CMakeLists.txt:4: `api` mounts `/s/big`, which is more than the 1 MiB that a "
            "ConfigMap holds\n"
            "  bring it with the image, or make it data of a service that writes it");
}

TEST_F(KubernetesFilesTest, RefersToSecretsAndHoldsNone) {
  service("api").secrets = {{"token", "env:TOKEN"}, {"cert", "file:/s/cert.pem"}};
  EXPECT_EQ(read("api").mounts.at("/run/secrets"), "secret api-secrets ro");
  EXPECT_FALSE(read().kinds.contains("Secret"));
  EXPECT_THAT(file("base/kustomization.yaml"),
              HasSubstr("#   kubectl create secret generic api-secrets --namespace shop "
                        "--from-file=cert=cert.pem --from-literal=token=\"$TOKEN\"\n"));
}

TEST_F(KubernetesEnvironmentTest, TellsValuesFromSecrets) {
  service("api").env_files = {"/s/.env"};
  service("api").env = {{"PLAIN", "a$$b$(c)"},
                        {"PASSWORD", "${PASSWORD}"},
                        {"URL", "x://${USER}:${PASSWORD}@h/$$(1)"},
                        {"EMPTY", ""}};
  const auto api = read("api");
  EXPECT_THAT(api.whole_secrets, ElementsAre("shop-environment"));
  EXPECT_THAT(
      api.environment,
      UnorderedElementsAre(
          Pair("PLAIN", "a$b$(c)"), Pair("EMPTY", ""),
          Pair("PASSWORD", "<PASSWORD of shop-environment>"),
          Pair("USER", "<USER of shop-environment>"),
          Pair("URL", "x://<USER of shop-environment>:<PASSWORD of shop-environment>@h/$(1)")));
  EXPECT_THAT(file("base/kustomization.yaml"),
              HasSubstr("#   kubectl create secret generic shop-environment --namespace shop "
                        "--from-env-file=.env\n"));
}

TEST_F(KubernetesEnvironmentTest, NamesAVariableOtherThanTheEntriesThatAreThere) {
  service("api").env = {{"USER", "me"}, {"URL", "${USER}@h"}};
  EXPECT_THAT(read("api").environment,
              UnorderedElementsAre(Pair("USER", "me"),
                                   Pair("CAISSON_VALUE_USER", "<USER of shop-environment>"),
                                   Pair("URL", "<USER of shop-environment>@h")));
  EXPECT_THAT(file("base/kustomization.yaml"), HasSubstr("--from-literal=USER=…\n"));
}

TEST_F(KubernetesEnvironmentTest, HasASecretForEachServiceWhereFilesDiffer) {
  service("api").env_files = {"/s/api.env"};
  service("db").env_files = {"/s/db.env"};
  service("cache").env = {{"A", "${A}"}};
  EXPECT_THAT(read("api").whole_secrets, ElementsAre("api-environment"));
  EXPECT_THAT(read("db").whole_secrets, ElementsAre("db-environment"));
  EXPECT_EQ(read("cache").environment.at("A"), "<A of shop-environment>");
}

TEST_F(KubernetesEnvironmentTest, TakesTheEnvironmentOfTheMode) {
  service("api").env = {{"A", "1"}};
  stack.modes.at("all").env = {{"api", {{"A", "2"}}}};
  EXPECT_EQ(read("api").environment.at("A"), "2");
}

TEST_F(KubernetesEnvironmentTest, RefusesAValueThatIsNotUnderstood) {
  service("api").env = {{"URL", "${1}"}};
  EXPECT_EQ(error(),
            "/s/CMakeLists.txt:4: services.api.env.URL: `${1}` is not understood\n"
            "  say `${NAME}` for a variable and `$$` for a dollar sign");
}

TEST_F(KubernetesEnvironmentTest, KeepsDollarsInCommands) {
  service("api").entrypoint = {"sh", "-c"};
  service("api").command = {"echo $(HOME) $$"};
  EXPECT_THAT(read("api").command, ElementsAre("sh", "-c"));
  EXPECT_THAT(read("api").args, ElementsAre("echo $(HOME) $$"));
}

}  // namespace
}  // namespace caisson::render
