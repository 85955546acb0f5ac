#include "render/vscode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "base/text.hpp"
#include "model/arbitrary.hpp"

namespace caisson::render {
namespace {
using nlohmann::json;

json read(const std::string& text) {
  return json::parse(text, nullptr, true, true);
}

/// api under Node's debugger, db.
class Vscode : public testing::Test {
 protected:
  void SetUp() override {
    test::add_service(stack, "db");
    api().debug = model::Debug{model::Debug::Kind::node, 9229, model::Sources{"/s/api", "/app"}};
    test::add_mode(stack, "all", {"api"}).is_default = true;
    rendering.kind = model::Rendering::Kind::vscode;
    rendering.path = "work/.vscode";
    rendering.declared_at = "/s/CMakeLists.txt:7";
  }
  model::Service& api() {
    const auto at = stack.services.find("api");
    return at == stack.services.end() ? test::add_service(stack, "api", {"db"}) : at->second;
  }
  json document(std::size_t index) const {
    const auto made = render_vscode(stack, rendering);
    EXPECT_TRUE(made) << to_string(made.error());
    return made ? read(made->files.at(index).text) : json();
  }
  json tasks() const { return document(0)["tasks"]; }
  json launch() const { return document(1); }
  json task(const std::string& label) const {
    for (const json& one : tasks()) {
      if (one["label"] == label) return one;
    }
    return {};
  }

