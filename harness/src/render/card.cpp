#include "render/card.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "model/names.hpp"
#include "render/escape.hpp"
#include "render/svg.hpp"

namespace caisson::render {
namespace {

constexpr double k_padding = 16;
constexpr double k_narrowest = 168;
constexpr double k_widest = 284;
constexpr std::size_t k_most_chips = 4;

double chip_width(std::string_view text) {
  return 6.4 * static_cast<double>(character_count(text)) + 12;
}

double badge_width(std::string_view text) {
  return 5.9 * static_cast<double>(character_count(text)) + 14;
}

std::string style_of(const model::Service& service) {
  using Kind = model::HealthCheck::Kind;
  if (service.completes) return "once";
  if (!service.healthcheck) return "plain";
  const Kind kind = service.healthcheck->kind;
  if (kind == Kind::postgres || kind == Kind::redis) return "data";
  return kind == Kind::http || kind == Kind::grpc ? "web" : "plain";
}

/// Fixed host ports as `80→8080`, the others as the container port alone.
std::vector<std::string> ports_of(const model::Service& service) {
  std::vector<std::string> chips;
  std::vector<std::uint16_t> published;
  for (const model::Publish& publish : service.publish) {
    chips.push_back(publish.host == publish.container
                        ? fmt::format("{}", publish.host)
                        : fmt::format("{}→{}", publish.host, publish.container));
    published.push_back(publish.container);
  }
  for (const std::uint16_t port : service.ports) {
    if (std::find(published.begin(), published.end(), port) == published.end()) {
      chips.push_back(fmt::format("{}", port));
    }
  }
  if (chips.size() > k_most_chips) {
    const std::size_t left = chips.size() - (k_most_chips - 1);
    chips.resize(k_most_chips - 1);
    chips.push_back(fmt::format("+{}", left));
  }
  return chips;
}

std::string tooltip_of(const GraphNode& node) {
  const model::Service& service = *node.service;
  std::string text = fmt::format("{} ({})", service.name, node.image);
  if (!node.declared_at.empty()) text += fmt::format("\n{}", node.declared_at);
  return text;
}

}  // namespace

Card::Card(const GraphNode& node)
    : m_name(shortened(node.service->name, 26)),
      m_image(shortened(node.image, 34)),
      m_tooltip(tooltip_of(node)),
      m_style(style_of(*node.service)),
      m_badge(node.service->completes ? "one-shot" : node.service->profile),
      m_chips(ports_of(*node.service)) {
  if (node.service->healthcheck) m_health = model::to_string(node.service->healthcheck->kind);
  double title = bold_width(m_name);
  if (!m_badge.empty()) title += badge_width(m_badge) + 10;
  double bottom = m_health.empty() ? 0 : plain_width(m_health) + 24;
  for (const std::string& chip : m_chips)
    bottom += chip_width(chip) + 6;
  const double content = std::max({title, mono_width(m_image), bottom});
  m_width = std::clamp(content + 2 * k_padding, k_narrowest, k_widest);
}

double Card::height() const {
  return m_chips.empty() && m_health.empty() ? 60 : 86;
}

std::string Card::draw_badge(Point at, double width) const {
  if (m_badge.empty()) return "";
  const double room = badge_width(m_badge);
  const double x = at.x + width - k_padding + 4 - room;
  return fmt::format(
             "<rect class=\"{} badge\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"17\" rx=\"8.5\"/>\n",
             m_style, svg_number(x), svg_number(at.y + 13), svg_number(room)) +
         fmt::format(
             "<text class=\"badge-text {}\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
             m_style, svg_number(x + room / 2), svg_number(at.y + 25), xml_text(m_badge));
}

std::string Card::draw_chips(Point at, double width) const {
  std::string text;
  double x = at.x + k_padding;
  for (const std::string& chip : m_chips) {
    const double room = chip_width(chip);
    text += fmt::format(
        "<rect class=\"chip\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"18\" rx=\"5\"/>\n",
        svg_number(x), svg_number(at.y + 56), svg_number(room));
    text += fmt::format(
        "<text class=\"chip-text\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
        svg_number(x + room / 2), svg_number(at.y + 68.8), xml_text(chip));
    x += room + 6;
  }
  if (m_health.empty()) return text;
  const double right = at.x + width - k_padding;
  text += fmt::format("<text class=\"label\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n",
                      svg_number(right), svg_number(at.y + 69), xml_text(m_health));
  text += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"3\"/>\n", m_style,
                      svg_number(right - plain_width(m_health) - 6), svg_number(at.y + 65));
  return text;
}

std::string Card::draw(Point at, double width) const {
  const std::string x = svg_number(at.x);
  const std::string y = svg_number(at.y);
  const std::string w = svg_number(width);
  const std::string h = svg_number(height());
  std::string text = fmt::format("<g><title>{}</title>\n", xml_text(m_tooltip));
  text += fmt::format(
      "<rect class=\"shade\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"11\"/>\n", x,
      svg_number(at.y + 2), w, h);
  text +=
      fmt::format("<rect class=\"card\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\"/>\n",
                  x, y, w, h);
  text +=
      fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"3.5\" height=\"{}\" rx=\"1.7\"/>\n",
                  m_style, x, svg_number(at.y + 12), svg_number(height() - 24));
  text += svg_text(at.x + k_padding, at.y + 26, "name", m_name);
  text += draw_badge(at, width);
  text += svg_text(at.x + k_padding, at.y + 44, "mono", m_image);
  return text + draw_chips(at, width) + "</g>\n";
}

}  // namespace caisson::render
