#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "import/draft.hpp"
#include "import/features.hpp"
#include "import/path.hpp"

namespace caisson::import {
namespace {

/// A source that is a path begins like one; any other names a volume.
bool is_path(const std::string& source) {
  return source.starts_with('/') || source.starts_with('.') || source.starts_with('~');
}

class Mounts {
 public:
  Mounts(Context& context, Draft& draft) : m_context(context), m_draft(draft) {}

  void read(const Value& item) {
    if (item.is_map()) {
      long_syntax(item);
    } else if (const auto text = item.text()) {
      short_syntax(*text, item);
    }
  }

  void tmpfs(const std::string& target, const Value& at) {
    if (!is_target(target, at)) return;
    m_draft.service.tmpfs.push_back(target);
  }

 private:
  void short_syntax(const std::string& text, const Value& at) {
    const std::vector<std::string> parts = split(text, ':');
    if (parts.size() == 1) return unnamed(parts[0], at);
    if (parts.size() > 3) {
      return at.error(fmt::format("{} is not a mount", describe(at.node())),
                      "write it like `./data:/data:ro`");
    }
    model::Volume volume{parts[0], parts[1]};
    for (const std::string& option : split(parts.size() == 3 ? parts[2] : "", ','))
      apply(option, volume, at);
    if (is_path(parts[0])) {
      path(std::move(volume), at);
    } else {
      named(std::move(volume), at);
    }
  }

  static void apply(const std::string& option, model::Volume& volume, const Value& at) {
    static const std::vector<std::string> k_silent{"", "rw", "cached", "delegated", "consistent"};
    if (option == "ro") {
      volume.read_only = true;
    } else if (option == "z" || option == "Z") {
      at.loss("labels of SELinux are not changed");
    } else if (option == "nocopy") {
      at.loss("a new volume is filled from the image");
    } else if (option.ends_with("shared") || option.ends_with("slave") ||
               option.ends_with("private")) {
      at.loss("mounts inside of it do not propagate");
    } else if (std::find(k_silent.begin(), k_silent.end(), option) == k_silent.end()) {
      at.error(fmt::format("unknown option `{}` of a mount", option), "write `ro` or `rw`");
    }
  }

  void long_syntax(const Value& item) {
    Fields fields = item.fields();
    const auto type_at = fields.require("type");
    const std::string type = type_at ? type_at->text().value_or("") : "";
    model::Volume volume;
    if (const auto value = fields.find("source")) volume.source = value->text().value_or("");
    if (const auto value = fields.find("target")) volume.target = value->text().value_or("");
    if (const auto value = fields.find("read_only"))
      volume.read_only = value->flag().value_or(false);
    for (const auto& [key, where] :
         {std::pair{"bind", "bind"}, {"volume", "volume options"}, {"tmpfs", "tmpfs options"}}) {
      const auto options = fields.find(key);
      if (!options) continue;
      Fields inner = options->fields();
      report_features(where, inner);
      inner.finish();
    }
    fields.find("image");
    report_features("mount", fields);
    fields.finish();
    if (!type_at) return;
    if (type == "bind") {
      path(std::move(volume), item);
    } else if (type == "volume" && volume.source.empty()) {
      unnamed(volume.target, item);
    } else if (type == "volume") {
      named(std::move(volume), item);
    } else if (type == "tmpfs") {
      tmpfs(volume.target, item);
    } else if (type == "image" || type == "cluster" || type == "npipe") {
      item.loss(fmt::format("nothing is mounted: the type `{}` has no equivalent", type));
    } else {
      type_at->error(fmt::format("unknown type `{}` of a mount", type),
                     did_you_mean(type, {"bind", "volume", "tmpfs"}));
    }
  }

  void path(model::Volume volume, const Value& at) {
    if (volume.source.starts_with('~')) {
      const auto home = m_context.request.environment("HOME");
      volume.source = home.value_or("") + volume.source.substr(1);
    }
    volume.source = path_at(at, volume.source);
    if (name_of(volume.source) == "docker.sock") {
      at.loss(
          "the engine's socket is mounted as it lies on this machine: with another engine it is "
          "not there",
          "a Traefik gets its routes by `EDGE TRAEFIK` and `ROUTE` instead");
    }
    add(std::move(volume), at);
  }

  void named(model::Volume volume, const Value& at) {
    if (m_context.declared("volumes", volume.source, at)) add(std::move(volume), at);
  }

  /// It would go with its container, and containers come and go.
  void unnamed(const std::string& target, const Value& at) {
    model::Volume volume{label_of(m_draft.service.name + target, "volume"), target};
    at.note(fmt::format("the volume gets a name, `{}`, and keeps its data", volume.source),
            "name it under `volumes`, or write `tmpfs`");
    add(std::move(volume), at);
  }

  bool is_target(const std::string& target, const Value& at) const {
    const auto mounted = [&](const model::Volume& volume) { return volume.target == target; };
    const auto& tmpfs = m_draft.service.tmpfs;
    if (!target.starts_with('/')) {
      at.error(fmt::format("`{}` is not an absolute path in the container", target),
               "write it like `/data`");
    } else if (std::any_of(m_draft.service.volumes.begin(), m_draft.service.volumes.end(),
                           mounted) ||
               std::find(tmpfs.begin(), tmpfs.end(), target) != tmpfs.end()) {
      at.error(fmt::format("`{}` is mounted twice", target), "keep one of them");
    } else {
      return true;
    }
    return false;
  }

  void add(model::Volume volume, const Value& at) {
    if (is_target(volume.target, at)) m_draft.service.volumes.push_back(std::move(volume));
  }

  Context& m_context;
  Draft& m_draft;
};

}  // namespace

void read_mounts(Fields& fields, Context& context, Draft& draft) {
  Mounts mounts(context, draft);
  if (const auto volumes = fields.find("volumes")) {
    for (const Value& item : volumes->items())
      mounts.read(item);
  }
  const auto tmpfs = fields.find("tmpfs");
  if (!tmpfs) return;
  for (const Value& item : tmpfs->items_or_one()) {
    const std::string text = item.text().value_or("");
    const std::size_t colon = text.find(':');
    if (colon != std::string::npos)
      item.loss(fmt::format("the options `{}` are not applied", text.substr(colon + 1)));
    if (!text.empty()) mounts.tmpfs(text.substr(0, colon), item);
  }
}

}  // namespace caisson::import