  model::Stack stack = test::empty_stack();
  model::Rendering rendering;
};

TEST_F(Vscode, WritesTwoFilesThatSayFromWhatTheyCome) {
  const auto made = render_vscode(stack, rendering);
  ASSERT_TRUE(made);
  ASSERT_EQ(made->files.size(), 2U);
  EXPECT_EQ(made->files[0].path, "work/.vscode/tasks.json");
  EXPECT_EQ(made->files[1].path, "work/.vscode/launch.json");
  for (const RenderedFile& file : made->files)
    EXPECT_THAT(file.text,
                testing::StartsWith("// What caisson_add_rendering(work/.vscode)\n// in "));
}

TEST_F(Vscode, HasATaskForEachTarget) {
  std::vector<std::string> labels;
  for (const json& one : tasks())
    labels.push_back(one["label"]);
  EXPECT_THAT(labels, testing::ElementsAre("start-all", "stop-all", "start-mode-all", "start-api",
                                           "stop-api", "debug-api", "start-db", "stop-db"));
  const json start = task("start-api");
  EXPECT_EQ(start["type"], "process");
  EXPECT_EQ(start["command"], "cmake");
  EXPECT_EQ(start["args"], json({"--build", "--preset", "dev", "--target", "start-api"}));
  EXPECT_EQ(task("stop-api")["problemMatcher"], json::array());
}

TEST_F(Vscode, FindsTheDeclarationThatAnErrorNames) {
  const std::string pattern = task("start-all")["problemMatcher"]["pattern"]["regexp"];
  const std::string said =
      "error: " + to_string(Error{ErrorKind::usage, "`a: b` is wrong", "/s/CMakeLists.txt:12"});
  std::smatch match;
  ASSERT_TRUE(std::regex_match(said, match, std::regex(pattern))) << pattern;
  EXPECT_EQ(match[1], "error");
  EXPECT_EQ(match[2], "/s/CMakeLists.txt");
  EXPECT_EQ(match[3], "12");
  EXPECT_EQ(match[4], "`a: b` is wrong");
}

TEST_F(Vscode, AttachesToNode) {
  EXPECT_EQ(launch()["configurations"],
            json::array({{{"name", "Attach to api"},
                          {"type", "node"},
                          {"request", "attach"},
                          {"address", "127.0.0.1"},
                          {"port", 9229},
                          {"localRoot", "${workspaceFolder}/api"},
                          {"remoteRoot", "/app"},
                          {"sourceMaps", true},
                          {"restart", true},
                          {"skipFiles", {"<node_internals>/**", "**/node_modules/**"}},
                          {"preLaunchTask", "debug-api"}}}));
  EXPECT_FALSE(launch().contains("compounds"));
  api().debug->sources.reset();
  EXPECT_FALSE(launch()["configurations"][0].contains("localRoot"));
}

TEST_F(Vscode, AttachesToGdbServer) {
  api().debug->kind = model::Debug::Kind::gdb;
  api().debug->sources = model::Sources{"/s", "/app"};
  api().entrypoint = {"/app/bin/api", "--serve"};
  EXPECT_EQ(launch()["configurations"],
            json::array({{{"name", "Attach to api"},
                          {"type", "cppdbg"},
                          {"request", "launch"},
                          {"program", "${workspaceFolder}/bin/api"},
                          {"cwd", "${workspaceFolder}"},
                          {"MIMode", "gdb"},
                          {"miDebuggerServerAddress", "127.0.0.1:9229"},
                          {"sourceFileMap", {{"/app", "${workspaceFolder}"}}},
                          {"preLaunchTask", "debug-api"}}}));
}

TEST_F(Vscode, AProgramOfTheBuildIsWhereItWasLinked) {
  api().debug = model::Debug{model::Debug::Kind::gdb, 2345};
  api().program = model::Program{"api", "/s/build/bin/api"};
  EXPECT_EQ(launch()["configurations"],
            json::array({{{"name", "Attach to api"},
                          {"type", "cppdbg"},
                          {"request", "launch"},
                          {"program", "${workspaceFolder}/build/bin/api"},
                          {"cwd", "${workspaceFolder}"},
                          {"MIMode", "gdb"},
                          {"miDebuggerServerAddress", "127.0.0.1:2345"},
                          {"preLaunchTask", "debug-api"}}}));
}

TEST_F(Vscode, RefusesAProgramThatGdbCannotFind) {
  api().debug->kind = model::Debug::Kind::gdb;
  const std::string said =
      "/s/CMakeLists.txt:2: VS Code cannot know where the program of `api` is on this side\n"
      "  give it an ENTRYPOINT below the folder that `DEBUG … SOURCES` names, like `SOURCES "
      "build:/app`";
  for (const std::vector<std::string>& entrypoint :
       {std::vector<std::string>{}, {"api"}, {"/bin/api"}}) {
    api().entrypoint = entrypoint;
    const auto made = render_vscode(stack, rendering);
    ASSERT_FALSE(made);
    EXPECT_EQ(to_string(made.error()), said);
  }
}

TEST_F(Vscode, AttachesToAllWhereThereAreSeveral) {
  stack.services.at("db").debug = model::Debug{model::Debug::Kind::node, 9230};
  EXPECT_EQ(launch()["compounds"],
            json::array({{{"name", "Attach to all"},
                          {"configurations", {"Attach to api", "Attach to db"}},
                          {"stopAll", true}}}));
}

RC_GTEST_PROP(VscodeConformance, HasEveryTargetOfTheGraphAndNoOther, ()) {
  model::Stack stack = test::arbitrary_acyclic_stack();
  std::set<std::string> targets{"start-all", "stop-all", "start-mode-all"};
  std::map<std::string, std::uint16_t> debugged;
  std::vector<std::string> all;
  for (auto& [name, service] : stack.services) {
    all.push_back(name);
    targets.insert({"start-" + name, "stop-" + name});
    if (*rc::gen::arbitrary<bool>()) continue;
    service.debug = model::Debug{model::Debug::Kind::node, test::arbitrary_port()};
    targets.insert("debug-" + name);
    debugged["debug-" + name] = service.debug->port;
  }
  test::add_mode(stack, "all", all).is_default = true;
  model::Rendering rendering;
  rendering.path = ".vscode";
  const auto made = render_vscode(stack, rendering);
  RC_ASSERT(made.has_value());
  std::set<std::string> labels;
  const json tasks = read(made->files.at(0).text);
  for (const json& task : tasks["tasks"]) {
    labels.insert(task["label"].get<std::string>());
    RC_ASSERT(task["args"].back() == task["label"]);
  }
  RC_ASSERT(labels == targets);
  std::map<std::string, std::uint16_t> attached;
  const json launch = read(made->files.at(1).text);
  for (const json& entry : launch["configurations"])
    attached[entry["preLaunchTask"]] = entry["port"].get<std::uint16_t>();
  RC_ASSERT(attached == debugged);
  RC_ASSERT(launch.contains("compounds") == (debugged.size() > 1));
}

}  // namespace
}  // namespace caisson::render
