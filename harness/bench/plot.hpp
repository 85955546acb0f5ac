#pragma once

#include <string>
#include <utility>
#include <vector>

namespace caisson::bench {

/// One line of a plot.
struct Series {
  std::string name;
  std::vector<std::pair<double, double>> points;  ///< size, seconds
};

/// Cost against size as SVG, both axes from zero, so that a straight line is a cost per piece.
std::string plot_svg(const std::string& title, const std::string& size_name,
                     const std::vector<Series>& all);

}  // namespace caisson::bench
