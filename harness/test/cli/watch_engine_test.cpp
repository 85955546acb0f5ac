#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>

#include "cli/with_engine.hpp"

namespace caisson::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// `up --watch` against the engine: db acts on edits of `config` and of its recipe, api follows it.
class WatchWithEngine : public WithEngine {
 protected:
  void SetUp() override {
    WithEngine::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    write("config/a", "1");
    json manifest = json::parse(*read_file(m_folder / "stack.json"));
    json& services = manifest.at("services");
    services["db"]["watch"] = {{{"path", m_folder / "config"}, {"action", "restart"}},
                               {{"path", m_folder / "recipe"}, {"action", "rebuild"}}};
    services["api"]["depends"].push_back({{"service", "db"}, {"condition", "healthy"}});
    services["api"]["restart_with"] = {"db"};
    ASSERT_TRUE(write_file(m_folder / "stack.json", manifest.dump()).has_value());
    m_command.start({"up", "--watch"});
    ASSERT_TRUE(m_command.wait_for_message("watching the sources of db")) << m_command.wait().err;
  }

  void write(const std::string& path, const std::string& text, mode_t mode = 0644) {
    const auto parent = std::filesystem::path(m_folder / path).parent_path().string();
    ASSERT_TRUE(make_directories(parent).has_value());
    ASSERT_TRUE(write_file(m_folder / path, text, mode).has_value());
  }

  /// Asked by another command than the one that watches.
  std::string started(const std::string& name) const {
    Command other = m_command;
    const json now = json::parse(other.run({"status", "--format", "json"}).out);
    for (const auto& one : now.at("services")) {
      if (one.at("name") == name) return one.at("started_at").dump() + one.at("state").dump();
    }
    return {};
  }

  Ran interrupt() {
    m_command.signal(SIGINT);
    return m_command.wait();
  }
};

TEST_F(WatchWithEngine, RestartsWhoActsAndWhoFollows) {
  const std::string db = started("db");
  const std::string api = started("api");
  write("config/a", "2");
  ASSERT_TRUE(m_command.wait_for_message("  ready in "));
  EXPECT_NE(started("db"), db);
  EXPECT_NE(started("api"), api);
  const Ran ended = interrupt();
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("File change detected: config/a\n"
                                   "  api: restarting, with db\n"
                                   "  db: restarting\n"));
  EXPECT_THAT(ended.err, HasSubstr("the watch has ended; the stack is still running"));
  EXPECT_EQ(service("api").at("state"), "healthy");
  EXPECT_TRUE(supervisor().has_value());
}

TEST_F(WatchWithEngine, TouchingIsNothing) {
  std::filesystem::last_write_time(m_folder / "config/a",
                                   std::filesystem::file_time_type::clock::now());
  write("config/a", "1");
  write("config/b", "1");
  ASSERT_TRUE(m_command.wait_for_message("  ready in "));
  const Ran ended = interrupt();
  EXPECT_THAT(ended.err, HasSubstr("File change detected: config/b\n"));
  EXPECT_THAT(ended.err, Not(HasSubstr("config/a")));
}

TEST_F(WatchWithEngine, ARebuildMakesTheImageAndTheContainerFromIt) {
  const std::string db = started("db");
  write("recipe/more", "1");
  ASSERT_TRUE(m_command.wait_for_message("  ready in "));
  EXPECT_NE(started("db"), db);
  EXPECT_THAT(interrupt().err, HasSubstr("  db: rebuilding\n"));
  EXPECT_EQ(run({"up"}).err, "everything is up to date (3 services)\n");
}

TEST_F(WatchWithEngine, AFailedRebuildKeepsWhatRuns) {
  const std::string db = started("db");
  const std::string api = started("api");
  write("recipe/rootfs.sh", "#!/bin/sh\necho this is not how\nexit 9\n", 0755);
  ASSERT_TRUE(m_command.wait_for_message("the rebuild failed"));
  EXPECT_EQ(started("db"), db);
  EXPECT_EQ(started("api"), api);
  // A restart takes the image that runs, whatever its recipe would make.
  write("config/a", "2");
  ASSERT_TRUE(m_command.wait_for_message("  ready in "));
  EXPECT_NE(started("db"), db);
  const Ran ended = interrupt();
  EXPECT_THAT(ended.err, HasSubstr("  db: the rebuild failed, what runs goes on running\n"));
  EXPECT_THAT(ended.err, HasSubstr("this is not how"));
}

TEST_F(WatchWithEngine, WaitsForAnotherCommandToEnd) {
  Command other = m_command;
  other.start({"up", "slow"});
  ASSERT_TRUE(other.wait_for_message("slow  started"));
  write("config/a", "2");
  other.signal(SIGINT);
  EXPECT_EQ(other.wait().exit_code, 130);
  EXPECT_TRUE(m_command.wait_for_message("  ready in "));
  interrupt();
}

}  // namespace
}  // namespace caisson::test
