#include "bench/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "bench/rows.hpp"
#include "render/svg.hpp"

namespace caisson::bench {
namespace {

constexpr double k_left = 92;
constexpr double k_top = 72;
constexpr double k_width = 560;
constexpr double k_height = 260;
constexpr double k_right = 150;  ///< for the names at the ends of the lines
constexpr int k_ticks = 4;
constexpr std::array<const char*, 4> k_colours{"web", "once", "data", "plain"};

using render::svg_number;

struct Scale {
  double most_x = 0;
  double most_y = 0;
  double x(double size) const { return k_left + size / most_x * k_width; }
  double y(double seconds) const { return k_top + k_height - seconds / most_y * k_height; }
};

Scale scale_of(const std::vector<Series>& all) {
  Scale scale;
  for (const Series& series : all) {
    for (const auto& [size, seconds] : series.points) {
      scale.most_x = std::max(scale.most_x, size);
      scale.most_y = std::max(scale.most_y, seconds);
    }
  }
  scale.most_y *= 1.1;
  return scale;
}

std::string axis_text(double x, double y, const char* anchor, const std::string& text) {
  return fmt::format("<text class=\"label\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n",
                     svg_number(x), svg_number(y), anchor, text);
}

std::string draw_axes(const Scale& scale, const std::string& size_name) {
  std::string text;
  for (int i = 0; i <= k_ticks; ++i) {
    const double share = static_cast<double>(i) / k_ticks;
    const double seconds = share * scale.most_y;
    const double size = share * scale.most_x;
    text +=
        fmt::format("<line class=\"rule\" x1=\"{0}\" y1=\"{2}\" x2=\"{1}\" y2=\"{2}\"/>\n",
                    svg_number(k_left), svg_number(k_left + k_width), svg_number(scale.y(seconds)));
    text +=
        axis_text(k_left - 10, scale.y(seconds) + 4, "end", i == 0 ? "0" : milliseconds(seconds));
    text += axis_text(scale.x(size), k_top + k_height + 20, "middle",
                      fmt::format("{}", std::llround(size)));
  }
  return text + axis_text(k_left + k_width / 2, k_top + k_height + 42, "middle", size_name);
}

std::string draw_series(const Scale& scale, const Series& series, const char* colour) {
  std::string text;
  std::string line;
  for (const auto& [size, seconds] : series.points) {
    const std::string x = svg_number(scale.x(size));
    const std::string y = svg_number(scale.y(seconds));
    line += fmt::format("{}{} {}", line.empty() ? "M" : " L", x, y);
    text += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"4\"/>\n", colour, x, y);
  }
  const auto& [size, seconds] = series.points.back();
  text += render::svg_text(scale.x(size) + 12, scale.y(seconds) + 4, "value", series.name);
  return fmt::format("<path class=\"edge\" d=\"{}\"/>\n", line) + text;
}

}  // namespace

std::string plot_svg(const std::string& title, const std::string& size_name,
                     const std::vector<Series>& all) {
  const Scale scale = scale_of(all);
  std::string text = render::svg_begin(k_left + k_width + k_right, k_top + k_height + 64, title,
                                       "Time against " + size_name);
  text += render::svg_heading(28, 38, title, "median time of the processor");
  text += draw_axes(scale, size_name);
  for (std::size_t i = 0; i < all.size(); ++i)
    text += draw_series(scale, all[i], k_colours[i % k_colours.size()]);
  return text + "</svg>\n";
}

}  // namespace caisson::bench
