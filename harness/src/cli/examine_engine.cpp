#include <fmt/format.h>

#include <map>
#include <memory>

#include "base/file.hpp"
#include "base/lock.hpp"
#include "base/text.hpp"
#include "cli/await.hpp"
#include "cli/finding.hpp"
#include "lease/place.hpp"
#include "run/labels.hpp"

namespace caisson::cli {
namespace {

constexpr Duration k_registry_patience = std::chrono::seconds(3);

/// Asks the registry, through the engine, for a tag that does not exist: "no such image" is an
/// answer, and nothing is loaded.
Finding examine_registry(Context& context, engine::Engine& engine, const model::Stack& stack) {
  std::string reference;
  for (const auto& [name, image] : stack.images) {
    if (!image.reference.empty()) reference = image.reference;
  }
  if (reference.empty()) return {"registry", Finding::Grade::good, "not needed", {}};
  const auto colon = reference.rfind(':');
  const auto at = reference.find('@');
  if (at != std::string::npos) reference.resize(at);
  if (colon != std::string::npos && reference.find('/', colon) == std::string::npos) {
    reference.resize(std::min(colon, reference.size()));
  }
  engine::SubscriptionPtr pull;
  const auto answer =
      await<engine::ImageInfo>(context.loop(), [&](engine::Completion<engine::ImageInfo> done) {
        const auto once = std::make_shared<bool>(false);
        const auto first = [once, done](Result<engine::ImageInfo> result) {
          if (!std::exchange(*once, true)) done(std::move(result));
        };
        context.loop().clock().schedule(context.in(k_registry_patience), [first] {
          first(Error{ErrorKind::timed_out, "does not answer"});
        });
        pull = engine.pull_image(
            reference + ":caisson-doctor", [](const std::string&) {}, first);
      });
  if (answer || answer.error().kind == ErrorKind::not_found) {
    return {"registry", Finding::Grade::good, "answers", {}};
  }
  return {"registry", Finding::Grade::warn, answer.error().message,
          "Images are built from their recipes instead; nothing to do."};
}

/// Instances that run, and whether anybody looks after them.
Findings examine_instances(Context& context, engine::Engine& engine) {
  using List = std::vector<engine::Container>;
  const auto listed = await<List>(context.loop(), [&](engine::Completion<List> done) {
    engine.list_containers({{run::label::k_instance, ""}}, context.in(k_call_limit),
                           std::move(done));
  });
  if (!listed) {
    return {{"containers", Finding::Grade::bad, listed.error().message, "See the engine's log."}};
  }
  std::map<std::string, std::string> manifests;
  for (const auto& container : *listed) {
    manifests[run::label_of(container.labels, run::label::k_instance)] =
        run::label_of(container.labels, run::label::k_manifest);
  }
  Findings findings;
  for (const auto& [instance, manifest] : manifests) {
    const auto place = lease::place_of(instance);
    const bool kept = place && lock_holder(place->lock).has_value();
    const std::string down =
        fmt::format("caisson down --instance {} --manifest {}", instance, manifest);
    if (!manifest.empty() && !file_exists(manifest)) {
      findings.push_back(
          {"instance " + instance, Finding::Grade::warn, "its manifest is gone: left behind",
           "docker rm -f $(docker ps -aqf label=dev.caisson.instance=" + instance + ")"});
    } else if (!kept) {
      findings.push_back({"instance " + instance, Finding::Grade::warn,
                          "nobody looks after its containers", "caisson up, or " + down});
    } else {
      findings.push_back({"instance " + instance, Finding::Grade::good, "runs, supervised", {}});
    }
  }
  return findings;
}

}  // namespace

Findings examine_engine(Context& context) {
  const auto engine = context.engine();
  if (!engine) {
    const Error& error = engine.error();
    return {{"engine", Finding::Grade::bad, error.message,
             error.remedy.empty() ? "Install or start Docker: make start-all does it on Debian."
                                  : error.remedy}};
  }
  const auto& info = (*engine)->info();
  Findings findings{{"engine",
                     Finding::Grade::good,
                     fmt::format("{} {}, API {}, at {} (found by {})", info.kind, info.version,
                                 info.api, info.endpoint, info.found_by),
                     {}}};
  if (const auto stack = context.stack()) {
    findings.push_back(examine_registry(context, **engine, **stack));
  }
  const auto instances = examine_instances(context, **engine);
  findings.insert(findings.end(), instances.begin(), instances.end());
  return findings;
}

}  // namespace caisson::cli
