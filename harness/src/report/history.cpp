#include "report/history.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/text.hpp"
#include "report/json.hpp"
#include "report/milliseconds.hpp"
#include "report/table.hpp"

namespace caisson::report {
namespace {

/// So many of the newest make a course.
constexpr std::size_t k_course = 20;

std::vector<Duration> own_times(const std::vector<PastStart>& starts) {
  std::vector<Duration> times;
  const std::size_t first = starts.size() > k_course ? starts.size() - k_course : 0;
  for (std::size_t i = first; i < starts.size(); ++i)
    times.push_back(starts[i].own());
  return times;
}

Duration median_of(std::vector<Duration> times) {
  std::sort(times.begin(), times.end());
  const std::size_t middle = times.size() / 2;
  return times.size() % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
}

/// How the last differs from what was usual before it.
std::string change_of(const std::vector<Duration>& times) {
  if (times.size() < 3) return {};
  const Duration usual = median_of({times.begin(), times.end() - 1});
  if (usual <= Duration{}) return {};
  const auto ratio = static_cast<double>(times.back().count()) / static_cast<double>(usual.count());
  return fmt::format("{:+.0f} %", (ratio - 1) * 100);
}

std::string time_of(std::int64_t at, std::string_view separator) {
  const auto parts = fmt::gmtime(static_cast<std::time_t>(at));
  return fmt::format("{:%Y-%m-%d}{}{:%H:%M:%S}Z", parts, separator, parts);
}

Duration* part_of(PastStart& past, Phase phase) {
  switch (phase) {
    case Phase::image:
      return &past.image;
    case Phase::create:
      return &past.create;
    case Phase::wait:
      return &past.wait;
    case Phase::start:
      return &past.start;
    case Phase::probe:
      break;
  }
  return &past.probe;
}

}  // namespace

std::map<std::string, PastStart> past_starts(const std::vector<Lane>& lanes) {
  std::map<std::string, PastStart> all;
  for (const Lane& lane : lanes) {
    if (lane.ending != Ending::ready && lane.ending != Ending::completed) continue;
    PastStart& past = all[lane.name()];
    for (const Span& span : lane.spans)
      *part_of(past, span.phase) += span.length();
  }
  return all;
}

std::string sparkline(const std::vector<Duration>& durations) {
  static constexpr std::array<std::string_view, 8> k_blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (durations.empty()) return {};
  const auto [least, greatest] = std::minmax_element(durations.begin(), durations.end());
  const auto range = static_cast<double>((*greatest - *least).count());
  std::string line;
  for (const Duration duration : durations) {
    const auto above = static_cast<double>((duration - *least).count());
    const auto level = range > 0 ? static_cast<std::size_t>(above / range * 7.999) : std::size_t{0};
    line += k_blocks.at(level);
  }
  return line;
}

std::string history_text(const History& history) {
  std::vector<std::vector<std::string>> rows{
      {"SERVICE", "STARTS", "LAST", "MEDIAN", "CHANGE", "COURSE"}};
  for (const auto& [service, starts] : history) {
    if (starts.empty()) continue;
    const auto times = own_times(starts);
    rows.push_back({service, std::to_string(starts.size()), format_duration(times.back()),
                    format_duration(median_of(times)), change_of(times), sparkline(times)});
  }
  return table(rows);
}

std::string starts_text(const std::vector<PastStart>& starts) {
  std::vector<std::vector<std::string>> rows{
      {"BEGAN", "MODE", "TOOK", "IMAGE", "CREATE", "WAIT", "START", "TO READY"}};
  const auto shown = [](Duration time) {
    return time > Duration{} ? format_duration(time) : std::string("–");
  };
  for (auto past = starts.rbegin(); past != starts.rend(); ++past) {
    rows.push_back({time_of(past->at, " "), past->mode.empty() ? "–" : past->mode,
                    format_duration(past->own()), shown(past->image), shown(past->create),
                    shown(past->wait), shown(past->start), shown(past->probe)});
  }
  return table(rows);
}

std::string history_json(const History& history) {
  Json services = Json::array();
  for (const auto& [service, starts] : history) {
    Json list = Json::array();
    for (const PastStart& past : starts) {
      list.push_back(Json{{"at", time_of(past.at, "T")},
                          {"mode", past.mode},
                          {"took_ms", milliseconds(past.own())},
                          {"image_ms", milliseconds(past.image)},
                          {"create_ms", milliseconds(past.create)},
                          {"wait_ms", milliseconds(past.wait)},
                          {"start_ms", milliseconds(past.start)},
                          {"ready_ms", milliseconds(past.probe)}});
    }
    services.push_back(Json{{"name", service}, {"starts", list}});
  }
  return dump_json(Json{{"schema", 1}, {"services", services}}, 2) + "\n";
}

}  // namespace caisson::report
