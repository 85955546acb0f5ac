#include "engine/embedded/build/dockerfile.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.hpp"
#include "engine/embedded/build/stage_state.hpp"
#include "engine/embedded/build/words.hpp"

namespace caisson::engine::embedded::build {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;
using Words = std::vector<std::string>;

std::string refusal(const std::string& text) {
  const auto parsed = parse_dockerfile(text);
  if (parsed) return "(parsed)";
  const Error& error = parsed.error();
  return error.message + (error.remedy.empty() ? "" : " (" + error.remedy + ")");
}

/// The state after the instructions of one stage.
StageState state_of(const std::string& steps, const Variables& given = {},
                    const Variables& global = {}) {
  StageState state({}, given, global);
  const auto parsed = parse_dockerfile("FROM scratch\n" + steps);
  EXPECT_TRUE(parsed) << (parsed ? "" : to_string(parsed.error()));
  for (const Instruction& instruction : parsed->stages.front().steps)
    EXPECT_TRUE(state.apply(instruction)) << instruction.shown();
  return state;
}

std::string word(const std::string& text) {
  const auto expanded =
      expand_word(text, {{"name", "value"}, {"empty", ""}, {"path", "/a b"}, {"n1", "one"}});
  return expanded ? *expanded : "error: " + expanded.error().message;
}

TEST(Dockerfile, LinesGoOnBehindABackslash) {
  const auto file = parse_dockerfile(
      "# syntax\nFROM debian AS Build\nRUN one \\\n  # said in between\n\n  && two \\  \n  && "
      "three\nCMD x\n");
  ASSERT_TRUE(file);
  const Stage& stage = file->stages.front();
  EXPECT_EQ(stage.name, "build");
  EXPECT_EQ(stage.base, "debian");
  ASSERT_EQ(stage.steps.size(), 2U);
  EXPECT_EQ(stage.steps[0].text, "one   && two   && three");
  EXPECT_EQ(stage.steps[0].line, 3);
  EXPECT_EQ(stage.steps[1].line, 8);
}

TEST(Dockerfile, ListsAndFlags) {
  const auto file = parse_dockerfile(
      "FROM a\nCOPY --from=build --chown=1:2 [\"a b\", \"c\"]\nRUN [\"x\", \"y z\"]\nRUN [ -d /x "
      "]\n");
  ASSERT_TRUE(file);
  const auto& steps = file->stages.front().steps;
  EXPECT_THAT(steps[0].flags, UnorderedElementsAre(Pair("from", "build"), Pair("chown", "1:2")));
  EXPECT_THAT(steps[0].list, ElementsAre("a b", "c"));
  EXPECT_THAT(steps[1].list, ElementsAre("x", "y z"));
  EXPECT_FALSE(steps[2].is_list) << "a shell's test is no list";
}

TEST(Dockerfile, WhatIsNotKnownIsSaidWithItsLine) {
  EXPECT_EQ(refusal(""), "the Dockerfile has no FROM");
  EXPECT_EQ(refusal("RUN x"), "Dockerfile, line 1: RUN stands before the first FROM");
  EXPECT_EQ(refusal("FROM a\nRUM x"),
            "Dockerfile, line 2: unknown instruction `RUM` (did you mean `RUN`?)");
  EXPECT_EQ(refusal("FROM a\n\nADD x y"),
            "Dockerfile, line 3: ADD is not known to the embedded engine (COPY files; fetch and "
            "unpack archives with RUN)");
  EXPECT_EQ(refusal("FROM a\nRUN --mount=type=cache,target=/x y"),
            "Dockerfile, line 2: RUN has no `--mount` in the embedded engine (what only BuildKit "
            "knows is left out here)");
  EXPECT_EQ(
      refusal("FROM a\nONBUILD RUN x"),
      "Dockerfile, line 2: ONBUILD is not known to the embedded engine (write the instruction "
      "in the Dockerfiles that build on this one)");
  EXPECT_EQ(refusal("FROM a b"), "Dockerfile, line 1: FROM is an image, and a name after `AS`");
  EXPECT_EQ(refusal("FROM a\nUSER"), "Dockerfile, line 2: USER says nothing");
  EXPECT_EQ(refusal("FROM a\nSHELL bash -c"),
            R"(Dockerfile, line 2: SHELL wants a list (write it as ["/bin/bash", "-c"]))");
  EXPECT_EQ(refusal("# escape=`\nFROM a"),
            "the Dockerfile has another sign for escapes (leave `# escape=` out)");
}

TEST(Words, AreExpandedAsTheReferenceSays) {
  EXPECT_EQ(word("$name"), "value");
  EXPECT_EQ(word("a${name}b$n1"), "avaluebone");
  EXPECT_EQ(word("$path"), "/a b");
  EXPECT_EQ(word("$none|${none}"), "|");
  EXPECT_EQ(word("${none:-x}${empty:-y}${name:-z}"), "xyvalue");
  EXPECT_EQ(word("${none-x}${empty-y}"), "x");
  EXPECT_EQ(word("${name:+set}${empty:+set}${none:+set}"), "set");
  EXPECT_EQ(word("${empty+set}"), "set");
  EXPECT_EQ(word("${none:-${name}/x}"), "value/x");
  EXPECT_EQ(word(R"('$name' "$name" \$name)"), "$name value $name");
  EXPECT_EQ(word(R"("a\"b\n")"), R"(a"b\n)");
  EXPECT_EQ(word("100$"), "100$");
  EXPECT_THAT(word("${name"), HasSubstr("error: `${name` is no variable"));
  EXPECT_THAT(word("${name%x}"), HasSubstr("error: "));
  EXPECT_THAT(word("${}"), HasSubstr("error: "));
}

TEST(Words, PairsAreReadInBothForms) {
  const Variables known{{"V", "1"}};
  EXPECT_THAT(*expand_pairs(R"(a=$V b="2 3" c='$V' d=x\ y)", known),
              ElementsAre(Pair("a", "1"), Pair("b", "2 3"), Pair("c", "$V"), Pair("d", "x y")));
  EXPECT_THAT(*expand_pairs("key some $V words", known), ElementsAre(Pair("key", "some 1 words")));
  EXPECT_FALSE(expand_pairs("a=1 b", known));
}

TEST(StageState, BecomesTheImageOfItsInstructions) {
  const auto state = state_of(
      "ENV A=1 B=\"two words\"\nENV C=$A-$B\nWORKDIR /srv\nWORKDIR app/\nUSER node\nSTOPSIGNAL "
      "SIGINT\n"
      "LABEL x=$A\nVOLUME [\"/data\"]\nENTRYPOINT [\"entry\"]\nCMD serve --fast\nEXPOSE 80\n");
  const ImageConfig& config = state.image().config;
  EXPECT_EQ(config.env.at("C"), "1-two words");
  EXPECT_THAT(config.env.at("PATH"), HasSubstr("/usr/bin"));
  EXPECT_EQ(config.working_directory, "/srv/app");
  EXPECT_EQ(config.user, "node");
  EXPECT_EQ(config.stop_signal, "SIGINT");
  EXPECT_EQ(config.labels.at("x"), "1");
  EXPECT_THAT(config.volumes, ElementsAre("/data"));
  EXPECT_THAT(config.entrypoint, ElementsAre("entry"));
  EXPECT_THAT(config.command, ElementsAre("/bin/sh", "-c", "serve --fast"));
}

TEST(StageState, AnEntryPointTakesTheBasesCommandAway) {
  store::ConfigFile base;
  base.config.command = {"old"};
  StageState state(base, {}, {});
  const auto parsed = parse_dockerfile("FROM a\nENTRYPOINT [\"new\"]\n");
  ASSERT_TRUE(state.apply(parsed->stages.front().steps.front()));
  EXPECT_THAT(state.image().config.command, ElementsAre());
  const auto own = state_of("CMD [\"mine\"]\nENTRYPOINT [\"new\"]\n");
  EXPECT_THAT(own.image().config.command, ElementsAre("mine"));
}

TEST(StageState, ArgumentsAreThoseDeclared) {
  const auto state =
      state_of("ARG GIVEN=default\nARG KEPT=default\nARG GLOBAL\nARG NONE\nENV KEPT=env\n",
               {{"GIVEN", "given"}, {"STRANGE", "x"}, {"http_proxy", "p"}},
               {{"GLOBAL", "global"}, {"HIDDEN", "x"}});
  const Variables variables = state.variables();
  EXPECT_EQ(variables.at("GIVEN"), "given");
  EXPECT_EQ(variables.at("GLOBAL"), "global");
  EXPECT_EQ(variables.at("KEPT"), "env");
  EXPECT_FALSE(variables.contains("NONE"));
  EXPECT_FALSE(variables.contains("STRANGE"));
  EXPECT_FALSE(variables.contains("HIDDEN"));
  EXPECT_FALSE(variables.contains("http_proxy")) << "no reason to make a step anew";
  EXPECT_EQ(state.run_environment().at("http_proxy"), "p");
  EXPECT_FALSE(state.image().config.env.contains("GIVEN")) << "no part of the image";
}

TEST(StageState, HealthchecksAndShells) {
  EXPECT_THAT(
      state_of("HEALTHCHECK --interval=3s CMD [\"ask\", \"me\"]").image().config.healthcheck,
      ElementsAre("ask", "me"));
  EXPECT_THAT(
      state_of("SHELL [\"bash\", \"-e\"]\nHEALTHCHECK CMD ask me").image().config.healthcheck,
      ElementsAre("bash", "-e", "ask me"));
  EXPECT_THAT(state_of("HEALTHCHECK CMD x\nHEALTHCHECK NONE").image().config.healthcheck,
              ElementsAre());
}

/// All recipes of the catalogue, of the base images and of DICE.
TEST(Recipes, OfThisRepositoryAreUnderstood) {
  namespace fs = std::filesystem;
  int read = 0;
  for (const char* folder : {"services", "infrastructure/images", "workspace", ".devcontainer"}) {
    auto entries = fs::recursive_directory_iterator(fs::path(CAISSON_SOURCE_DIR) / folder);
    for (auto at = begin(entries); at != end(entries); ++at) {
      if (at->path().filename() == "node_modules") at.disable_recursion_pending();
      if (at->path().filename() != "Dockerfile") continue;
      const auto text = read_file(at->path());
      ASSERT_TRUE(text);
      const auto parsed = parse_dockerfile(*text);
      EXPECT_TRUE(parsed) << at->path() << ": " << (parsed ? "" : to_string(parsed.error()));
      if (!parsed) continue;
      ++read;
      const Variables given{{"BASE_DEBIAN", "d"}, {"BASE_NODE", "n"}};
      ASSERT_TRUE(global_arguments(*parsed, given));
      for (const Stage& stage : parsed->stages) {
        StageState state({}, given, {});
        for (const Instruction& step : stage.steps)
          EXPECT_TRUE(state.apply(step)) << at->path() << ", line " << step.line;
      }
    }
  }
  EXPECT_GE(read, 15);
}

}  // namespace
}  // namespace caisson::engine::embedded::build
