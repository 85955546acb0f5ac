#include "render/kubernetes_storage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/hash.hpp"
#include "base/path.hpp"
#include "render/kubernetes_names.hpp"
#include "render/relative_path.hpp"

namespace caisson::render {
namespace {

bool is_data(const model::Volume& volume) {
  return !volume.source.empty() && (!volume.is_path() || !volume.read_only);
}

/// Without a `/` behind it.
std::string source_of(const model::Volume& volume) {
  std::string source = volume.source;
  while (source.size() > 1 && source.back() == '/')
    source.pop_back();
  return source;
}

/// The outermost of the sources that the one of `volume` is or lies below; empty: none.
template <class Sources>
std::string claimed_source(const Sources& sources, const model::Volume& volume) {
  std::string source = source_of(volume);
  if (!volume.is_path()) return sources.contains(source) ? source : "";
  std::string outermost;
  for (; !source.empty(); source = folder_of(source)) {
    if (sources.contains(source)) outermost = source;
  }
  return outermost;
}

/// `data-postgres` for a path of the source tree.
std::string shared_name(const model::Stack& stack, const std::string& source) {
  const bool ours = source.front() == '/' && lies_in(source, stack.source_dir);
  return kubernetes_name(ours ? relative_path(source, stack.source_dir).substr(2) : source);
}

void name_claims(const model::Stack& stack, KubernetesClaims& claims) {
  std::set<std::string> taken;
  std::map<std::string, int> templates;  // by service
  for (auto& [source, claim] : claims) {
    if (claim.is_template) {
      const int number = ++templates[claim.users.front()];
      claim.name = number == 1 ? "data" : fmt::format("data-{}", number);
      continue;
    }
    claim.name = shared_name(stack, source);
    if (!taken.insert(claim.name).second) {
      claim.name = kubernetes_name(claim.name + "-" + sha256_hex(source).substr(0, 6));
      taken.insert(claim.name);
    }
  }
}

}  // namespace

bool writes_data(const model::Service& service) {
  return std::any_of(
      service.volumes.begin(), service.volumes.end(),
      [](const model::Volume& volume) { return is_data(volume) && !volume.read_only; });
}

KubernetesClaims kubernetes_claims(const model::Stack& stack, const std::vector<Member>& members) {
  std::set<std::string> written;
  for (const Member& member : members) {
    for (const model::Volume& volume : member.service.volumes) {
      if (is_data(volume)) written.insert(source_of(volume));
    }
  }
  KubernetesClaims claims;
  for (const Member& member : members) {
    for (const model::Volume& volume : member.service.volumes) {
      const std::string source = claimed_source(written, volume);
      if (source.empty()) continue;
      KubernetesClaim& claim = claims[source];
      claim.source = source;
      const bool is_first = claim.users.empty();
      if (is_first || claim.users.back() != member.service.name)
        claim.users.push_back(member.service.name);
      claim.is_template = is_first ? writes_data(member.service) && !member.service.completes
                                   : claim.is_template && claim.users.size() == 1;
    }
  }
  name_claims(stack, claims);
  return claims;
}

const KubernetesClaim* claim_of(const KubernetesClaims& claims, const model::Volume& volume) {
  const auto claim = claims.find(claimed_source(claims, volume));
  return claim == claims.end() ? nullptr : &claim->second;
}

std::string sub_path_of(const KubernetesClaim& claim, const model::Volume& volume) {
  constexpr const char* k_top = "data";
  const std::string source = source_of(volume);
  if (source.size() == claim.source.size()) return k_top;
  return k_top + source.substr(claim.source.size());
}

}  // namespace caisson::render
