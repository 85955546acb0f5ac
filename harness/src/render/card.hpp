#pragma once

#include <string>
#include <vector>

#include "render/graph.hpp"
#include "render/layout.hpp"

namespace caisson::render {

/// A service as a card: name, what kind it is, image, ports and how its readiness is seen.
class Card {
 public:
  explicit Card(const GraphNode& node);

  /// The room it needs.
  double width() const { return m_width; }
  double height() const;
  std::string draw(Point at, double width) const;

 private:
  std::string draw_badge(Point at, double width) const;
  std::string draw_chips(Point at, double width) const;

  std::string m_name;
  std::string m_image;
  std::string m_tooltip;
  std::string m_style;  ///< colour class of its kind
  std::string m_badge;
  std::string m_health;
  std::vector<std::string> m_chips;
  double m_width = 0;
};

}  // namespace caisson::render
