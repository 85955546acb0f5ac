#include "lease/bundle.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"

namespace caisson::lease {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

/// What a shell makes of a line.
std::vector<std::string> words_of(const std::string& line) {
  const std::string command = "printf '%s\\n' " + line;
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string text;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr)
    text += buffer.data();
  ::pclose(pipe);
  auto words = split(text, '\n');
  words.pop_back();
  return words;
}

class BundleTest : public ::testing::Test {
 protected:
  BundleTest() {
    m_stack.build_dir = m_folder.path();
    m_evidence.stack = &m_stack;
    m_evidence.environment = "shop.t123456";
    m_evidence.test = "Orders.Ship";
    m_evidence.services = {"db", "cache"};
    Facts facts;
    facts.host = "127.0.0.1";
    facts.ports = {{5432, 28001}};
    facts.first_port = 5432;
    facts.url = "postgres://shop:hunter2@127.0.0.1:28001/shop";
    m_evidence.facts["db"] = facts;
    engine::Container container;
    container.id = "4711";
    container.name = "shop.t123456-db";
    container.phase = engine::Phase::running;
    container.networks = {{"shop_default_network", "10.128.0.9"}};
    container.ports = {{5432, "127.0.0.1", 28001}};
    m_evidence.states["db"] = container;
    m_evidence.variables["db"] = {{"POSTGRES_PASSWORD", "hunter2"},
                                  {"URL", "postgres://shop:hunter2@db/shop"},
                                  {"LANG", "C"}};
    write("db", "listening");
    m_evidence.window.push_back({2, "db", "ready", true});
    write("cache", "hello");
    write("db", "no such table");
  }

  void write(const std::string& service, const std::string& text) {
    m_evidence.window.push_back({1, service, text, false});
  }

  Verdict bundle() {
    const auto verdict = write_bundle(m_evidence);
    EXPECT_TRUE(verdict.has_value()) << to_string(verdict.error());
    return verdict ? *verdict : Verdict{};
  }

  static std::string read(const std::string& path) {
    const auto text = read_file(path);
    return text ? *text : "(" + to_string(text.error()) + ")";
  }

  static std::vector<std::string> files(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
      names.push_back(entry.path().filename());
    return names;
  }

  test::TemporaryFolder m_folder;
  model::Stack m_stack;
  Evidence m_evidence;
};

TEST_F(BundleTest, WritesWhatThereIsToKnow) {
  const Verdict verdict = bundle();
  EXPECT_EQ(verdict.folder, m_folder / "caisson/failures/Orders.Ship");
  EXPECT_THAT(files(verdict.folder),
              UnorderedElementsAre("db.json", "db.log", "cache.log", "history.txt",
                                   "environment.txt", "rerun.txt"));
  EXPECT_EQ(read(verdict.folder + "/db.log"), "listening\nno such table\n");
  EXPECT_EQ(read(verdict.folder + "/history.txt"), "db: ready\n");
  const auto about = nlohmann::json::parse(read(verdict.folder + "/db.json"));
  EXPECT_EQ(about.at("phase"), "running");
  EXPECT_EQ(about.at("ports").at("5432"), 28001);
  EXPECT_EQ(about.at("addresses").at("shop_default_network"), "10.128.0.9");
  EXPECT_EQ(about.at("environment").at("LANG"), "C");
  EXPECT_THAT(read(verdict.folder + "/environment.txt"), HasSubstr("CAISSON_DB_PORT=28001\n"));
}

TEST_F(BundleTest, TheSummaryHasTheLastLinesAndTheWayOn) {
  for (int i = 0; i < 20; ++i)
    write("db", "line " + std::to_string(i));
  const Verdict verdict = bundle();
  EXPECT_THAT(verdict.summary, HasSubstr("services of `Orders.Ship` in shop.t123456"));
  EXPECT_THAT(verdict.summary, HasSubstr("  db (running)\n    | line 12\n"));
  EXPECT_THAT(verdict.summary, HasSubstr("    | line 19\n  cache (gone)\n    | hello\n"));
  EXPECT_THAT(verdict.summary, Not(HasSubstr("line 11\n")));
  EXPECT_THAT(verdict.summary, HasSubstr(verdict.folder));
  EXPECT_THAT(verdict.summary, HasSubstr("ctest --test-dir"));
}

TEST_F(BundleTest, TheContainerThatIsGoneHasItsLogToo) {
  m_evidence.states.clear();
  EXPECT_EQ(read(bundle().folder + "/db.log"), "listening\nno such table\n");
}

