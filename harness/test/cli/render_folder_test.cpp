#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "cli/command.hpp"

namespace caisson::test {
namespace {
using testing::HasSubstr;

/// The real binary and a folder for Kubernetes in a source tree of its own; api reads a folder of
/// configuration.
class RenderFolder : public testing::Test {
 protected:
  void SetUp() override {
    put("conf/nested/a.conf", "a = 1\nb = 2\n");
    put("conf/b.conf", "b\n");
    write_manifest(true);
  }

  void put(const std::string& name, const std::string& text) {
    const std::string path = m_folder / name;
    ASSERT_TRUE(make_directories(path.substr(0, path.rfind('/'))).has_value());
    ASSERT_TRUE(write_file(path, text).has_value());
  }

  void write_manifest(bool with_overlay) {
    const std::string& top = m_folder.path();
    nlohmann::json stack{
        {"schema", 1},
        {"stack",
         {{"name", "shop"},
          {"domain", "shop.local"},
          {"source_dir", top},
          {"build_dir", top + "/build"}}},
        {"images", {{"api", {{"reference", "api:1"}}}}},
        {"services",
         {{"api",
           {{"image", "api"},
            {"declared_at", top + "/CMakeLists.txt:4"},
            {"run_as", "1000"},
            {"volumes",
             nlohmann::json::array({nlohmann::json{
                 {"source", top + "/conf"}, {"target", "/conf"}, {"read_only", true}}})}}}}},
        {"modes", {{"all", {{"services", {"api"}}, {"default", true}}}}},
        {"renderings",
         {{"k8s", {{"declared_at", top + "/CMakeLists.txt:6"}, {"kind", "kubernetes"}}}}}};
    if (with_overlay) stack["overlays"]["dev"]["replicas"]["api"] = 2;
    put("shop.json", stack.dump());
  }

  Ran render(std::vector<std::string> words = {}) {
    words.insert(words.begin(), {"render", "--manifest", m_folder / "shop.json"});
    return m_command.run(words, m_folder.path());
  }

  TemporaryFolder m_folder;
  Command m_command{{{"XDG_STATE_HOME", m_folder.path()}, {"CAISSON_MANIFEST", ""}}};
};

TEST_F(RenderFolder, HoldsTheFilesThatServicesRead) {
  const Ran first = render();
  EXPECT_EQ(first.exit_code, 0);
  EXPECT_EQ(first.err, "");
  EXPECT_THAT(first.out, HasSubstr("written   k8s/base/services/api.yaml\n"));
  const std::string text = *read_file(m_folder / "k8s/base/services/api.yaml");
  EXPECT_THAT(text, HasSubstr("  nested_a.conf: |\n    a = 1\n    b = 2\n"));
  EXPECT_THAT(text, HasSubstr("path: nested/a.conf\n"));
  EXPECT_EQ(render({"--check"}).exit_code, 0);
  put("conf/b.conf", "c\n");
  const Ran changed = render({"--check"});
  EXPECT_EQ(changed.exit_code, 1);
  EXPECT_THAT(changed.err, HasSubstr("k8s/base/services/api.yaml:"));
}

TEST_F(RenderFolder, SaysWhatIsLeftFromAnEarlierRenderAndRemovesIt) {
  ASSERT_EQ(render().exit_code, 0);
  put("k8s/README.md", "ours\n");
  write_manifest(false);
  const Ran check = render({"--check"});
  EXPECT_EQ(check.exit_code, 1);
  EXPECT_EQ(check.out,
            "k8s/overlays/dev/kustomization.yaml is left from an earlier render\n"
            "k8s/overlays/dev/patches/api.yaml is left from an earlier render\n"
            "k8s/overlays/dev/scaling.yaml is left from an earlier render\n");
  EXPECT_THAT(check.err, HasSubstr("3 files are not what the declarations say: "
                                   "`k8s/overlays/dev/kustomization.yaml`"));
  EXPECT_TRUE(file_exists(m_folder / "k8s/overlays/dev/scaling.yaml"));
  EXPECT_THAT(render().out, HasSubstr("removed   k8s/overlays/dev/scaling.yaml\n"));
  EXPECT_FALSE(file_exists(m_folder / "k8s/overlays/dev/scaling.yaml"));
  EXPECT_TRUE(file_exists(m_folder / "k8s/README.md"));
  EXPECT_EQ(render({"--check"}).exit_code, 0);
}

TEST_F(RenderFolder, SaysWhatIsLost) {
  nlohmann::json stack = nlohmann::json::parse(*read_file(m_folder / "shop.json"));
  stack["services"]["api"].erase("run_as");
  put("shop.json", stack.dump());
  EXPECT_EQ(render().err,
            "warning: k8s: it may run as root, as far as Kubernetes is told, say RUN_AS with a "
            "number that is not 0: `api`\n");
}

}  // namespace
}  // namespace caisson::test
