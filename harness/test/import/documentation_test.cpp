// docs/compose-import.md, line by line: each example is imported, and has the effect the page says.
#include <gmock/gmock.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "import/features.hpp"
#include "import/project.hpp"

namespace caisson::import {
namespace {

using ::testing::HasSubstr;

struct Row {
  std::string section;
  std::string example;
  std::string effect;
};

std::string page() {
  const auto text = read_file(CAISSON_PAGE);
  if (text) return *text;
  ADD_FAILURE() << to_string(text.error());
  return "";
}

std::vector<Row> rows() {
  std::vector<Row> rows;
  std::string section;
  for (const std::string& line : split(page(), '\n')) {
    if (line.starts_with("## ")) section = line.substr(3);
    const std::size_t end = line.find("` | ");
    if (!line.starts_with("| `") || end == std::string::npos) continue;
    rows.push_back({section, line.substr(3, end - 3), line.substr(end + 4, line.size() - end - 6)});
  }
  return rows;
}

/// The example where its section says that it stands, `%` of it, and what it refers to.
struct Frame {
  const char* service;  ///< lines of the service `app`
  const char* sections;
};

Frame frame_of(const std::string& section) {
  static const std::map<std::string, Frame> frames{
      {"The file", {"", "%\n"}},
      {"Services", {"%", ""}},
      {"Health checks", {"healthcheck: {%}", ""}},
      {"`build`", {"build: {%}", ""}},
      {"`deploy`", {"deploy: {%}", ""}},
      {"`deploy.resources`", {"deploy: {resources: {%}}", ""}},
      {"`deploy.resources.limits`", {"deploy: {resources: {limits: {%}}}", ""}},
      {"`networks` of a service", {"networks: {back: {%}}", ""}},
      {"Networks", {"networks: [own]", "networks: {back: {}, own: {%}}\n"}},
      {"Volumes", {"volumes: [own:/own]", "volumes: {data: {}, own: {%}}\n"}},
      {"`volumes` of a service", {"volumes: [%]", ""}},
      {"`bind` of a mount", {"volumes: [{type: bind, source: ./a, target: /a, bind: {%}}]", ""}},
      {"`volume` of a mount",
       {"volumes: [{type: volume, source: data, target: /a, volume: {%}}]", ""}},
      {"`tmpfs` of a mount", {"volumes: [{type: tmpfs, target: /a, tmpfs: {%}}]", ""}},
      {"Secrets", {"secrets: [token]", "secrets: {token: {%}}\n"}},
      {"Configs", {"configs: [settings]", "configs: {settings: {%}}\n"}},
      {"`secrets` of a service", {"secrets: [{source: token, %}]", ""}},
  };
  return frames.at(section);
}

std::string put(std::string frame, const std::string& example) {
  const std::size_t at = frame.find('%');
  if (at != std::string::npos) frame.replace(at, 1, example);
  return frame;
}

test::Project project_of(const Row& row) {
  static constexpr const char* k_sources[] = {"file:", "environment:", "external:"};
  const auto begins = [&](const char* source) { return row.example.starts_with(source); };
  const Frame frame = frame_of(row.section);
  const bool in_item = row.section == "`volumes` of a service" && !row.example.starts_with('{');
  std::string example =
      in_item ? "{type: bind, source: ./a, target: /a, " + row.example + "}" : row.example;
  if (row.section == "`build`" && !example.starts_with("context:")) example += ", context: web";
  if (row.section == "Secrets" && std::none_of(std::begin(k_sources), std::end(k_sources), begins))
    example += ", file: token.txt";
  if (row.section == "Health checks" && example.starts_with('{'))
    example = example.substr(1, example.size() - 2);
  std::string sections = put(frame.sections, example);
  const std::pair<const char*, const char*> known[] = {
      {"networks", "networks: {back: {}}\n"},
      {"volumes", "volumes: {data: {}}\n"},
      {"secrets", "secrets: {token: {file: token.txt}}\n"},
      {"configs", "configs: {settings: {file: settings.conf}}\n"}};
  for (const auto& [name, text] : known) {
    if (!sections.starts_with(name)) sections += text;
  }
  const std::string image = example.starts_with("image:") ? "" : "    image: shop/app:1\n";
  const bool has_build = row.section == "`build`" || example.starts_with("build:");
  std::string text =
      "services:\n  db:\n    image: shop/db:1\n    healthcheck: {test: [CMD, ready]}\n";
  text += "  other:\n    image: shop/other:1\n  app:\n" + (has_build ? "" : image);
  text += "    " + put(frame.service, example) + "\n" + sections;
  return test::Project(text).file("other.yaml", "services: {}\n").file("app.env", "A=1\n");
}

/// The first `code` of an effect.
std::string code_of(const std::string& effect) {
  return effect.substr(1, effect.find('`', 1) - 1);
}

/// CMake text without its layout.
std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank || (!line.empty() && line.back() != ' ')) line += blank ? ' ' : c;
  }
  return line;
}

TEST(Documentation, EveryLineIsTrue) {
  const auto all = rows();
  ASSERT_GT(all.size(), 180u);
  for (const Row& row : all) {
    SCOPED_TRACE(row.section + ": " + row.example);
    const test::Project project = project_of(row);
    std::string effect = row.effect;
    std::string word = effect.substr(0, effect.find(": "));
    if (word == "lost" || word == "noted" || word == "refused") {
      std::string said = effect.substr(word.size() + 2);
      const std::size_t semicolon = said.find("; ");
      const std::string remedy = semicolon == std::string::npos ? "" : said.substr(semicolon + 2);
      said = said.substr(0, semicolon);
      if (word == "refused") {
        EXPECT_THAT(project.mistakes(),
                    HasSubstr(": " + said + (remedy.empty() ? "" : "\n  " + remedy)));
      } else {
        EXPECT_THAT(project.findings(),
                    HasSubstr(": " + said + (remedy.empty() ? "" : " (" + remedy + ")") + "\n"));
      }
    } else if (effect.starts_with("`caisson_add_stack")) {
      const Import import = project.imported();
      EXPECT_THAT(project_text(import, declare(import, "/shop"), "x"), HasSubstr(code_of(effect)));
    } else if (effect.starts_with('`')) {
      EXPECT_THAT(on_one_line(project.text()), HasSubstr(code_of(effect)));
    } else if (effect.starts_with("no `")) {
      const std::string text = on_one_line(project.text());
      EXPECT_THAT(text.substr(text.find("caisson_add_service(app")),
                  ::testing::Not(HasSubstr(" " + code_of(effect.substr(3)) + " ")));
    } else {
      EXPECT_EQ(project.mistakes(), "");
    }
  }
}

TEST(Documentation, NamesEveryFeatureWithoutAnEquivalent) {
  const std::string text = page();
  for (const Feature& feature : features()) {
    const bool lost = feature.kind == Finding::Kind::loss;
    std::string row = lost                                  ? "lost: "
                      : feature.kind == Finding::Kind::note ? "noted: "
                                                            : "refused: ";
    row += feature.message;
    if (!feature.remedy.empty()) row += "; " + std::string(feature.remedy);
    EXPECT_THAT(text, HasSubstr(" | " + row + " |")) << feature.key;
    EXPECT_THAT(text, HasSubstr("| `" + std::string(feature.key) + ": ")) << feature.key;
  }
}

}  // namespace
}  // namespace caisson::import
