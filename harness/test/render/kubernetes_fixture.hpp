#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "model/builder.hpp"
#include "render/kubernetes.hpp"
#include "render/read_kubernetes.hpp"

namespace caisson::render {

/// api on db, cache and a one-shot; a mailer that it wants.
class KubernetesTest : public testing::Test {
 protected:
  void SetUp() override {
    test::add_service(stack, "db");
    test::add_service(stack, "cache");
    model::Service& migrate = test::add_service(stack, "migrate", {"db"});
    migrate.completes = true;
    migrate.healthcheck.reset();
    migrate.ports.clear();
    model::Service& api = test::add_service(stack, "api", {"db"});
    api.depends.push_back({"cache", model::Condition::started});
    api.depends.push_back({"migrate", model::Condition::completed});
    api.wants = {"mailer"};
    test::add_service(stack, "mailer");
    for (const char* name : {"db", "cache", "migrate", "api", "mailer"})
      service(name).run_as = "1000:1000";
    test::add_mode(stack, "all", {"api", "mailer"}).is_default = true;
    rendering.path = "deploy/k8s";
    rendering.declared_at = "/s/services/CMakeLists.txt:7";
    rendering.kind = model::Rendering::Kind::kubernetes;
  }

  model::Service& service(const std::string& name) { return stack.services.at(name); }
  Result<Rendered> render() const {
    const FilesAt files_at = [this](const std::string& path, std::size_t) {
      const auto at = files.find(path);
      return at == files.end() ? Result<std::vector<MountedFile>>(
                                     Error{ErrorKind::not_found, "there is no such file", path})
                               : Result<std::vector<MountedFile>>(at->second);
    };
    return render_kubernetes(stack, rendering, {files_at});
  }
  Rendered rendered() const {
    const auto made = render();
    EXPECT_TRUE(made) << to_string(made.error());
    return made ? *made : Rendered{};
  }
  test::KubernetesDocument read() const { return test::read_kubernetes(rendered()); }
  test::KubernetesWorkload read(const std::string& name) const { return read().workloads.at(name); }
  /// The text of a file of the folder.
  std::string file(const std::string& path) const {
    for (const RenderedFile& file : rendered().files) {
      if (file.path == rendering.path + "/" + path) return file.text;
    }
    return "";
  }
  std::string error() const {
    const auto made = render();
    return made ? "rendered" : to_string(made.error());
  }

  model::Stack stack = test::empty_stack();
  model::Rendering rendering;
  std::map<std::string, std::vector<MountedFile>> files;
};

}  // namespace caisson::render
