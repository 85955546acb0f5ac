#include "watch/inputs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "base/elf_builder.hpp"
#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "model/builder.hpp"

namespace caisson::watch {
namespace {
namespace fs = std::filesystem;
using Action = model::Watch::Action;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class InputsTest : public testing::Test {
 protected:
  void SetUp() override {
    write("image/Dockerfile", "FROM scratch\n");
    write("src/a", "1");
    write("src/deep/b", "1");
    write("package.json", "{}");
    model::Image& image = stack.images.at("app");
    image.recipe = at("image");
    image.context = at("");
    image.context.pop_back();
    test::add_service(stack, "api").watch = {{at("src"), Action::restart, ""},
                                             {at("package.json"), Action::rebuild, ""}};
    plan = *plan::make_plan(stack, {});
  }

  std::string at(const std::string& path) const { return folder / path; }
  void write(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(at(path)).parent_path());
    ASSERT_TRUE(write_file(at(path), text).has_value());
  }
  Inputs read() const {
    auto inputs = Inputs::read(plan);
    EXPECT_TRUE(inputs.has_value());
    return std::move(*inputs);
  }
  Change restart(const std::string& path) const { return {"api", Action::restart, at(path)}; }
  static Hints everywhere() { return {true, {}}; }
  Hints hints(const std::string& path) const { return {false, {at(path)}}; }

  test::TemporaryFolder folder;
  model::Stack stack = test::empty_stack();
  plan::Plan plan;
};

TEST_F(InputsTest, OnlyAnotherContentIsAChange) {
  Inputs inputs = read();
  write("src/a", "1");
  fs::last_write_time(at("src/deep/b"), fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_THAT(inputs.look(everywhere()), IsEmpty());
  write("src/a", "2");
  EXPECT_THAT(inputs.look(everywhere()), ElementsAre(restart("src/a")));
  EXPECT_THAT(inputs.look(everywhere()), IsEmpty()) << "told once";
}

TEST_F(InputsTest, TheRightToExecuteIsContent) {
  Inputs inputs = read();
  fs::permissions(at("src/a"), fs::perms::owner_exec, fs::perm_options::add);
  EXPECT_THAT(inputs.look(hints("src/a")), ElementsAre(restart("src/a")));
}

TEST_F(InputsTest, LooksOnlyWhereItIsTold) {
  Inputs inputs = read();
  write("src/a", "2");
  write("src/deep/b", "2");
  EXPECT_THAT(inputs.look(hints("src/deep")), ElementsAre(restart("src/deep/b")));
  EXPECT_THAT(inputs.look(hints("src")), ElementsAre(restart("src/a")));
}

TEST_F(InputsTest, WhatComesAndGoes) {
  Inputs inputs = read();
  write("src/new/c", "1");
  fs::remove(at("src/a"));
  EXPECT_THAT(inputs.look(everywhere()),
              UnorderedElementsAre(restart("src/new/c"), restart("src/a")));
  fs::remove_all(at("src"));
  EXPECT_THAT(inputs.look(hints("src")),
              UnorderedElementsAre(restart("src/new/c"), restart("src/deep/b")));
  write("src/a", "1");
  EXPECT_THAT(inputs.look(hints("src")), ElementsAre(restart("src/a")));
}

TEST_F(InputsTest, AFileHasItsOwnConsequence) {
  Inputs inputs = read();
  write("package.json", "{ }");
  EXPECT_THAT(inputs.look(hints("package.json")),
              ElementsAre(Change{"api", Action::rebuild, at("package.json")}));
}

TEST_F(InputsTest, AFolderBecomesAFile) {
  Inputs inputs = read();
  fs::remove_all(at("src/deep"));
  write("src/deep", "1");
  EXPECT_THAT(inputs.look(hints("src/deep")),
              UnorderedElementsAre(restart("src/deep/b"), restart("src/deep")));
}

TEST_F(InputsTest, NamesThatBeginAlikeAreOthers) {
  write("src/deeper", "1");
  Inputs inputs = read();
  fs::remove(at("src/deeper"));
  write("src/deep/b", "2");
  EXPECT_THAT(inputs.look(hints("src/deep")), ElementsAre(restart("src/deep/b")));
}

TEST_F(InputsTest, LeavesOutWhatTheBuildLeavesOut) {
  write(".dockerignore", "**/*.log\nsrc/dist\n");
  write("src/dist/x", "1");
  write("src/.git/HEAD", "1");
  write("src/node_modules/m/index.js", "1");
  Inputs inputs = read();
  for (const char* path : {"src/dist/x", "src/.git/HEAD", "src/node_modules/m/index.js"})
    write(path, "2");
  write("src/deep/trace.log", "1");
  EXPECT_THAT(inputs.look(everywhere()), IsEmpty());
  EXPECT_TRUE(inputs.skips(at("src/dist")));
  EXPECT_TRUE(inputs.skips(at("src/node_modules")));
  EXPECT_FALSE(inputs.skips(at("src/deep")));
  EXPECT_TRUE(inputs.skips(at("elsewhere")));
}

TEST_F(InputsTest, WatchesOnPurposeWhatTheBuildLeavesOut) {
  write(".dockerignore", "src\n");
  Inputs inputs = read();
  write("src/a", "2");
  EXPECT_THAT(inputs.look(everywhere()), ElementsAre(restart("src/a")));
}

TEST_F(InputsTest, EachServiceIsToldForItself) {
  test::add_service(stack, "web").watch = {{at("src"), Action::sync, ""}};
  plan = *plan::make_plan(stack, {});
  Inputs inputs = read();
  write("src/a", "2");
  EXPECT_THAT(inputs.look(everywhere()),
              UnorderedElementsAre(restart("src/a"), Change{"web", Action::sync, at("src/a")}));
  EXPECT_THAT(inputs.roots(), ElementsAre(at("package.json"), at("src")));
}

/// What a linker does: away with the old one, then the new one piece by piece, then executable.
TEST_F(InputsTest, AProgramCountsWhenItIsWhole) {
  const std::string first = test::ElfBuilder{.needed = {"libfirst.so"}}.build();
  const std::string second = test::ElfBuilder{.needed = {"libother.so"}}.build();
  const auto link = [this](const std::string& bytes, mode_t mode) {
    fs::remove(at("api"));
    ASSERT_TRUE(write_file(at("api"), bytes, mode).has_value());
  };
  link(first, 0755);
  model::Service& api = stack.services.at("api");
  api.program = model::Program{"api", at("api")};
  api.watch = {{at("api"), Action::restart, ""}};
  Inputs inputs = read();
  fs::remove(at("api"));
  EXPECT_THAT(inputs.look(hints("api")), IsEmpty());
  link(second.substr(0, 100), 0755);
  EXPECT_THAT(inputs.look(hints("api")), IsEmpty());
  link(second, 0644);
  EXPECT_THAT(inputs.look(hints("api")), IsEmpty());
  link(first, 0755);
  EXPECT_THAT(inputs.look(hints("api")), IsEmpty()) << "the same bytes";
  link(second, 0755);
  EXPECT_THAT(inputs.look(hints("api")), ElementsAre(restart("api")));
}

}  // namespace
}  // namespace caisson::watch
