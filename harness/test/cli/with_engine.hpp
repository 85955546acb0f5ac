#pragma once

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/lock.hpp"
#include "base/temporary_folder.hpp"
#include "cli/command.hpp"

namespace caisson::test {

using nlohmann::json;

inline json toy(const std::string& line, std::vector<std::string> command) {
  return {{"declared_at", "/s/CMakeLists.txt:" + line}, {"image", "toy"}, {"command", command}};
}

inline json http(int port) {
  return {{"kind", "http"}, {"port", port}, {"path", "/"}, {"within_ms", 30000}};
}

/// The real command against the engine of this machine, with a stack of toys in an instance of the
/// test's own. Skipped without an engine, unless CAISSON_REQUIRE_ENGINE=1.
class WithEngine : public ::testing::Test {
 protected:
  void SetUp() override {
    write_recipe();
    write_manifest();
    const Ran reached = m_command.run({"status"});
    if (reached.exit_code == 3) {
      const char* required = std::getenv("CAISSON_REQUIRE_ENGINE");
      if (required != nullptr && std::string(required) == "1") FAIL() << reached.err;
      GTEST_SKIP() << reached.err;
    }
    m_reached = true;
  }

  void TearDown() override {
    if (!m_reached) return;
    const Ran down = m_command.run({"down"});
    EXPECT_EQ(down.exit_code, 0) << down.err;
    EXPECT_FALSE(file_exists(socket())) << "a supervisor's socket is left";
    EXPECT_FALSE(supervisor().has_value()) << "a supervisor is left";
  }

  Ran run(const std::vector<std::string>& arguments) { return m_command.run(arguments); }

  json status() { return json::parse(run({"status", "--format", "json"}).out); }

  json service(const std::string& name) {
    const json now = status();
    for (const auto& one : now.at("services")) {
      if (one.at("name") == name) return one;
    }
    return {};
  }

  std::string socket() const { return m_folder.path() + "/caisson/" + m_instance + ".sock"; }
  std::optional<LockHolder> supervisor() const {
    return lock_holder(m_folder.path() + "/caisson/" + m_instance + "/supervisor.lock");
  }

  void change_manifest(const std::function<void(json&)>& change) {
    json manifest = json::parse(*read_file(m_folder / "stack.json"));
    change(manifest);
    ASSERT_TRUE(write_file(m_folder / "stack.json", manifest.dump()).has_value());
  }

  void write_manifest() {
    json db = toy("3", {"/toy", "serve", "8080", "after", "100"});
    db["ports"] = {8080};
    db["healthcheck"] = http(8080);
    db["liveness"] = http(8080);
    db["liveness"]["every_ms"] = 200;
    json migrate = toy("4", {"/toy", "print", "migrated"});
    migrate["completes"] = true;
    migrate["depends"] = {{{"service", "db"}, {"condition", "healthy"}}};
    json api = toy("5", {"/toy", "serve", "8081"});
    api["healthcheck"] = http(8081);
    api["depends"] = {{{"service", "migrate"}, {"condition", "completed"}}};
    json bad = toy("6", {"/toy", "exit", "3", "after", "100"});
    bad["healthcheck"] = http(8082);
    json held = toy("7", {"/toy", "say", "x"});
    held["depends"] = {{{"service", "bad"}, {"condition", "healthy"}}};
    json slow = toy("8", {"/toy", "serve", "8083", "after", "60000"});
    slow["healthcheck"] = http(8083);
    json late = slow;
    late["healthcheck"]["within_ms"] = 300;
    json restless = toy("9", {"/toy", "exit", "3", "after", "1000"});
    restless["restart"] = "on-failure";
    const auto mode = [](const char* service, bool is_default) {
      return json{
          {"declared_at", "/s/CMakeLists.txt:9"}, {"services", {service}}, {"default", is_default}};
    };
    const json manifest{
        {"schema", 1},
        {"generator", {{"name", "Caisson"}, {"version", "0.1.0"}, {"cmake", "3.25.1"}}},
        {"stack",
         {{"name", "toys"},
          {"domain", "toys.local"},
          {"declared_at", "/s/CMakeLists.txt:1"},
          {"source_dir", m_folder.path()},
          {"build_dir", m_folder.path()},
          {"config", "Debug"}}},
        {"images",
         {{"toy",
           {{"declared_at", "/s/CMakeLists.txt:2"},
            {"reference", "toy:1"},
            {"recipe", m_folder / "recipe"}}}}},
        {"services",
         {{"db", db},
          {"migrate", migrate},
          {"api", api},
          {"bad", bad},
          {"held", held},
          {"slow", slow},
          {"late", late},
          {"restless", restless}}},
        {"modes", {{"good", mode("api", true)}, {"broken", mode("held", false)}}}};
    ASSERT_TRUE(write_file(m_folder / "stack.json", manifest.dump()).has_value());
  }

  TemporaryFolder m_folder;
  std::string m_instance = "cli-test-" + std::to_string(::getpid());
  Command m_command{{{"XDG_STATE_HOME", m_folder.path()},
                     {"XDG_RUNTIME_DIR", m_folder.path()},
                     {"CAISSON_MANIFEST", m_folder / "stack.json"},
                     {"CAISSON_INSTANCE", m_instance},
                     {"CAISSON_IMAGE_SOURCE", "recipe"}}};

 private:
  void write_recipe() {
    ASSERT_TRUE(make_directories(m_folder / "recipe").has_value());
    std::filesystem::copy_file(CAISSON_TOY, m_folder / "recipe/toy");
    std::filesystem::copy_file(CAISSON_TOY_RECIPE, m_folder / "recipe/rootfs.sh");
  }

  bool m_reached = false;
};

}  // namespace caisson::test
