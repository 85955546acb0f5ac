#include "import/load.hpp"

#include <gmock/gmock.h>

#include "import/path.hpp"
#include "import/project.hpp"

namespace caisson::import {
namespace {

using test::Project;
using ::testing::ElementsAre;

TEST(Load, TheFileAsAWhole) {
  EXPECT_EQ(Project("- a\n").mistakes(),
            "compose.yaml:1: expected a map with `services`, got a list\n  is it a compose file?");
  EXPECT_EQ(Project("name: shop\n").mistakes(),
            "compose.yaml:1: has no `services`\n  a file of version 1 has to be converted first");
  EXPECT_EQ(Project("service: {}\nservices: {}\n").mistakes(),
            "compose.yaml:1: service: unknown key `service`\n  did you mean `services`?");
  EXPECT_EQ(Project("services: [a]\n").mistakes(),
            "compose.yaml:1: services: expected a map, got a list");
  EXPECT_EQ(Project("services: {app: }\n").mistakes(),
            "compose.yaml: 2 mistakes:\n"
            "- compose.yaml:1: services.app: expected a map, got nothing\n"
            "- compose.yaml:1: services.app: has neither `image` nor `build` (say what it runs)");
  EXPECT_EQ(Project("services: {}\n").over("gone.yaml").mistakes(),
            "gone.yaml: cannot open: No such file or directory");
}

TEST(Load, TheStackIsNamedAfterTheFileOrItsFolder) {
  EXPECT_EQ(Project("services: {}\n").imported().stack.name, "shop");
  EXPECT_EQ(Project("name: My_Shop\nservices: {}\n").imported().stack.name, "my-shop");
}

TEST(Load, LaterFilesAreLaidOver) {
  Project project(
      "services:\n"
      "  app:\n"
      "    image: a:1\n"
      "    command: [one]\n"
      "    ports: ['80']\n"
      "    environment: [A=1, B=1]\n"
      "    volumes: ['./a:/a', './b:/b']\n"
      "    labels: {keep: 'yes', gone: 'yes'}\n");
  project.file("over.yaml",
               "services:\n"
               "  app:\n"
               "    command: [two]\n"
               "    ports: ['81']\n"
               "    environment: {B: '2'}\n"
               "    volumes: ['./c:/a']\n"
               "    labels: {gone: !reset null}\n"
               "    depends_on: !override [other]\n"
               "  other: {image: 'b:1'}\n");
  const model::Service app = project.over("over.yaml").app();
  EXPECT_THAT(app.command, ElementsAre("two"));
  EXPECT_THAT(app.ports, ElementsAre(80, 81));
  EXPECT_EQ(app.env.at("A") + app.env.at("B"), "12");
  ASSERT_EQ(app.volumes.size(), 2u);
  EXPECT_EQ(app.volumes[1].source, "/shop/c");
  EXPECT_EQ(app.labels.count("gone"), 0u);
  EXPECT_EQ(app.depends.at(0).service, "other");
}

TEST(Load, ExtendsLaysAServiceOverAnother) {
  Project project(
      "services:\n"
      "  app: {extends: {service: base, file: below/common.yaml}, environment: {B: two}}\n");
  project.file("below/common.yaml",
               "services:\n"
               "  root: {image: 'a:1', depends_on: [db]}\n"
               "  base:\n"
               "    extends: root\n"
               "    environment: {A: one, B: one}\n"
               "    volumes: ['./data:/data']\n"
               "    depends_on: {db: {condition: service_started, required: false}}\n");
  const model::Service app = project.app();
  EXPECT_EQ(app.env.at("A") + app.env.at("B"), "onetwo");
  EXPECT_EQ(app.volumes.at(0).source, "/shop/below/data");
  EXPECT_THAT(project.imported().files,
              ElementsAre("/shop/.env", "/shop/compose.yaml", "/shop/below/common.yaml"));
}

TEST(Load, ServicesThatExtendEachOther) {
  EXPECT_EQ(Project("services:\n  a: {extends: b, image: 'a:1'}\n  b: {extends: a}\n").mistakes(),
            "compose.yaml:2: services.a.extends: the services extend each other: `a → b → a`\n"
            "  take one `extends` out");
}

TEST(Load, IncludedFilesHaveTheirOwnFolderAndVariables) {
  Project project(
      "include:\n"
      "  - data/compose.yaml\n"
      "  - path: [mail/a.yaml, mail/b.yaml]\n"
      "    env_file: mail.env\n"
      "    project_directory: .\n"
      "services:\n"
      "  app: {image: 'a:1', depends_on: [db, mail]}\n");
  project.file("data/.env", "TAG=7\n").file("mail.env", "TAG=8\n");
  project.file("data/compose.yaml",
               "services: {db: {image: 'db:${TAG}', volumes: ['./x:/x', 'data:/d']}}\n"
               "volumes: {data: }\n");
  project.file("mail/a.yaml", "services: {mail: {image: 'mail:1'}}\n");
  project.file("mail/b.yaml", "services: {mail: {image: 'mail:${TAG}', volumes: ['./y:/y']}}\n");
  const Import import = project.imported();
  const model::Service& db = import.stack.services.at("db");
  EXPECT_EQ(import.stack.images.at(db.image).reference, "db:7");
  EXPECT_EQ(db.volumes.at(0).source, "/shop/data/x");
  const model::Service& mail = import.stack.services.at("mail");
  EXPECT_EQ(import.stack.images.at(mail.image).reference, "mail:8");
  EXPECT_EQ(mail.volumes.at(0).source, "/shop/y");
  EXPECT_EQ(db.declared_at, "data/compose.yaml:1");
}

TEST(Load, IncludesThatCannotBe) {
  Project project("include: [compose.yaml]\nservices: {}\n");
  EXPECT_EQ(project.mistakes(),
            "compose.yaml: the files include each other: `compose.yaml → compose.yaml`\n"
            "  take one `include` out");
  project.file("compose.yaml", "include: [other.yaml]\nservices: {a: {image: 'a:1'}}\n");
  project.file("other.yaml", "services: {a: {image: 'b:1'}}\n");
  EXPECT_EQ(project.mistakes(),
            "other.yaml:1: services.a: `a` is declared here and at compose.yaml:2\n"
            "  rename one of them, or use `extends`");
  project.file("compose.yaml", "include: [{env_file: a.env}]\nservices: {}\n");
  EXPECT_EQ(project.mistakes(), "compose.yaml:1: include[0]: `path` is missing");
  project.file("compose.yaml", "include: [{path: other.yaml, env_file: gone.env}]\nservices: {}\n");
  EXPECT_EQ(project.mistakes(), "gone.env: cannot open: No such file or directory");
  project.file("compose.yaml", "services: {}\n").file(".env", "A='\n");
  EXPECT_EQ(project.mistakes(), ".env:1: the single quote is not closed\n  close it");
}

TEST(Load, FilesThatNeverEnd) {
  Project project("include: [a.yaml, a.yaml]\nservices: {}\n");
  for (char name = 'a'; name < 'm'; ++name) {
    const std::string next = std::string(1, static_cast<char>(name + 1)) + ".yaml";
    project.file(std::string(1, name) + ".yaml", "include: [" + next + ", " + next + "]\n");
  }
  project.file("m.yaml", "services: {}\n");
  EXPECT_THAT(
      project.mistakes(),
      ::testing::HasSubstr(": more than 1000 files are read\n  do files include each other?"));
}

TEST(Path, IsResolvedAsText) {
  EXPECT_EQ(resolve("/shop/below", "../a/./b//c"), "/shop/a/b/c");
  EXPECT_EQ(resolve("/shop", "/etc/../a"), "/a");
  EXPECT_EQ(resolve("", "../a"), "../a");
  EXPECT_EQ(relative_to("/shop", "/shop/a/b"), "a/b");
  EXPECT_EQ(relative_to("/shop", "/shop"), ".");
  EXPECT_EQ(relative_to("/shop/build", "/shop/a"), "../a");
  EXPECT_EQ(relative_to("/shop/a/b", "/etc/x"), "/etc/x");
  EXPECT_EQ(folder_of("/a"), "/");
  EXPECT_EQ(folder_of("a"), ".");
  EXPECT_EQ(name_of("/a/b"), "b");
}

}  // namespace
}  // namespace caisson::import