TEST_F(BundleTest, SecretsStayOut) {
  m_evidence.variables["db"]["JDBC"] = "jdbc:postgresql://shop:hunter2@db/shop";
  m_evidence.variables["db"]["BOTH"] = "redis://a:hunter2@b,redis://c:hunter2@d";
  m_evidence.variables["db"]["RAW"] = "postgres://shop:p@hunter2@db/shop";
  m_evidence.variables["db"]["DSN"] = "host=db user=shop password=hunter2";
  m_evidence.variables["db"]["QUERY"] = "postgres://db/shop?user=shop&password=hunter2";
  m_evidence.variables["db"]["AWS_SECRET_ACCESS"] = "hunter2";
  const Verdict verdict = bundle();
  for (const std::string& name : files(verdict.folder))
    EXPECT_THAT(read(verdict.folder + "/" + name), Not(HasSubstr("hunter2"))) << name;
  EXPECT_THAT(verdict.summary, Not(HasSubstr("hunter2")));
  EXPECT_THAT(read(verdict.folder + "/db.json"), HasSubstr("postgres://shop:***@db/shop"));
  EXPECT_THAT(read(verdict.folder + "/environment.txt"),
              HasSubstr("CAISSON_DB_URL=postgres://shop:***@127.0.0.1:28001/shop\n"));
}

TEST(WithoutSecrets, LeavesAloneWhatIsNone) {
  const std::map<std::string, std::string> plain{{"URL", "http://host:80/path@x"},
                                                 {"MAIL", "me@home:22"},
                                                 {"USER_URL", "ssh://me@host/x:y@z"},
                                                 {"NAME", "monk"}};
  EXPECT_EQ(without_secrets(plain), plain);
}

TEST(WithoutSecrets, GoesByTheName) {
  EXPECT_THAT(
      without_secrets({{"db_password", "a"},
                       {"API_KEY", "b"},
                       {"GithubToken", "c"},
                       {"PGPASS", "d"},
                       {"AWS_CREDENTIALS", "e"}}),
      ElementsAre(Pair("API_KEY", "***"), Pair("AWS_CREDENTIALS", "***"),
                  Pair("GithubToken", "***"), Pair("PGPASS", "***"), Pair("db_password", "***")));
}

TEST_F(BundleTest, OddNamesAreFoldersToo) {
  const fs::path failures = m_folder / "caisson/failures";
  for (const std::string& name :
       {std::string("a/b"), std::string("../../escape"), std::string(".."), std::string(),
        std::string("with blank\nand 'quote'"), std::string("\xc3\xa9"), std::string(400, 'x')}) {
    m_evidence.test = name;
    const auto verdict = write_bundle(m_evidence);
    ASSERT_TRUE(verdict.has_value()) << name << to_string(verdict.error());
    EXPECT_EQ(fs::path(verdict->folder).parent_path(), failures) << name;
    EXPECT_TRUE(file_exists(verdict->folder + "/db.log")) << name;
  }
  EXPECT_THAT(files(m_folder.path()), ElementsAre("caisson"));
}

TEST_F(BundleTest, LongNamesWithOneBeginAreTwoFolders) {
  m_evidence.test = std::string(400, 'x') + "1";
  const std::string first = bundle().folder;
  m_evidence.test = std::string(400, 'x') + "2";
  EXPECT_NE(bundle().folder, first);
}

TEST_F(BundleTest, TheNextFailureReplacesIt) {
  const std::string folder = bundle().folder;
  ASSERT_TRUE(write_file(folder + "/old.log", "x").has_value());
  m_evidence.window.clear();
  write("db", "second");
  EXPECT_EQ(bundle().folder, folder);
  EXPECT_EQ(read(folder + "/db.log"), "second\n");
  EXPECT_THAT(files(folder), Not(Contains("old.log")));
}

TEST_F(BundleTest, TheLineThatRunsItAgainMeansThisTestOnly) {
  for (const std::string name :
       {"Orders.Ship", "a+b(c)[d]{2}|e^f$*?\\g", "Suite/Type<int>.Case/0", "it's one"}) {
    m_evidence.test = name;
    const std::string line = read(bundle().folder + "/rerun.txt");
    const auto words = words_of(std::string(trim(line)));
    ASSERT_THAT(words, ElementsAre("ctest", "--test-dir", m_folder.path(), "-R", ::testing::_,
                                   "--output-on-failure"));
    const std::regex expression(words[4], std::regex::ECMAScript);
    EXPECT_TRUE(std::regex_search(name, expression)) << words[4];
    EXPECT_FALSE(std::regex_search(name + "s", expression)) << words[4];
    EXPECT_FALSE(std::regex_search("x" + name, expression)) << words[4];
  }
  m_evidence.test = "Orders.Ship";
  EXPECT_THAT(read(bundle().folder + "/rerun.txt"), HasSubstr("'^Orders\\.Ship$'"));
}

TEST_F(BundleTest, SaysWhyItCannotWrite) {
  ASSERT_TRUE(write_file(m_folder / "caisson", "in the way").has_value());
  const auto verdict = write_bundle(m_evidence);
  ASSERT_TRUE(verdict.has_error());
  EXPECT_EQ(verdict.error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace caisson::lease
