#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "import/draft.hpp"

namespace caisson::import {
namespace {

struct Range {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  int size() const { return last - first + 1; }
};

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || rest != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

std::optional<Range> range_of(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = port_of(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : port_of(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return Range{*first, *last};
}

/// One item of `ports`, both syntaxes.
struct Mapping {
  std::string address;
  std::string host;
  std::string container;
  std::string protocol = "tcp";
};

Mapping short_mapping(std::string text) {
  Mapping mapping;
  if (const std::size_t slash = text.rfind('/'); slash != std::string::npos) {
    mapping.protocol = to_lower(text.substr(slash + 1));
    text.erase(slash);
  }
  const std::size_t colon = text.rfind(':');
  mapping.container = text.substr(colon == std::string::npos ? 0 : colon + 1);
  if (colon == std::string::npos) return mapping;
  text.erase(colon);
  const std::size_t before = text.rfind(':');
  mapping.host = text.substr(before == std::string::npos ? 0 : before + 1);
  if (before != std::string::npos) mapping.address = text.substr(0, before);
  return mapping;
}

std::optional<Mapping> mapping_of(const Value& item) {
  if (item.is_scalar()) return short_mapping(item.node().text);
  if (!item.is_map()) {
    item.unexpected("a port");
    return std::nullopt;
  }
  Mapping mapping;
  Fields fields = item.fields();
  const auto target = fields.require("target");
  if (target) mapping.container = target->scalar().value_or("");
  if (const auto value = fields.find("published")) mapping.host = value->scalar().value_or("");
  if (const auto value = fields.find("host_ip")) mapping.address = value->scalar().value_or("");
  if (const auto value = fields.find("protocol")) mapping.protocol = value->scalar().value_or("");
  for (const char* key : {"name", "mode", "app_protocol"})
    fields.find(key);
  fields.finish();
  if (!target) return std::nullopt;
  return mapping;
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1" || address == "[::1]" ||
         address == "localhost";
}

void report_address(const Value& item, const std::string& address, Context& context) {
  if (is_loopback(address)) return;
  if (!address.empty() && address != "0.0.0.0" && address != "::" && address != "[::]") {
    item.loss(fmt::format("is published on 127.0.0.1, not on `{}`", address));
  } else if (!context.told_loopback) {
    context.told_loopback = true;
    item.note("ports are published on 127.0.0.1, where other machines do not reach them",
              "lead them there with a proxy or a tunnel");
  }
}

void add(std::vector<std::uint16_t>& ports, std::uint16_t port) {
  if (std::find(ports.begin(), ports.end(), port) == ports.end()) ports.push_back(port);
}

void read_port(const Value& item, Context& context, Draft& draft) {
  const auto mapping = mapping_of(item);
  if (!mapping) return;
  const auto container = range_of(mapping->container);
  const bool chosen = mapping->host.empty() || mapping->host == "0";
  const auto host = chosen ? container : range_of(mapping->host);
  if (!container || !host)
    return item.error(fmt::format("{} is not a port", describe(item.node())),
                      "write it like `8080:80`");
  if (mapping->protocol != "tcp")
    return item.loss(fmt::format("ports of `{}` are not published", mapping->protocol),
                     "within the stack it is reached without");
  report_address(item, mapping->address, context);
  if (!chosen && host->size() != container->size() && container->size() > 1)
    return item.error(fmt::format("{} has ranges of different lengths", describe(item.node())),
                      "write it like `8080-8081:80-81`");
  for (int i = 0; i < container->size(); ++i) {
    const auto inside = static_cast<std::uint16_t>(container->first + i);
    const model::Publish pair{static_cast<std::uint16_t>(host->first + i), inside};
    if (chosen) {
      add(draft.service.ports, inside);
    } else if (host->size() > container->size()) {
      draft.service.prefer.push_back(pair);
    } else {
      draft.service.publish.push_back(pair);
    }
  }
}

}  // namespace

void read_ports(Fields& fields, Context& context, Draft& draft) {
  if (const auto ports = fields.find("ports")) {
    for (const Value& item : ports->items())
      read_port(item, context, draft);
  }
  const auto expose = fields.find("expose");
  if (!expose) return;
  for (const Value& item : expose->items()) {
    const Mapping mapping = short_mapping(item.scalar().value_or(""));
    const auto range = range_of(mapping.container);
    if (!range || !mapping.host.empty()) {
      item.error(fmt::format("{} is not a port", describe(item.node())), "write it like `80`");
      continue;
    }
    for (int port = range->first; port <= range->last; ++port) {
      const auto is_it = [&](const model::Publish& pair) { return pair.container == port; };
      const auto& publish = draft.service.publish;
      if (std::none_of(publish.begin(), publish.end(), is_it))
        add(draft.service.ports, static_cast<std::uint16_t>(port));
    }
  }
}

}  // namespace caisson::import
