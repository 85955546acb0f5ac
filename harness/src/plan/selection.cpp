#include "plan/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "model/graph.hpp"

namespace caisson::plan {
namespace {

Error unknown(std::string_view what, const std::string& name,
              const std::vector<std::string>& candidates) {
  return Error{ErrorKind::usage, fmt::format("unknown {} `{}`", what, name), "",
               did_you_mean(name, candidates)};
}

Result<const model::Mode*> default_mode(const model::Stack& stack) {
  if (stack.modes.empty()) return nullptr;
  for (const auto& [name, mode] : stack.modes) {
    if (mode.is_default) return &mode;
  }
  if (stack.modes.size() == 1) return &stack.modes.begin()->second;
  return Error{ErrorKind::usage, fmt::format("the stack `{}` has no default mode", stack.name),
               stack.declared_at,
               fmt::format("add DEFAULT to one, or name one with --mode: `{}`",
                           join(names_of(stack.modes), "`, `"))};
}

Result<void> check_names(const model::Stack& stack, const Selection& selection) {
  for (const std::string& name : selection.services) {
    if (!stack.services.contains(name)) return unknown("service", name, names_of(stack.services));
  }
  std::set<std::string> profiles;
  for (const auto& [name, service] : stack.services) {
    if (!service.profile.empty()) profiles.insert(service.profile);
  }
  for (const std::string& profile : selection.profiles) {
    if (!profiles.contains(profile)) {
      return unknown("profile", profile, {profiles.begin(), profiles.end()});
    }
  }
  return {};
}

}  // namespace

Result<const model::Mode*> find_mode(const model::Stack& stack, const std::string& name) {
  if (name.empty()) return default_mode(stack);
  std::vector<std::string> known;
  for (const auto& [mode_name, mode] : stack.modes) {
    const bool is_alias =
        std::find(mode.aliases.begin(), mode.aliases.end(), name) != mode.aliases.end();
    if (mode_name == name || is_alias) return &mode;
    known.push_back(mode_name);
    known.insert(known.end(), mode.aliases.begin(), mode.aliases.end());
  }
  return unknown("mode", name, known);
}

Result<Roots> resolve(const model::Stack& stack, const Selection& selection) {
  if (auto checked = check_names(stack, selection); !checked) return checked.error();
  Roots roots;
  std::set<std::string> profiles(selection.profiles.begin(), selection.profiles.end());
  roots.services = selection.services;
  if (selection.services.empty() || !selection.mode.empty()) {
    const Result<const model::Mode*> mode = find_mode(stack, selection.mode);
    if (!mode) return mode.error();
    if (*mode != nullptr) profiles.insert((*mode)->profiles.begin(), (*mode)->profiles.end());
    if (selection.services.empty() && *mode != nullptr) {
      roots.mode = (*mode)->name;
      roots.services = model::services_of(stack, **mode, {profiles.begin(), profiles.end()});
    }
    if (*mode == nullptr) {
      for (const auto& [name, service] : stack.services) {
        if (service.profile.empty()) roots.services.push_back(name);
      }
    }
  }
  roots.profiles.assign(profiles.begin(), profiles.end());
  return roots;
}

}  // namespace caisson::plan
