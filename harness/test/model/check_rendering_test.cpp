#include <gmock/gmock.h>

#include "model/checked_stack.hpp"

namespace caisson::model {
namespace {
using testing::HasSubstr;
using testing::IsEmpty;
using CheckRendering = test::CheckedStack;

TEST_F(CheckRendering, OutsideTheSourceTree) {
  test::add_rendering(stack, "../compose.yml");
  expect("/s/CMakeLists.txt:9: renderings.../compose.yml",
         "`../compose.yml` is no path below the source tree",
         "write it from there, like `docker-compose.yml`");
}

TEST_F(CheckRendering, OfWhatIsUnknown) {
  const auto expect_of = [&](Rendering rendering, const std::string& key,
                             const std::string& message, const std::string& remedy) {
    rendering.path = "compose.yml";
    rendering.declared_at = "/s/CMakeLists.txt:9";
    stack.renderings = {{rendering.path, rendering}};
    expect("/s/CMakeLists.txt:9: renderings.compose.yml" + key, message, remedy);
  };
  Rendering rendering;
  rendering.mode = "al";
  expect_of(rendering, ".mode", "unknown mode `al`", "did you mean `all`?");
  rendering.mode.clear();
  rendering.services = {"ap"};
  expect_of(rendering, ".services", "unknown service `ap`", "did you mean `api`?");
  rendering.services = {"api"};
  rendering.profiles = {"web"};
  expect_of(rendering, ".profiles", "no service has the profile `web`", "there are none");
  rendering.profiles.clear();
  rendering.mode = "all";
  expect_of(rendering, ".mode", "MODE and SERVICES are both given", "keep one of them");
}

TEST_F(CheckRendering, WhereNobodyLooksForIt) {
  const auto put = [&](Rendering::Kind kind, const std::string& path) {
    Rendering rendering;
    rendering.path = path;
    rendering.declared_at = "/s/CMakeLists.txt:9";
    rendering.kind = kind;
    stack.renderings = {{path, rendering}};
  };
  put(Rendering::Kind::devcontainer, "a.devcontainer/devcontainer.json");
  expect("/s/CMakeLists.txt:9: renderings.a.devcontainer/devcontainer.json.kind",
         "nobody looks for it at `a.devcontainer/devcontainer.json`",
         "write it like `.devcontainer/devcontainer.json`");
  put(Rendering::Kind::vscode, "vscode");
  expect("/s/CMakeLists.txt:9: renderings.vscode.kind", "nobody looks for it at `vscode`",
         "write it like `.vscode`");
  for (const char* path : {"services.yml", ".github/services.yml", ".github/workflows/a/b.yml",
                           ".github/workflows/a.txt"}) {
    put(Rendering::Kind::github, path);
    expect(fmt::format("/s/CMakeLists.txt:9: renderings.{}.kind", path),
           fmt::format("nobody looks for it at `{}`", path),
           "write it like `.github/workflows/services.yml`");
  }
  for (const auto& [kind, path] : {std::pair{Rendering::Kind::vscode, "api/.vscode"},
                                   {Rendering::Kind::github, ".github/workflows/a.yml"}}) {
    put(kind, path);
    EXPECT_THAT(check(stack), IsEmpty());
  }
}

TEST_F(CheckRendering, DevContainerOfTwoServices) {
  Rendering rendering;
  rendering.path = ".devcontainer/devcontainer.json";
  rendering.declared_at = "/s/CMakeLists.txt:9";
  rendering.kind = Rendering::Kind::devcontainer;
  rendering.services = {"api", "db"};
  stack.renderings = {{rendering.path, rendering}};
  expect("/s/CMakeLists.txt:9: renderings..devcontainer/devcontainer.json.services",
         "a dev container stands in for one of them",
         "keep the one that is developed in it: what it depends on comes along");
}

TEST_F(CheckRendering, DevContainerOfAnImage) {
  Rendering& rendering = test::add_rendering(stack, ".devcontainer/devcontainer.json");
  const std::string place = "/s/CMakeLists.txt:9: renderings..devcontainer/devcontainer.json.image";
  rendering.kind = Rendering::Kind::devcontainer;
  rendering.image = "ap";
  expect(place, "unknown image `ap`", "did you mean `app`?");
  rendering.image = "app";
  EXPECT_THAT(check(stack), IsEmpty());
  rendering.kind = Rendering::Kind::compose;
  expect(place, "only a dev container is of an image", "leave IMAGE away");
}

TEST_F(CheckRendering, WorkflowOfServices) {
  Rendering rendering;
  rendering.path = ".github/workflows/a.yml";
  rendering.declared_at = "/s/CMakeLists.txt:9";
  rendering.kind = Rendering::Kind::github;
  rendering.services = {"api"};
  stack.renderings = {{rendering.path, rendering}};
  expect("/s/CMakeLists.txt:9: renderings..github/workflows/a.yml.services",
         "a job of the workflow is a mode", "name a MODE, or leave both away for a job each");
}

TEST_F(CheckRendering, OfADefaultModeThatIsNone) {
  stack.modes.at("all").is_default = false;
  test::add_rendering(stack, "compose.yml");
  expect("/s/CMakeLists.txt:9: renderings.compose.yml",
         "no mode is DEFAULT, and neither MODE nor SERVICES is given", "say what it is to hold");
  stack.renderings.at("compose.yml").services = {"api"};
  EXPECT_THAT(check(stack), IsEmpty());
}

}  // namespace
}  // namespace caisson::model
