#include <fmt/format.h>

#include "base/text.hpp"
#include "import/draft.hpp"
#include "import/features.hpp"

namespace caisson::import {
namespace {

/// The network of the stack; what is declared of it and has no equivalent is told once.
std::optional<std::string> network_of(const std::string& name, const Value& at, Context& context) {
  if (name == "default") return name;
  const auto network = context.declared("networks", name, at);
  if (!network) return std::nullopt;
  Fields fields = network->fields();
  if (const auto driver = fields.find("driver")) {
    const std::string kind = driver->text().value_or("bridge");
    if (kind != "bridge")
      driver->loss(fmt::format("the network is a bridge of this machine, not `{}`", kind));
  }
  if (const auto enabled = fields.find("enable_ipv4")) {
    if (!enabled->flag().value_or(true)) enabled->loss("networks have IPv4 only");
  }
  report_features("network", fields);
  fields.finish();
  if (is_host_name(name)) return name;
  const std::string mapped = label_of(name, "network");
  network->note(fmt::format("the network `{}` is called `{}`", name, mapped));
  return mapped;
}

void read_joined(const Value& joined, Draft& draft) {
  if (joined.is_null()) return;
  Fields fields = joined.fields();
  if (const auto aliases = fields.find("aliases")) {
    for (std::string& alias : aliases->texts())
      draft.hosts.push_back(std::move(alias));
  }
  report_features("joined network", fields);
  fields.finish();
}

void read_mode(const Value& mode) {
  const std::string kind = mode.text().value_or("bridge");
  if (kind == "bridge" || kind == "default") return;
  if (kind == "host") {
    mode.loss("it has a network address of its own, and its ports are not the machine's",
              "publish them under `ports`");
  } else if (kind == "none") {
    mode.loss("it joins the network of the stack",
              "a service without `DEPENDS` and `WANTS` resolves no name in it");
  } else {
    mode.loss(fmt::format("it does not share the network of `{}`", kind),
              "have it reach the other by name, with `depends_on`");
  }
}

}  // namespace

void read_networks(Fields& fields, Context& context, Draft& draft) {
  if (const auto mode = fields.find("network_mode")) read_mode(*mode);
  if (const auto name = fields.find("container_name")) {
    const std::string text = name->text().value_or("");
    if (!text.empty()) draft.hosts.push_back(text);
    name->note("the container is named after the instance and the service",
               "`caisson exec` and `caisson logs` take the name of the service");
  }
  const auto networks = fields.find("networks");
  if (!networks) return;
  if (networks->is_map()) {
    for (const auto& [name, joined] : networks->entries()) {
      if (auto network = network_of(name, joined, context))
        draft.service.networks.push_back(std::move(*network));
      read_joined(joined, draft);
    }
  } else {
    for (const Value& item : networks->items()) {
      if (auto network = network_of(item.text().value_or(""), item, context))
        draft.service.networks.push_back(std::move(*network));
    }
  }
  if (draft.service.networks == std::vector<std::string>{"default"}) draft.service.networks.clear();
}

}  // namespace caisson::import
