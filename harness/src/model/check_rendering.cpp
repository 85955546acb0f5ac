#include <fmt/format.h>

#include <set>

#include "base/text.hpp"
#include "model/findings.hpp"
#include "model/stack.hpp"

namespace caisson::model {
namespace {

/// It is written: a path that leads out of the source tree would be anybody's file.
bool stays_below(const std::string& path) {
  for (const std::string& part : split(path, '/')) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return true;
}

/// Where the readers of a kind look for such files; empty: wherever they are told.
std::string_view place_of(Rendering::Kind kind) {
  switch (kind) {
    case Rendering::Kind::devcontainer:
      return ".devcontainer/devcontainer.json";
    case Rendering::Kind::vscode:
      return ".vscode";
    case Rendering::Kind::github:
      return ".github/workflows/services.yml";
    default:
      return "";
  }
}

bool is_found(const Rendering& rendering) {
  const std::string place(place_of(rendering.kind));
  if (rendering.kind == Rendering::Kind::github) {  // whatever it is called there
    const std::size_t folder = place.rfind('/') + 1;
    return rendering.path.compare(0, folder, place, 0, folder) == 0 &&
           rendering.path.find('/', folder) == std::string::npos &&
           rendering.path.ends_with(".yml");
  }
  return place.empty() || rendering.path == place || rendering.path.ends_with("/" + place);
}

template <class Add>
void check_image(const Stack& stack, const Rendering& rendering, Add add) {
  if (rendering.image.empty()) return;
  if (rendering.kind != Rendering::Kind::devcontainer) {
    add("image", "only a dev container is of an image", "leave IMAGE away");
  } else if (!stack.images.contains(rendering.image)) {
    add("image", fmt::format("unknown image `{}`", rendering.image),
        did_you_mean(rendering.image, names_of(stack.images)));
  }
}

template <class Add>
void check_kind(const Rendering& rendering, Add add) {
  if (!is_found(rendering)) {
    add("kind", fmt::format("nobody looks for it at `{}`", rendering.path),
        fmt::format("write it like `{}`", place_of(rendering.kind)));
  }
  if (rendering.kind == Rendering::Kind::devcontainer && rendering.services.size() > 1) {
    add("services", "a dev container stands in for one of them",
        "keep the one that is developed in it: what it depends on comes along");
  }
  if (rendering.kind == Rendering::Kind::github && !rendering.services.empty()) {
    add("services", "a job of the workflow is a mode",
        "name a MODE, or leave both away for a job each");
  }
}

bool has_default_mode(const Stack& stack) {
  for (const auto& [name, mode] : stack.modes) {
    if (mode.is_default) return true;
  }
  return false;
}

}  // namespace

void check_rendering(const Stack& stack, const Rendering& rendering, Findings& findings) {
  const std::string address = fmt::format("renderings.{}", rendering.path);
  const auto add = [&](std::string_view key, std::string message, std::string remedy) {
    findings.add(rendering.declared_at, key.empty() ? address : fmt::format("{}.{}", address, key),
                 std::move(message), std::move(remedy));
  };
  if (!stays_below(rendering.path)) {
    add("", fmt::format("`{}` is no path below the source tree", rendering.path),
        "write it from there, like `docker-compose.yml`");
  }
  check_kind(rendering, add);
  check_image(stack, rendering, add);
  if (!rendering.mode.empty() && !rendering.services.empty()) {
    add("mode", "MODE and SERVICES are both given", "keep one of them");
  } else if (!rendering.mode.empty()) {
    if (!stack.modes.contains(rendering.mode)) {
      add("mode", fmt::format("unknown mode `{}`", rendering.mode),
          did_you_mean(rendering.mode, names_of(stack.modes)));
    }
  } else if (rendering.services.empty() && !has_default_mode(stack)) {
    add("", "no mode is DEFAULT, and neither MODE nor SERVICES is given", "say what it is to hold");
  }
  for (const std::string& name : rendering.services) {
    if (!stack.services.contains(name)) {
      add("services", fmt::format("unknown service `{}`", name),
          did_you_mean(name, names_of(stack.services)));
    }
  }
  if (rendering.kind == Rendering::Kind::kubernetes && !rendering.profiles.empty()) {
    add("profiles", "nobody could switch them in a file of Kubernetes",
        "name a MODE that has them on");
    return;
  }
  std::set<std::string> profiles;
  for (const auto& [name, service] : stack.services)
    profiles.insert(service.profile);
  profiles.erase("");
  for (const std::string& profile : rendering.profiles) {
    if (!profiles.contains(profile)) {
      add("profiles", fmt::format("no service has the profile `{}`", profile),
          did_you_mean(profile, {profiles.begin(), profiles.end()}));
    }
  }
}

}  // namespace caisson::model
