#include "bench/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "render/svg.hpp"

namespace caisson::bench {
namespace {

constexpr double k_left = 92;
constexpr double k_top = 72;
constexpr double k_width = 560;
constexpr double k_height = 260;
constexpr double k_right = 150;  ///< for the names at the ends of the lines
constexpr double k_most_ticks = 5;
constexpr std::array<const char*, 4> k_colours{"web", "once", "data", "plain"};

using render::svg_number;

/// 1, 2 or 5 times a power of ten, of which no more than that many reach `most`.
double tick_of(double most) {
  const double power = std::pow(10, std::floor(std::log10(most / k_most_ticks)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (most / (factor * power) <= k_most_ticks) return factor * power;
  }
  return 10 * power;
}

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
  scale.most_y = std::ceil(scale.most_y / tick_of(scale.most_y)) * tick_of(scale.most_y);
  return scale;
}

std::string axis_text(double x, double y, const char* anchor, const std::string& text) {
  return fmt::format("<text class=\"label\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n",
                     svg_number(x), svg_number(y), anchor, text);
}

std::string draw_axes(const Scale& scale, const std::string& size_name) {
  std::string text;
  const double tick_y = tick_of(scale.most_y);
  for (double seconds = 0; seconds < scale.most_y + tick_y / 2; seconds += tick_y) {
    text +=
        fmt::format("<line class=\"rule\" x1=\"{0}\" y1=\"{2}\" x2=\"{1}\" y2=\"{2}\"/>\n",
                    svg_number(k_left), svg_number(k_left + k_width), svg_number(scale.y(seconds)));
    text += axis_text(k_left - 10, scale.y(seconds) + 4, "end",
                      fmt::format("{} ms", std::llround(seconds * 1000)));
  }
  const double tick_x = tick_of(scale.most_x);
  for (double size = 0; size < scale.most_x + tick_x / 2; size += tick_x) {
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
