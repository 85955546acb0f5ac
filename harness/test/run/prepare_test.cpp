#include "run/prepare.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/elf_builder.hpp"
#include "base/file.hpp"
#include "plan/address.hpp"
#include "run/graph.hpp"
#include "run/secrets.hpp"

namespace caisson::run::test {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// With a state folder of its own.
class PrepareTest : public ::testing::Test {
 protected:
  PrepareTest()
      : m_folder(fs::temp_directory_path() / ("caisson-prepare-" + std::to_string(::getpid()))) {
    fs::create_directories(m_folder);
    ::setenv("XDG_STATE_HOME", m_folder.c_str(), 1);
    service = &graph.add("api");
  }
  ~PrepareTest() override {
    (void)remove_secrets(k_instance);
    fs::remove_all(m_folder);
  }
  Result<Site> prepare() {
    plan = graph.plan();
    return prepare_site({&plan, k_instance, "/s/stack.json", process});
  }
  std::string path(const std::string& name) const { return (m_folder / name).string(); }

  const std::string k_instance = "prepare-" + std::to_string(::getpid());
  Graph graph;
  model::Service* service = nullptr;
  plan::Plan plan;
  plan::Variables process;

 private:
  fs::path m_folder;
};

TEST_F(PrepareTest, SecretsAreFilesOnTmpfsThatOthersCannotReach) {
  process["API_TOKEN"] = "s3cret\nwith lines";
  service->secrets["token"] = "env:API_TOKEN";
  const auto site = prepare();
  ASSERT_TRUE(site) << to_string(site.error());
  ASSERT_EQ(site->services.at("api").secrets.size(), 1u);
  const engine::Mount& mount = site->services.at("api").secrets[0];
  EXPECT_EQ(mount.target, "/run/secrets/token");
  EXPECT_TRUE(mount.read_only);
  EXPECT_EQ(*read_file(mount.source), "s3cret\nwith lines");
  struct stat about {};
  ASSERT_EQ(::stat(mount.source.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0444U);
  for (fs::path folder = fs::path(mount.source).parent_path(); folder.filename() != "secrets";
       folder = folder.parent_path()) {
    ASSERT_EQ(::stat(folder.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0700U) << folder;
  }
  ASSERT_TRUE(remove_secrets(k_instance));
  EXPECT_FALSE(file_exists(mount.source));
}

TEST_F(PrepareTest, ASecretsValueIsPartOfTheHashAndNothingElse) {
  process["API_TOKEN"] = "one";
  service->secrets["token"] = "env:API_TOKEN";
  const std::string before = prepare()->services.at("api").secrets_hash;
  EXPECT_EQ(prepare()->services.at("api").secrets_hash, before);
  process["API_TOKEN"] = "two";
  EXPECT_NE(prepare()->services.at("api").secrets_hash, before);
}

TEST_F(PrepareTest, AMissingSecretNamesServiceAndVariable) {
  service->secrets["token"] = "env:API_TOKEN";
  const auto site = prepare();
  ASSERT_FALSE(site);
  EXPECT_EQ(site.error().kind, ErrorKind::usage);
  EXPECT_EQ(site.error().place, "services.api.secrets.token");
  EXPECT_THAT(site.error().message, HasSubstr("`API_TOKEN`"));
}

TEST_F(PrepareTest, GeneratedFilesAreMountedReadOnlyAndPartOfTheHash) {
  std::vector<GeneratedFile> files{{"/dynamic/routes.yml", "{}"}};
  const auto site_with = [&](const std::vector<GeneratedFile>& wanted) {
    plan = graph.plan();
    return prepare_site({&plan, k_instance, "/s/stack.json", process, {{"api", wanted}}})
        ->services.at("api");
  };
  const ServiceSite before = site_with(files);
  ASSERT_EQ(before.files.size(), 1u);
  EXPECT_EQ(before.files[0].target, "/dynamic/routes.yml");
  EXPECT_TRUE(before.files[0].read_only);
  EXPECT_EQ(*read_file(before.files[0].source), "{}");
  struct stat about {};
  ASSERT_EQ(::stat(before.files[0].source.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0444U);
  const ino_t inode = about.st_ino;
  EXPECT_EQ(site_with(files).files_hash, before.files_hash);
  ASSERT_EQ(::stat(before.files[0].source.c_str(), &about), 0);
  EXPECT_EQ(about.st_ino, inode) << "who has it mounted still sees this very file";
  files[0].text = "{\"http\":{}}";
  EXPECT_NE(site_with(files).files_hash, before.files_hash);
  ASSERT_TRUE(remove_generated(k_instance));
  EXPECT_FALSE(file_exists(before.files[0].source));
}

TEST_F(PrepareTest, LookingWritesNoFile) {
  plan = graph.plan();
  const auto site = foresee_site(
      {&plan, k_instance, "/s/stack.json", process, {{"api", {{"/dynamic/routes.yml", "{}"}}}}});
  ASSERT_TRUE(site);
  EXPECT_FALSE(file_exists(site->services.at("api").files.at(0).source));
}

TEST_F(PrepareTest, EntriesOfTheModeComeOverTheServicesOwn) {
  service->env = {{"MOCKS", "false"}, {"HOST", "db"}};
  graph.stack().modes["front"].env["api"] = {{"MOCKS", "${WANTED}"}, {"MORE", "1"}};
  process["WANTED"] = "true";
  plan = graph.plan();
  plan.mode = "front";
  const auto site = prepare_site({&plan, k_instance, "/s/stack.json", process});
  ASSERT_TRUE(site) << to_string(site.error());
  EXPECT_THAT(
      site->services.at("api").environment,
      ElementsAre(std::pair("HOST", "db"), std::pair("MOCKS", "true"), std::pair("MORE", "1")));
  EXPECT_EQ(prepare()->services.at("api").environment.at("MOCKS"), "false");
}

TEST_F(PrepareTest, EnvFilesAndVariablesAreExpanded) {
  std::ofstream(path("env")) << "HOST=db\n";
  service->env_files = {path("env")};
  service->env["URL"] = "http://${HOST}:${PORT}";
  process["PORT"] = "80";
  EXPECT_EQ(prepare()->services.at("api").environment.at("URL"), "http://db:80");
  process.clear();
  EXPECT_EQ(prepare().error().kind, ErrorKind::usage);
  service->env_files = {path("missing")};
  EXPECT_EQ(prepare().error().kind, ErrorKind::usage);
}

TEST_F(PrepareTest, AMissingFolderIsMadeForTheServicesUser) {
  service->run_as = "999:998";
  service->volumes = {{path("data/db"), "/data", false}};
  const auto site = prepare();
  ASSERT_TRUE(site) << to_string(site.error());
  struct stat about {};
  ASSERT_EQ(::stat(path("data/db").c_str(), &about), 0);
  if (::geteuid() == 0) {
    EXPECT_EQ(about.st_uid, 999u);
    EXPECT_EQ(about.st_gid, 998u);
  }
}

TEST_F(PrepareTest, BothNamesOfAFolderHaveOneKey) {
  fs::create_directories(path("real"));
  fs::create_symlink(path("real"), path("link"));
  service->volumes = {{path("real"), "/a", false}, {path("link"), "/b", false}};
  const auto site = prepare();
  const auto& keys = site->services.at("api").persistent_paths;
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys.begin()->second, keys.rbegin()->second);
}

TEST_F(PrepareTest, AReadOnlySourceMustExist) {
  service->volumes = {{path("nginx.conf"), "/etc/nginx.conf", true}};
  EXPECT_EQ(prepare().error().kind, ErrorKind::usage);
}

TEST(ThisMachine, TheOwnerIsThisProcess) {
  const plan::Owner owner = this_process();
  EXPECT_EQ(owner.pid, ::getpid());
  EXPECT_NE(owner.start_time, 0u);
  EXPECT_NE(owner.pid_namespace, 0u);
  EXPECT_FALSE(owner.boot.empty());
}

TEST(ThisMachine, RoutesAreSubnetsButTheDefaultRoute) {
  for (const std::string& subnet : routed_subnets()) {
    EXPECT_TRUE(plan::subnet_from(subnet).has_value()) << subnet;
    EXPECT_NE(subnet, "0.0.0.0/0");
  }
}

TEST_F(PrepareTest, AProgramThatIsNotBuiltHasItsCommand) {
  graph.stack().build_dir = "/b";
  service->program = model::Program{"roller", path("roller")};
  EXPECT_EQ(to_string(prepare().error()),
            "/s/CMakeLists.txt:2: `" + path("roller") +
                "`, which `api` runs, is not built\n  cmake --build /b --target roller");
}

TEST_F(PrepareTest, AHalfWrittenProgramIsNotStarted) {
  service->program = model::Program{"roller", path("roller")};
  ASSERT_TRUE(write_file(path("roller"), "#!/bin/sh\n").has_value());
  EXPECT_EQ(to_string(prepare().error()),
            "/s/CMakeLists.txt:2: `" + path("roller") +
                "` is no ELF file\n  give a program that was built for Linux");
}

TEST_F(PrepareTest, AnotherProgramIsAnotherHash) {
  service->program = model::Program{"roller", path("roller")};
  const auto hash = [this](const std::string& more) {
    const std::string bytes = caisson::test::ElfBuilder{}.build() + more;
    EXPECT_TRUE(write_file(path("roller"), bytes, 0755).has_value());
    const auto site = prepare();
    EXPECT_TRUE(site.has_value());
    EXPECT_EQ(site->services.at("api").programs.front().path, "/usr/local/bin/roller");
    return site->services.at("api").programs_hash;
  };
  EXPECT_EQ(hash("1"), hash("1"));
  EXPECT_NE(hash("1"), hash("2"));
}

}  // namespace
}  // namespace caisson::run::test
