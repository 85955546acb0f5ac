#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "import/connect.hpp"

namespace caisson::import {
namespace {

class Modes {
 public:
  Modes(std::vector<Draft>& drafts, Context& context) : m_drafts(drafts), m_context(context) {
    m_modes.take("all");  // `start-all` is another target
    m_default = m_modes.take("default");
    for (Draft& draft : drafts) {
      for (const std::string& profile : draft.profiles) {
        if (!m_labels.contains(profile)) {
          m_labels[profile] = m_modes.take(label_of(profile, "profile"));
          m_order.push_back(profile);
        }
      }
    }
  }

  void run() {
    for (Draft& draft : m_drafts)
      set_profile(draft);
    for (const std::string& profile : m_context.request.profiles) {
      if (m_labels.contains(profile)) continue;
      m_context.report.add(Finding::Kind::error, m_context.project.root, "",
                           fmt::format("no service has the profile `{}`", profile),
                           did_you_mean(profile, m_order));
    }
    const bool all_start = std::all_of(m_drafts.begin(), m_drafts.end(),
                                       [](const Draft& draft) { return draft.started; });
    // Without a mode all services start: nothing has to be said.
    if (m_order.empty() && all_start) return;
    add(m_default, m_context.request.profiles, true);
    for (const std::string& profile : m_order)
      add(m_labels.at(profile), {profile}, false);
  }

 private:
  void set_profile(Draft& draft) {
    if (draft.profiles.size() == 1) draft.service.profile = m_labels.at(draft.profiles.front());
    if (draft.profiles.size() > 1) {
      draft.value.note("has more than one profile, and `PROFILE` names one: it is in their modes",
                       fmt::format("start it with `caisson up {}`", draft.service.name));
    }
  }

  bool starts(const Draft& draft, const std::vector<std::string>& profiles) const {
    const bool on =
        std::any_of(draft.profiles.begin(), draft.profiles.end(), [&](const std::string& profile) {
          return std::find(profiles.begin(), profiles.end(), profile) != profiles.end();
        });
    return draft.started && (draft.profiles.empty() || on);
  }

  void add(const std::string& name, const std::vector<std::string>& profiles, bool is_default) {
    model::Mode mode;
    mode.name = name;
    mode.declared_at = place_of(m_context.project.root);
    mode.is_default = is_default;
    std::set<std::string> needed;
    for (const Draft& draft : m_drafts) {
      if (!starts(draft, profiles)) continue;
      for (const model::Dependency& dependency : draft.service.depends)
        needed.insert(dependency.service);
    }
    for (const Draft& draft : m_drafts) {
      if (!starts(draft, profiles)) continue;
      // What others of the mode need comes along.
      if (!needed.contains(draft.service.name)) mode.services.push_back(draft.service.name);
      const std::string& profile = draft.service.profile;
      const auto& on = mode.profiles;
      if (!profile.empty() && std::find(on.begin(), on.end(), profile) == on.end())
        mode.profiles.push_back(profile);
    }
    if (mode.services.empty()) {
      m_context.report.add(Finding::Kind::note, m_context.project.root, "services",
                           "every service has a profile: nothing is started by default",
                           "start a mode, or name one that is `DEFAULT`");
      return;
    }
    m_context.stack.modes.emplace(mode.name, std::move(mode));
  }

  std::vector<Draft>& m_drafts;
  Context& m_context;
  Names m_modes;
  std::string m_default;
  std::map<std::string, std::string> m_labels;  ///< profile → the name it has here
  std::vector<std::string> m_order;
};

}  // namespace

void make_modes(std::vector<Draft>& drafts, Context& context) {
  Modes(drafts, context).run();
}

}  // namespace caisson::import
