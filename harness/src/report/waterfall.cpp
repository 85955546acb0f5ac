#include "report/waterfall.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.hpp"

namespace caisson::report {
namespace {

struct PhaseWords {
  std::string_view style;
  std::string_view name;
};

/// In the order of Phase.
constexpr std::array<PhaseWords, 5> k_phases{{{"fetching", "image"},
                                              {"creating", "create"},
                                              {"waiting", "wait for others"},
                                              {"starting", "start"},
                                              {"probing", "running, not ready yet"}}};

const PhaseWords& words_of(Phase phase) {
  return k_phases.at(static_cast<std::size_t>(phase));
}

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

/// 1, 2 or 5 times a power of ten, so that the axis has four to eight marks.
double tick_of(double length) {
  const double power = std::pow(10, std::floor(std::log10(length / 5)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (length / (factor * power) <= 8) return factor * power;
  }
  return 10 * power;
}

struct Axis {
  double length = 1;  ///< in seconds

  std::string percent(double at) const { return fmt::format("{:.2f}%", at / length * 100); }
  std::string place(const Span& span) const {
    return fmt::format("left:{};width:{}", percent(seconds(span.from)),
                       percent(seconds(span.length())));
  }
};

std::string told(const Lane& lane, const Span& span) {
  const std::string length = format_duration(span.length());
  if (span.phase == Phase::wait)
    return fmt::format("waits {}{}", length, span.whom.empty() ? "" : " for " + span.whom);
  const bool one_shot = lane.step->service->completes && span.phase == Phase::probe;
  return fmt::format("{} {}", one_shot ? "runs" : words_of(span.phase).name, length);
}

std::string story(const Lane& lane) {
  std::vector<std::string> parts;
  for (const Span& span : lane.spans)
    parts.push_back(told(lane, span));
  return parts.empty() ? "nothing was done" : join(parts, ", ");
}

std::string style_of(const Lane& lane, const Span& span) {
  std::string style = fmt::format("span {}", words_of(span.phase).style);
  if (span.critical) style += " critical";
  const bool is_end = &span == &lane.spans.back();
  if (is_end && lane.ending == Ending::failed) style += " broken";
  return style;
}

Html bars(const Lane& lane, const Axis& axis) {
  Html all;
  for (const Span& span : lane.spans) {
    // A wait says for whom where there is room.
    const bool roomy = span.phase == Phase::wait && seconds(span.length()) > axis.length * 0.16;
    const std::string whom = roomy && !span.whom.empty() ? "waits for " + span.whom : "";
    all.add(element(
        "span",
        {{"class", style_of(lane, span)}, {"style", axis.place(span)}, {"title", told(lane, span)}},
        whom.empty() ? Html() : element("span", {{"class", "whom"}}, whom)));
  }
  return all;
}

std::string end_text(const Lane& lane) {
  switch (lane.ending) {
    case Ending::ready:
    case Ending::completed:
      return lane.spans.empty() ? "" : format_duration(lane.spans.back().to);
    case Ending::kept:
      return "was there";
    case Ending::failed:
      return "failed";
    case Ending::held_back:
      return "held back";
    case Ending::unavailable:
      return "unavailable";
    case Ending::stopped:
      break;
  }
  return "stopped";
}

Html row(const Lane& lane, const Axis& axis) {
  const bool failed = lane.ending == Ending::failed;
  Html parts;
  parts.add(element("span", {{"class", failed ? "who broken" : "who"}}, lane.name()));
  parts.add(element("span", {{"class", "track"}, {"role", "img"}, {"aria-label", story(lane)}},
                    bars(lane, axis)));
  parts.add(element("span", {{"class", failed ? "end broken" : "end"}}, end_text(lane)));
  return element("li", {}, parts);
}

Html marks(const Axis& axis, double tick) {
  Html all;
  const auto count = static_cast<int>(std::floor(axis.length / tick + 1e-9));
  for (int i = 0; i <= count; ++i) {
    const auto at = Duration(std::llround(i * tick * 1e9));
    all.add(element("span", {{"style", "left:" + axis.percent(i * tick)}},
                    i == 0 ? "0" : format_duration(at)));
  }
  return element("div", {{"class", "axis"}, {"aria-hidden", "true"}}, element("div", {}, all));
}

Html legend() {
  Html all;
  for (const PhaseWords& words : k_phases) {
    Html entry = element("span", {{"class", fmt::format("swatch {}", words.style)}}, Html());
    all.add(element("li", {}, entry.add(Html::text(words.name))));
  }
  Html entry = element("span", {{"class", "swatch probing critical"}}, Html());
  all.add(element("li", {}, entry.add(Html::text("on the critical path"))));
  return element("ul", {{"class", "legend"}}, all);
}

/// Consecutive phases of one service are one step.
Html path_told(const std::vector<Lane>& lanes) {
  const std::vector<Link> path = critical_path(lanes);
  Html steps;
  for (std::size_t i = 0; i < path.size();) {
    std::size_t end = i;
    std::vector<std::string> parts;
    while (end < path.size() && path[end].lane == path[i].lane)
      parts.push_back(told(*path[i].lane, *path[end++].span));
    const Duration taken = path[end - 1].span->to - path[i].span->from;
    Html step = element("b", {}, path[i].lane->name());
    step.add(Html::text(" " + format_duration(taken)));
    steps.add(element("li", {{"title", join(parts, ", ")}}, step));
    i = end;
  }
  if (path.empty()) return {};
  Html told = element("h3", {}, "Critical path");
  told.add(element("ol", {}, steps));
  return element("div", {{"class", "path"}}, told);
}

}  // namespace

Html waterfall(const std::vector<Lane>& lanes) {
  const Axis axis{std::max(0.001, seconds(end_of(lanes)))};
  const double tick = tick_of(axis.length);
  Html rows;
  for (const Lane& lane : lanes)
    rows.add(row(lane, axis));
  Html chart = marks(axis, tick);
  chart.add(element("ol", {{"class", "lanes"}, {"style", "--tick:" + axis.percent(tick)}}, rows));
  Html all = path_told(lanes);
  all.add(element("div", {{"class", "chart"}}, chart));
  return all.add(legend());
}

}  // namespace caisson::report
