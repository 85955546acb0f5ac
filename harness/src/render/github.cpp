#include "render/github.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "render/github_jobs.hpp"
#include "render/head.hpp"
#include "render/relative_path.hpp"
#include "render/yaml.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

/// GitHub's own limit for a matrix.
constexpr std::size_t k_most_jobs = 256;
constexpr std::size_t k_key_length = 16;
/// Where a job keeps images between the engine and the cache.
constexpr const char* k_cache = ".caisson-images";

/// From the top of the source tree; one that lies elsewhere is no part of the repository.
std::string in_tree(const model::Stack& stack, const std::string& path) {
  if (path.empty() || !lies_in(path, stack.source_dir)) return "";
  const std::string below = relative_path(path, stack.source_dir);
  return below == "." ? below : below.substr(2);
}

/// Whether one of the folders, each with a `/` at its end, holds this one.
bool lies_in_another(const std::set<std::string>& folders, const std::string& folder) {
  return std::any_of(folders.begin(), folders.end(), [&](const std::string& other) {
    return other != folder && folder.starts_with(other);
  });
}

/// What the images are made of, as patterns of `hashFiles`, one a line.
std::string recipes_of(const model::Stack& stack, const GithubJob& job) {
  std::set<std::string> folders;
  for (const std::string& name : job.images) {
    const model::Image& image = stack.images.at(name);
    for (const std::string& path : {image.recipe, image.context}) {
      const std::string folder = in_tree(stack, path);
      if (folder == ".") return "**";
      if (!folder.empty()) folders.insert(folder + "/");
    }
  }
  std::vector<std::string> patterns;
  for (const std::string& folder : folders) {
    if (!lies_in_another(folders, folder)) patterns.push_back(folder + "**");
  }
  return join(patterns, "\n");
}

/// Of what is declared of the images; what lies in their recipes is GitHub's to hash.
std::string declarations_of(const model::Stack& stack, const GithubJob& job) {
  Json declared = Json::array();
  for (const std::string& name : job.images) {
    const model::Image& image = stack.images.at(name);
    declared.push_back({name, image.reference, in_tree(stack, image.recipe),
                        in_tree(stack, image.context), image.target, image.bases});
  }
  return sha256_hex(dump_json(declared)).substr(0, k_key_length);
}

/// A regular expression of CTest that takes this text and no other.
std::string regex_literal(std::string_view text) {
  std::string pattern;
  for (const char one : text) {
    if (std::string_view(".+*?()[]|^$\\").find(one) != std::string_view::npos) pattern += '\\';
    pattern += one;
  }
  return pattern;
}

std::string pattern_of(const std::vector<std::string>& tests) {
  if (tests.empty()) return "";
  std::vector<std::string> patterns;
  for (const std::string& test : tests)
    patterns.push_back(regex_literal(test));
  return "^(" + join(patterns, "|") + ")$";
}

Json matrix_entry(const model::Stack& stack, const GithubJob& job) {
  return {{"name", job.shards == 1 ? job.mode
                                   : fmt::format("{} {} of {}", job.mode, job.shard, job.shards)},
          {"mode", job.mode},
          {"tests", pattern_of(job.tests)},
          {"images", declarations_of(stack, job)},
          {"recipes", recipes_of(stack, job)}};
}

Json run(std::string name, std::string command) {
  return {{"name", std::move(name)}, {"run", std::move(command)}};
}

Json steps() {
  const std::string file = fmt::format("{}/images.tar", k_cache);
  const std::string target = "cmake --build --preset dev --target ";
  Json start = run("Start the mode", target + "\"start-mode-$MODE\"");
  start["env"]["MODE"] = "${{ matrix.mode }}";
  Json build = run("Build what its tests are", "cmake --build --preset dev");
  build["if"] = "matrix.tests != ''";
  Json test = run("Run its tests", "ctest --preset dev --tests-regex \"$TESTS\"");
  test["if"] = build["if"];
  test["env"] = {{"TESTS", "${{ matrix.tests }}"}, {"CAISSON_REQUIRE_ENGINE", "1"}};
  Json keep = run("Keep the images that were made",
                  fmt::format("mkdir -p {} && docker image ls --filter label=dev.caisson.recipe "
                              "--format '{{{{.Repository}}}}:{{{{.Tag}}}}' | "
                              "xargs --no-run-if-empty docker save --output {}",
                              k_cache, file));
  keep["if"] = "steps.images.outputs.cache-hit != 'true'";
  Json stop = run("Stop everything", target + "stop-all");
  stop["if"] = "always()";
  return Json::array(
      {{{"uses", "actions/checkout@v4"}},
       {{"uses", "./.github/actions/prepare"}},
       {{"id", "images"},
        {"uses", "actions/cache@v4"},
        {"with",
         {{"path", k_cache},
          {"key",
           "caisson-${{ runner.os }}-${{ matrix.images }}-${{ hashFiles(matrix.recipes) "
           "}}"}}}},
       run("Load the images that are kept",
           fmt::format("if [ -e {0} ]; then docker load --quiet --input {0}; fi", file)),
       run("Configure", "cmake --preset dev"),
       std::move(start),
       run("Say how it is", target + "status"),
       std::move(build),
       std::move(test),
       std::move(keep),
       std::move(stop)});
}

Json document_of(const model::Stack& stack, const std::vector<GithubJob>& jobs) {
  Json entries = Json::array();
  for (const GithubJob& job : jobs)
    entries.push_back(matrix_entry(stack, job));
  Json job{{"name", "${{ matrix.name }}"},
           {"runs-on", "ubuntu-24.04"},
           {"timeout-minutes", 60},
           {"strategy", {{"fail-fast", false}, {"matrix", {{"include", std::move(entries)}}}}},
           {"steps", steps()}};
  return {
      {"name", "services"},
      {"on", {{"push", {{"branches", Json::array({"main"})}}}, {"pull_request", Json::object()}}},
      {"permissions", {{"contents", "read"}}},
      {"concurrency", {{"group", "services-${{ github.ref }}"}, {"cancel-in-progress", true}}},
      {"jobs", {{"mode", std::move(job)}}}};
}

}  // namespace

Result<Rendered> render_github(const model::Stack& stack, const model::Rendering& rendering,
                               const GithubOptions& options) {
  const std::vector<std::string> modes =
      rendering.mode.empty() ? names_of(stack.modes) : std::vector<std::string>{rendering.mode};
  const auto jobs = github_jobs(stack, modes, options.test_seconds);
  if (!jobs) return jobs.error();
  if (jobs->size() > k_most_jobs) {
    return Error{ErrorKind::usage,
                 fmt::format("the matrix has {} jobs, and GitHub runs {} at most", jobs->size(),
                             k_most_jobs),
                 rendering.declared_at, "declare several workflows, each with a MODE of its own"};
  }
  Rendered rendered;
  rendered.files = {
      {rendering.path, yaml_text(document_of(stack, *jobs), head_of(stack, rendering))}};
  const bool shares = std::any_of(jobs->begin(), jobs->end(),
                                  [](const GithubJob& job) { return job.tests.size() > 1; });
  if (shares && options.test_seconds.empty()) {
    rendered.losses.emplace_back(
        "no times of tests are known, so that all of a mode are in one job: `caisson report "
        "--format times` writes them for .github/test-times.json");
  }
  return rendered;
}

}  // namespace caisson::render
