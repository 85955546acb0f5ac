#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "render/escape.hpp"
#include "render/svg.hpp"
#include "render/waterfall.hpp"

namespace caisson::render {
namespace {

constexpr double k_top = 84;
constexpr double k_row = 30;
constexpr double k_bar = 14;
constexpr double k_axis = 640;
constexpr double k_after = 76;  ///< for the time beside the longest bar

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

Duration end_of(const StartTimes& times) {
  return std::max({times.created, times.started, times.ready.value_or(Duration(0))});
}

/// 1, 2 or 5 times a power of ten, so that the axis has five to ten marks.
double tick_of(double length) {
  const double power = std::pow(10, std::floor(std::log10(length / 5)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (length / (factor * power) <= 8) return factor * power;
  }
  return 10 * power;
}

struct Scale {
  double left = 0;
  double length = 1;  ///< seconds over the axis
  double x(Duration at) const { return left + seconds(at) / length * k_axis; }
};

std::string bar(const Scale& scale, Duration from, Duration to, double y, std::string_view style) {
  const double x = scale.x(from);
  const double width = std::max(scale.x(to) - x, 1.5);
  return fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"/>\n",
                     style, svg_number(x), svg_number(y), svg_number(width), svg_number(k_bar));
}

std::string draw_axis(const Scale& scale, double bottom) {
  std::string text;
  const double tick = tick_of(scale.length);
  const auto ticks = static_cast<int>(std::floor(scale.length / tick + 1e-9));
  for (int i = 0; i <= ticks; ++i) {
    const auto at = Duration(std::llround(i * tick * 1e9));
    const std::string x = svg_number(scale.x(at));
    text += fmt::format("<line class=\"rule\" x1=\"{0}\" y1=\"{1}\" x2=\"{0}\" y2=\"{2}\"/>\n", x,
                        svg_number(k_top - 8), svg_number(bottom));
    text +=
        fmt::format("<text class=\"label\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", x,
                    svg_number(k_top - 14), i == 0 ? "0" : format_duration(at));
  }
  return text;
}

std::string draw_row(const StartTimes& times, const Scale& scale, double end, double middle) {
  const double top = middle - k_bar / 2;
  std::string text = fmt::format(
      "<text class=\"name\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n",
      svg_number(scale.left - 14), svg_number(middle + 5), xml_text(shortened(times.service, 26)));
  text += bar(scale, times.created, times.started, top, "plain soft");
  if (times.ready) {
    text += bar(scale, times.started, *times.ready, top, "web");
    text += svg_text(scale.x(*times.ready) + 8, middle + 4, "value", format_duration(*times.ready));
    return text;
  }
  const Duration open(std::llround(end * 1e9));
  text += bar(scale, times.started, open, top, "bad soft");
  return text + svg_text(scale.x(open) + 8, middle + 4, "value bad", "not ready");
}

std::string draw_legend(double y) {
  std::string text;
  double x = k_margin;
  for (const auto& [style, word] :
       {std::pair<std::string_view, std::string_view>{"plain soft", "created → started"},
        {"web", "started → ready"}}) {
    text +=
        fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"22\" height=\"10\" rx=\"3\"/>\n",
                    style, svg_number(x), svg_number(y - 9));
    text += svg_text(x + 30, y, "label", word);
    x += 30 + plain_width(word) + 24;
  }
  return text;
}

std::string summary_of(const std::vector<StartTimes>& times, Duration end) {
  const auto ready = std::count_if(times.begin(), times.end(),
                                   [](const StartTimes& row) { return row.ready.has_value(); });
  const std::size_t size = times.size();
  const std::string services = fmt::format("{} service{}", size, size == 1 ? "" : "s");
  if (static_cast<std::size_t>(ready) == size) {
    return fmt::format("{} ready in {}", services, format_duration(end));
  }
  return fmt::format("{} of {} ready after {}", ready, services, format_duration(end));
}

}  // namespace

std::string waterfall_svg(const std::string& stack, std::vector<StartTimes> times) {
  std::stable_sort(times.begin(), times.end(), [](const StartTimes& a, const StartTimes& b) {
    return a.started != b.started ? a.started < b.started : a.created < b.created;
  });
  Duration end{};
  double names = 60;
  for (const StartTimes& row : times) {
    end = std::max(end, end_of(row));
    names = std::max(names, bold_width(shortened(row.service, 26)));
  }
  const Scale scale{k_margin + names + 14, std::max(seconds(end), 0.001)};
  const double bottom = k_top + k_row * static_cast<double>(times.size());
  const std::string total = summary_of(times, end);
  std::string text = svg_begin(scale.left + k_axis + k_after + k_margin, bottom + 46,
                               fmt::format("The start of {}", stack), total);
  text += svg_heading(k_margin, 38, stack, total);
  text += draw_axis(scale, bottom);
  for (std::size_t i = 0; i < times.size(); ++i) {
    text += draw_row(times[i], scale, scale.length, k_top + k_row * (static_cast<double>(i) + 0.5));
  }
  return text + draw_legend(bottom + 28) + "</svg>\n";
}

}  // namespace caisson::render
