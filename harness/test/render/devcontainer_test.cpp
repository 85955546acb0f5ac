#include "render/devcontainer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "model/arbitrary.hpp"

namespace caisson::render {
namespace {
using nlohmann::json;
using testing::HasSubstr;

json read(const std::string& text) {
  return json::parse(text, nullptr, true, true);
}

/// The service in `work/<service>`: a file for Compose, and its dev container.
model::Rendering in_place_of(model::Stack& stack, const std::string& service) {
  model::Rendering compose;
  compose.path = "work/" + service + "/docker-compose.yml";
  compose.services = {service};
  stack.renderings[compose.path] = compose;
  model::Rendering rendering;
  rendering.kind = model::Rendering::Kind::devcontainer;
  rendering.path = "work/" + service + "/.devcontainer/devcontainer.json";
  rendering.declared_at = "/s/CMakeLists.txt:9";
  rendering.services = {service};
  return rendering;
}

/// api on db and cache, and an edge in front of it.
class DevContainer : public testing::Test {
 protected:
  void SetUp() override {
    test::add_service(stack, "db").ports = {5432};
    test::add_service(stack, "cache").ports = {};
    model::Service& api = test::add_service(stack, "api", {"db"});
    api.wants = {"cache"};
    api.ports = {8080, 9000};
    api.routes = {{"api", 8080}};
    api.debug = model::Debug{model::Debug::Kind::node, 9229};
    model::Service& edge = test::add_service(stack, "edge");
    edge.edge = model::Gateway{model::Gateway::Kind::traefik, "/r", 8443};
    edge.prefer = {{443, 8443}};
    edge.publish = {{8081, 8080}};
    test::add_mode(stack, "all", {"api", "edge"}).is_default = true;
    own.kind = model::Rendering::Kind::devcontainer;
    own.path = ".devcontainer/devcontainer.json";
    own.declared_at = "/s/services/CMakeLists.txt:7";
  }
  Rendered rendered(const model::Rendering& rendering) const {
    const auto made = render_devcontainer(stack, rendering);
    EXPECT_TRUE(made) << to_string(made.error());
    return made ? *made : Rendered{{{"", "{}"}, {"", "{}"}}, {}};
  }
  json document(const model::Rendering& rendering) const {
    return read(rendered(rendering).files.front().text);
  }

