#include "render/members.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "model/graph.hpp"
#include "plan/environment.hpp"
#include "plan/plan.hpp"
#include "plan/selection.hpp"

namespace caisson::render {
namespace {

using Names = std::set<std::string>;

/// The names that a selection starts; a mode's own profiles that the reader switches are off unless
/// `on` names them.
class Closures {
 public:
  Closures(const model::Stack& stack, const model::Rendering& rendering, const model::Mode* mode)
      : m_stack(stack), m_rendering(rendering), m_mode(mode), m_graph(stack) {}

  Names with(const std::string& on) const {
    std::vector<std::string> profiles = always_on();
    if (!on.empty()) profiles.push_back(on);
    const std::vector<std::string> roots =
        m_mode == nullptr ? m_rendering.services : model::services_of(m_stack, *m_mode, profiles);
    Names names;
    for (const std::size_t index : m_graph.closure(model::roots_of(m_graph, roots, profiles)))
      names.insert(m_graph.service(index).name);
    return names;
  }

 private:
  std::vector<std::string> always_on() const {
    if (m_mode == nullptr) return {};
    std::vector<std::string> profiles = m_mode->profiles;
    std::erase_if(profiles, [&](const std::string& profile) {
      const auto& offered = m_rendering.profiles;
      return std::find(offered.begin(), offered.end(), profile) != offered.end();
    });
    return profiles;
  }

  const model::Stack& m_stack;
  const model::Rendering& m_rendering;
  const model::Mode* m_mode;
  model::ServiceGraph m_graph;
};

}  // namespace

Result<std::vector<Member>> members_of(const model::Stack& stack,
                                       const model::Rendering& rendering) {
  // A dependency behind a profile that nobody can switch on is an error here as at a start.
  const auto plan =
      plan::make_plan(stack, {rendering.mode, rendering.services, rendering.profiles});
  if (!plan) return plan.error();
  const model::Mode* mode = nullptr;
  if (rendering.services.empty()) {
    const auto found = plan::find_mode(stack, rendering.mode);
    if (!found) return found.error();
    mode = *found;
  }
  const Closures closures(stack, rendering, mode);
  const Names always = closures.with("");
  std::map<std::string, std::vector<std::string>> profiles_of;
  for (const std::string& profile : rendering.profiles) {
    for (const std::string& name : closures.with(profile)) {
      if (!always.contains(name)) profiles_of[name].push_back(profile);
    }
  }
  for (const std::string& name : always)
    profiles_of[name] = {};
  std::vector<Member> members;
  for (auto& [name, profiles] : profiles_of) {
    const model::Service& service = stack.services.at(name);
    members.push_back(
        {mode == nullptr ? service : plan::in_mode(service, *mode), std::move(profiles)});
  }
  return members;
}

Result<std::vector<Member>> members_in_cluster(const model::Stack& stack,
                                               const model::Rendering& rendering) {
  const auto is_edge = [](const auto& entry) { return entry.second.edge.has_value(); };
  if (std::none_of(stack.services.begin(), stack.services.end(), is_edge))
    return members_of(stack, rendering);
  model::Stack needing_nothing = stack;
  for (auto& [name, service] : needing_nothing.services) {
    if (service.edge) service.depends.clear();
  }
  return members_of(needing_nothing, rendering);
}

}  // namespace caisson::render
