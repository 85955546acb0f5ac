#include "engine/embedded/worker/image_work.hpp"

#include <array>
#include <utility>

#include "base/json.hpp"

namespace caisson::engine::embedded::worker {
namespace {

using nlohmann::json;

constexpr std::array k_kinds{
    std::pair{ImageWork::Kind::load, "load"}, std::pair{ImageWork::Kind::import, "import"},
    std::pair{ImageWork::Kind::build, "build"}, std::pair{ImageWork::Kind::pull, "pull"}};

Error not_ours(const char* what) {
  return {ErrorKind::protocol, std::string(what) + " of an image's making cannot be read"};
}

json encode_build(const BuildSpec& build) {
  return {{"tag", build.tag},          {"dockerfile", build.dockerfile}, {"target", build.target},
          {"args", build.args},        {"labels", build.labels},         {"network", build.network},
          {"shares", build.cpu_shares}};
}

BuildSpec decode_build(const json& text) {
  BuildSpec build;
  build.tag = text.at("tag");
  build.dockerfile = text.at("dockerfile");
  build.target = text.at("target");
  build.args = text.at("args").get<std::map<std::string, std::string>>();
  build.labels = text.at("labels").get<Labels>();
  build.network = text.at("network");
  build.cpu_shares = text.at("shares");
  return build;
}

}  // namespace

std::string encode_work(const ImageWork& work) {
  std::string kind;
  for (const auto& [value, name] : k_kinds)
    if (value == work.kind) kind = name;
  return dump_json(json{{"kind", kind},
                        {"store", work.store},
                        {"reference", work.reference},
                        {"file", work.file},
                        {"labels", work.labels},
                        {"build", encode_build(work.build)}});
}

Result<ImageWork> decode_work(std::string_view text) {
  const json whole = parse_json(text);
  try {
    ImageWork work;
    const std::string kind = whole.at("kind");
    bool known = false;
    for (const auto& [value, name] : k_kinds) {
      if (kind != name) continue;
      work.kind = value;
      known = true;
    }
    if (!known) return not_ours("the kind");
    work.store = whole.at("store");
    work.reference = whole.at("reference");
    work.file = whole.at("file");
    work.labels = whole.at("labels").get<Labels>();
    work.build = decode_build(whole.at("build"));
    return work;
  } catch (const json::exception&) {
    return not_ours("the order");
  }
}

std::string encode_outcome(const Result<std::string>& id) {
  if (id) return dump_json(json{{"id", *id}});
  const Error& error = id.error();
  return dump_json(json{{"kind", static_cast<int>(error.kind)},
                        {"message", error.message},
                        {"place", error.place},
                        {"remedy", error.remedy}});
}

Result<std::string> decode_outcome(std::string_view text) {
  const json whole = parse_json(text);
  try {
    if (whole.contains("id")) return whole.at("id").get<std::string>();
    return Error{static_cast<ErrorKind>(whole.at("kind").get<int>()), whole.at("message"),
                 whole.at("place"), whole.at("remedy")};
  } catch (const json::exception&) {
    return not_ours("the outcome");
  }
}

}  // namespace caisson::engine::embedded::worker