  model::Stack stack = test::empty_stack();
  model::Rendering own;
};

TEST_F(DevContainer, StandsInAServicesPlace) {
  const model::Rendering rendering = in_place_of(stack, "api");
  const json read = document(rendering);
  EXPECT_EQ(read["name"], "shop: api");
  EXPECT_EQ(read["dockerComposeFile"], json({"../docker-compose.yml", "./docker-compose.yml"}));
  EXPECT_EQ(read["service"], "api");
  EXPECT_EQ(read["runServices"], json::array({"api"}));
  EXPECT_EQ(read["overrideCommand"], true);
  EXPECT_EQ(read["workspaceFolder"], "/workspaces/shop/work/api");
  EXPECT_EQ(read["remoteUser"], "vscode");
  EXPECT_EQ(read["remoteEnv"], json({{"DOCKER_HOST", "${localEnv:DOCKER_HOST}"}}));
  EXPECT_EQ(read["postCreateCommand"],
            json::array({"/workspaces/shop/.devcontainer/post-create.sh"}));
  EXPECT_FALSE(read.contains("mounts"));
}

TEST_F(DevContainer, ForwardsItsPortsAndThoseOfWhomItReaches) {
  const json read = document(in_place_of(stack, "api"));
  EXPECT_EQ(read["forwardPorts"], json({8080, 9000, 9229, "db:5432"}));
  const json& ports = read["portsAttributes"];
  EXPECT_EQ(ports["8080"],
            json({{"label", "api 8080"}, {"protocol", "http"}, {"onAutoForward", "notify"}}));
  EXPECT_EQ(ports["9229"], json({{"label", "api debugger"}, {"onAutoForward", "silent"}}));
  EXPECT_EQ(ports["db:5432"], json({{"label", "db"}, {"onAutoForward", "silent"}}));
  EXPECT_EQ(ports.size(), 4U);
}

TEST_F(DevContainer, ChangesOfItsServiceWhatADeveloperNeedsOtherwise) {
  const model::Rendering rendering = in_place_of(stack, "api");
  stack.services.at("api").memory_bytes = 1 << 20;
  stack.services.at("api").cpus = 0.5;
  const RenderedFile file = rendered(rendering).files.at(1);
  EXPECT_EQ(file.path, "work/api/.devcontainer/docker-compose.yml");
  const YAML::Node services = YAML::Load(file.text)["services"];
  ASSERT_EQ(services.size(), 1U);
  const YAML::Node api = services["api"];
  EXPECT_EQ(api["image"].as<std::string>(), "shop/devcontainer:dev");
  // As seen from work/api, where the first of the two files is.
  EXPECT_EQ(api["build"]["context"].as<std::string>(), "../..");
  EXPECT_EQ(api["build"]["dockerfile"].as<std::string>(), ".devcontainer/Dockerfile");
  EXPECT_EQ(api["volumes"][0]["source"].as<std::string>(), "../..");
  EXPECT_EQ(api["volumes"][0]["target"].as<std::string>(), "/workspaces/shop");
  EXPECT_FALSE(api["read_only"].as<bool>());
  EXPECT_TRUE(api["healthcheck"]["disable"].as<bool>());
  EXPECT_EQ(api["mem_limit"].as<int>(), 0);
  EXPECT_EQ(api["memswap_limit"].as<int>(), 0);
  EXPECT_EQ(api["cpus"].as<std::string>(), "0");
  EXPECT_EQ(api.size(), 8U);
}

TEST_F(DevContainer, OfItsOwnHasTheTreeWhereTheHostHasIt) {
  const json read = document(own);
  EXPECT_EQ(read["name"], "shop");
  EXPECT_EQ(read["build"], json({{"dockerfile", "./Dockerfile"}, {"context", ".."}}));
  EXPECT_EQ(read["workspaceFolder"], "${localWorkspaceFolder}");
  EXPECT_EQ(read["workspaceMount"],
            "type=bind,source=${localWorkspaceFolder},target=${localWorkspaceFolder}");
  EXPECT_EQ(read["runArgs"], json::array({"--network=host"}));
  EXPECT_EQ(read["forwardPorts"], json({8081, 443}));
  EXPECT_EQ(read["portsAttributes"]["443"],
            json({{"label", "edge 443"}, {"protocol", "https"}, {"onAutoForward", "notify"}}));
  EXPECT_EQ(read["postCreateCommand"],
            json::array({"${containerWorkspaceFolder}/.devcontainer/post-create.sh"}));
}

TEST_F(DevContainer, OfALibraryRunsNothing) {
  own.path = "work/shared/.devcontainer/devcontainer.json";
  const json read = document(own);
  EXPECT_EQ(read["name"], "shop: shared");
  EXPECT_EQ(read["build"],
            json({{"dockerfile", "../../../.devcontainer/Dockerfile"}, {"context", "../../.."}}));
  EXPECT_EQ(read["workspaceMount"],
            "type=bind,source=${localWorkspaceFolder}/../..,target=/workspaces/shop");
  EXPECT_EQ(read["workspaceFolder"], "/workspaces/shop/work/shared");
  EXPECT_FALSE(read.contains("forwardPorts"));
  EXPECT_FALSE(read.contains("runArgs"));
}

TEST_F(DevContainer, IsOfAnImageThatTheHostHasMade) {
  model::Image tools;
  tools.name = "dev-tools";
  tools.reference = "shop/tools:1";
  stack.images["dev-tools"] = tools;
  own.image = "dev-tools";
  json read = document(own);
  EXPECT_EQ(read["image"], "shop/tools:1");
  EXPECT_EQ(read["initializeCommand"],
            json::array({"${localWorkspaceFolder}/.devcontainer/initialize.sh"}));
  EXPECT_FALSE(read.contains("build"));
  own.path = "work/shared/.devcontainer/devcontainer.json";
  EXPECT_EQ(document(own)["initializeCommand"],
            json::array({"${localWorkspaceFolder}/../../.devcontainer/initialize.sh"}));

  model::Rendering rendering = in_place_of(stack, "api");
  rendering.image = "dev-tools";
  EXPECT_EQ(document(rendering)["initializeCommand"],
            json::array({"${localWorkspaceFolder}/../../.devcontainer/initialize.sh", "api"}));
  const YAML::Node api = YAML::Load(rendered(rendering).files.at(1).text)["services"]["api"];
  EXPECT_EQ(api["image"].as<std::string>(), "${CAISSON_IMAGE_DEV_TOOLS:-shop/tools:1}");
  EXPECT_FALSE(api["build"]);
}

TEST_F(DevContainer, HasTheExtensionsForWhatServicesAre) {
  const auto extensions = [](const json& read) {
    return read["customizations"]["vscode"]["extensions"];
  };
  EXPECT_EQ(extensions(document(in_place_of(stack, "api"))),
            json({"dbaeumer.vscode-eslint", "esbenp.prettier-vscode"}));
  EXPECT_EQ(extensions(document(own)),
            json({"dbaeumer.vscode-eslint", "esbenp.prettier-vscode", "ms-vscode.cmake-tools"}));
  stack.services.at("api").debug->kind = model::Debug::Kind::gdb;
  EXPECT_EQ(extensions(document(in_place_of(stack, "api"))), json::array({"ms-vscode.cpptools"}));
  stack.services.at("api").debug.reset();
  EXPECT_FALSE(document(in_place_of(stack, "api")).contains("customizations"));
  model::Image node;
  node.name = "node";
  node.reference = "registry:5000/library/node:22";
  stack.images["node"] = node;
  stack.images.at("app").bases = {"node"};
  EXPECT_EQ(extensions(document(in_place_of(stack, "api"))),
            json({"dbaeumer.vscode-eslint", "esbenp.prettier-vscode"}));
}

TEST_F(DevContainer, SaysFromWhatItComes) {
  for (const RenderedFile& file : rendered(in_place_of(stack, "api")).files)
    EXPECT_THAT(file.text, HasSubstr(" What caisson_add_rendering(work/api/.devcontainer/"));
  EXPECT_THAT(
      rendered(own).files.front().text,
      testing::StartsWith(
          "// What caisson_add_rendering(.devcontainer/devcontainer.json)\n"
          "// in services/CMakeLists.txt asks for. Change the declarations and run `caisson "
          "render`:\n"
          "// what is changed here is lost then.\n{\n"));
}

TEST_F(DevContainer, WantsTheFileForComposeOfItsFolder) {
  const model::Rendering rendering = in_place_of(stack, "api");
  stack.renderings.clear();
  const auto made = render_devcontainer(stack, rendering);
  ASSERT_FALSE(made);
  EXPECT_EQ(to_string(made.error()),
            "/s/CMakeLists.txt:9: no file for Compose in `work/api` holds `api`, which the dev "
            "container is to stand in for\n"
            "  declare it: `caisson_add_rendering(work/api/docker-compose.yml AS COMPOSE SERVICES "
            "api)`");
}

/// What a container in the service's place is said to forward, by the graph alone.
std::set<std::string> expected_ports(const model::Stack& stack, const model::Service& service) {
  std::set<std::string> expected;
  const auto add = [&](const model::Service& one, const std::string& host) {
    for (const std::uint16_t port : one.ports)
      expected.insert(host + std::to_string(port));
    for (const auto* published : {&one.publish, &one.prefer}) {
      for (const model::Publish& publish : *published)
        expected.insert(host + std::to_string(publish.container));
    }
  };
  add(service, "");
  if (service.debug) expected.insert(std::to_string(service.debug->port));
  for (const model::Dependency& dependency : service.depends)
    add(stack.services.at(dependency.service), dependency.service + ":");
  return expected;
}

RC_GTEST_PROP(DevContainerConformance, SaysOfEveryServiceWhatTheGraphSays, ()) {
  model::Stack stack = test::arbitrary_acyclic_stack();
  for (auto& [name, service] : stack.services) {
    service.wants.clear();
    service.ports = {test::arbitrary_port()};
    service.prefer = {{test::arbitrary_port(), test::arbitrary_port()}};
    if (*rc::gen::arbitrary<bool>())
      service.debug = model::Debug{model::Debug::Kind::node, test::arbitrary_port()};
  }
  for (const std::string& name : names_of(stack.services)) {
    const model::Rendering rendering = in_place_of(stack, name);
    const auto rendered = render_devcontainer(stack, rendering);
    RC_ASSERT(rendered.has_value());
    const json document = read(rendered->files.at(0).text);
    RC_ASSERT(document["service"] == name);
    std::set<std::string> ports;
    for (const json& port : document["forwardPorts"]) {
      const std::string key = port.is_string() ? port.get<std::string>() : port.dump();
      ports.insert(key);
      const std::string owner = key.find(':') == std::string::npos ? name : key.substr(0, 4);
      RC_ASSERT(document["portsAttributes"].at(key)["label"].get<std::string>().starts_with(owner));
    }
    RC_ASSERT(ports == expected_ports(stack, stack.services.at(name)));
  }
}

}  // namespace
}  // namespace caisson::render
