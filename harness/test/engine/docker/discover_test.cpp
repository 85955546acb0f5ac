#include "engine/docker/discover.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.hpp"

namespace caisson::engine::docker {
namespace {

using testing::HasSubstr;

struct World {
  std::map<std::string, std::string> environment{{"HOME", "/home/u"}};
  std::map<std::string, std::string> files;
  std::string option;

  Result<std::vector<Endpoint>> look() const {
    Surroundings surroundings;
    surroundings.environment = environment;
    surroundings.user_id = 1000;
    surroundings.read_file = [this](const std::string& path) -> std::optional<std::string> {
      const auto found = files.find(path);
      return found == files.end() ? std::nullopt : std::optional(found->second);
    };
    return candidates(surroundings, option);
  }
  void context(const std::string& name, const std::string& host) {
    files["/home/u/.docker/contexts/meta/" + sha256_hex(name) + "/meta.json"] =
        R"({"Name":")" + name + R"(","Endpoints":{"docker":{"Host":")" + host + R"("}}})";
  }
};

std::string only_of(const World& world) {
  const auto found = world.look();
  if (!found) return "error: " + to_string(found.error());
  if (found->size() != 1 || !found->front().named) return "several";
  return to_url(found->front()) + " by " + found->front().found_by;
}

TEST(Discover, TheOptionBeatsEverything) {
  World world;
  world.option = "/run/mine.sock";
  world.environment["CAISSON_ENGINE"] = "unix:///caisson.sock";
  world.environment["DOCKER_HOST"] = "unix:///docker.sock";
  EXPECT_EQ(only_of(world), "unix:///run/mine.sock by --engine");
  world.option.clear();
  EXPECT_EQ(only_of(world), "unix:///caisson.sock by CAISSON_ENGINE");
  world.environment.erase("CAISSON_ENGINE");
  EXPECT_EQ(only_of(world), "unix:///docker.sock by DOCKER_HOST");
}

TEST(Discover, AnEmptyVariableIsUnset) {
  World world;
  world.environment["DOCKER_HOST"] = "";
  EXPECT_GT(world.look()->size(), 1U);
}

TEST(Discover, TheCurrentContextNamesTheEngine) {
  World world;
  world.files["/home/u/.docker/config.json"] = R"({"currentContext":"rancher-desktop"})";
  world.context("rancher-desktop", "unix:///home/u/.rd/docker.sock");
  EXPECT_EQ(only_of(world), "unix:///home/u/.rd/docker.sock by context `rancher-desktop`");
  world.context("other", "unix:///other.sock");
  world.environment["DOCKER_CONTEXT"] = "other";
  EXPECT_EQ(only_of(world), "unix:///other.sock by context `other`");
  world.environment["DOCKER_HOST"] = "tcp://10.0.0.1:2375";
  EXPECT_EQ(only_of(world), "tcp://10.0.0.1:2375 by DOCKER_HOST");
}

TEST(Discover, DockerConfigMovesTheFolder) {
  World world;
  world.environment["DOCKER_CONFIG"] = "/etc/d";
  world.files["/etc/d/config.json"] = R"({"currentContext":"x"})";
  world.files["/etc/d/contexts/meta/" + sha256_hex("x") + "/meta.json"] =
      R"({"Endpoints":{"docker":{"Host":"unix:///x.sock"}}})";
  EXPECT_EQ(only_of(world), "unix:///x.sock by context `x`");
}

TEST(Discover, TheDefaultContextMeansTheWellKnownSockets) {
  World world;
  world.files["/home/u/.docker/config.json"] = R"({"currentContext":"default"})";
  EXPECT_GT(world.look()->size(), 1U);
}

TEST(Discover, ABrokenConfigurationIsAsNone) {
  for (const char* text : {"", "{", "[]", R"({"currentContext":7})", R"({"auths":{}})"}) {
    World world;
    world.files["/home/u/.docker/config.json"] = text;
    EXPECT_GT(world.look()->size(), 1U) << text;
  }
}

TEST(Discover, AContextThatIsNotThereIsAnErrorAndNoOtherEngine) {
  World world;
  world.environment["DOCKER_CONTEXT"] = "gone";
  EXPECT_THAT(only_of(world), HasSubstr("`gone` does not exist"));
  world.files["/home/u/.docker/contexts/meta/" + sha256_hex("gone") + "/meta.json"] = "{}";
  EXPECT_THAT(only_of(world), HasSubstr("names no docker endpoint"));
}

TEST(Discover, TheWellKnownSocketsComeInOrder) {
  World world;
  world.environment["XDG_RUNTIME_DIR"] = "/run/user/7";
  const auto found = world.look();
  ASSERT_TRUE(found);
  std::vector<std::string> paths;
  for (const Endpoint& endpoint : *found) {
    paths.push_back(endpoint.path);
    EXPECT_FALSE(endpoint.named);
    EXPECT_FALSE(endpoint.found_by.empty());
  }
  EXPECT_THAT(paths, testing::ElementsAre(
                         "/run/user/7/docker.sock", "/var/run/docker.sock",
                         "/home/u/.docker/desktop/docker.sock", "/home/u/.docker/run/docker.sock",
                         "/home/u/.rd/docker.sock", "/home/u/.colima/default/docker.sock",
                         "/home/u/.config/colima/default/docker.sock",
                         "/run/user/7/podman/podman.sock", "/run/podman/podman.sock"));
  world.environment.erase("XDG_RUNTIME_DIR");
  EXPECT_EQ(world.look()->front().path, "/run/user/1000/docker.sock");
}

TEST(Discover, WhatIsNotSpokenIsRefusedWithAWayOut) {
  for (const auto& [url, word] :
       {std::pair{"ssh://me@far.example/x",
                  "`ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock me@far.example`"},
        std::pair{"https://far.example:2376", "forwarded by ssh"},
        std::pair{"npipe:////./pipe/docker_engine", "unix:///path"},
        std::pair{"unix://relative.sock", "unix:///path"},
        std::pair{"tcp://host:notaport", "tcp://host:port"},
        std::pair{"tcp://host:0", "tcp://host:port"},
        std::pair{"tcp://host:65536", "tcp://host:port"},
        std::pair{"tcp://[::1", "tcp://[address]:port"}}) {
    World world;
    world.environment["DOCKER_HOST"] = url;
    const auto found = world.look();
    ASSERT_TRUE(found.has_error()) << url;
    EXPECT_EQ(found.error().kind, ErrorKind::usage);
    EXPECT_THAT(found.error().message, HasSubstr(url));
    EXPECT_THAT(found.error().remedy, HasSubstr(word));
  }
}

TEST(Discover, TlsIsRefusedWhereverItIsAskedFor) {
  World world;
  world.environment["DOCKER_HOST"] = "tcp://far.example:2376";
  world.environment["DOCKER_TLS_VERIFY"] = "1";
  EXPECT_THAT(only_of(world), HasSubstr("DOCKER_TLS_VERIFY asks for TLS"));
  World other;
  other.environment["DOCKER_CONTEXT"] = "far";
  other.context("far", "tcp://far.example:2376");
  other.files["/home/u/.docker/contexts/tls/" + sha256_hex("far") + "/docker/ca.pem"] = "x";
  EXPECT_THAT(only_of(other), HasSubstr("by TLS"));
}

TEST(Endpoint, TcpFormsAreUnderstood) {
  for (const auto& [url, shown] :
       {std::pair{"tcp://h", "tcp://h:2375"}, std::pair{"tcp://h:1", "tcp://h:1"},
        std::pair{"tcp://:99/", "tcp://127.0.0.1:99"}, std::pair{"http://h:99/path", "tcp://h:99"},
        std::pair{"tcp://[fe80::1]:99", "tcp://[fe80::1]:99"}}) {
    const auto endpoint = parse_endpoint(url, "test");
    ASSERT_TRUE(endpoint) << url;
    EXPECT_EQ(to_url(*endpoint), shown);
  }
}

}  // namespace
}  // namespace caisson::engine::docker
