#include "report/lanes.hpp"

#include <algorithm>
#include <map>

namespace caisson::report {
namespace {

/// When all that a service waits for held, and whose condition was the last.
struct Conditions {
  Duration held{};
  std::string last{};
};

class Lanes {
 public:
  Lanes(const plan::Plan& plan, const Start& start, const std::vector<Cause>& causes,
        const std::vector<Cause>& absences)
      : m_plan(plan), m_start(start), m_causes(causes), m_absences(absences), m_end(end()) {}

  std::vector<Lane> make() {
    for (const plan::Step& step : m_plan.steps)
      m_lanes.push_back(lane_of(step));
    for (Lane& lane : m_lanes)
      m_by_name[lane.name()] = &lane;
    mark();
    m_by_name.clear();
    std::stable_sort(m_lanes.begin(), m_lanes.end(), [this](const Lane& a, const Lane& b) {
      return begun(a.name()) < begun(b.name());
    });
    return std::move(m_lanes);
  }

 private:
  const ServiceTimes& times(const std::string& service) const {
    static const ServiceTimes k_none;
    const auto found = m_start.services.find(service);
    return found == m_start.services.end() ? k_none : found->second;
  }

  /// What comes after the first cause is tidying up.
  Duration end() const {
    if (m_causes.empty()) return m_start.end;
    return times(m_causes.front().service).ended.value_or(m_start.end);
  }

  Duration begun(const std::string& service) const {
    const ServiceTimes& known = times(service);
    return known.started.value_or(known.ready.value_or(Duration::max()));
  }

  /// A condition that is not in the events held before the run.
  Duration held(const plan::Edge& edge) const {
    const ServiceTimes& known = times(m_plan.steps[edge.step].service->name);
    const bool begins = edge.condition == model::Condition::started;
    return (begins ? known.started : known.ready).value_or(Duration{});
  }

  Conditions conditions_of(const plan::Step& step) const {
    Conditions conditions;
    for (const plan::Edge& edge : step.after) {
      if (const Duration at = held(edge); at > conditions.held)
        conditions = {at, m_plan.steps[edge.step].service->name};
    }
    return conditions;
  }

  Lane lane_of(const plan::Step& step) const {
    Lane lane;
    lane.step = &step;
    judge(lane);
    const ServiceTimes& known = times(lane.name());
    Duration prepared = m_start.networks.value_or(Duration{});
    const auto image = m_start.images.find(step.service->image);
    if (image != m_start.images.end() && image->second.began) {
      const Duration ended = std::min(image->second.ended.value_or(m_end), m_end);
      lane.spans.push_back({Phase::image, *image->second.began, ended});
      prepared = std::max(prepared, ended);
    }
    if (!known.created) return lane;
    lane.spans.push_back({Phase::create, std::min(prepared, *known.created), *known.created});
    if (!known.started) {
      lane.spans.push_back({Phase::wait, *known.created, m_end, lane.because});
      return lane;
    }
    const Conditions conditions = conditions_of(step);
    const Duration free = std::clamp(conditions.held, *known.created, *known.started);
    if (free > *known.created)
      lane.spans.push_back({Phase::wait, *known.created, free, conditions.last});
    lane.spans.push_back({Phase::start, free, *known.started});
    const Duration until = known.ready.value_or(known.ended.value_or(m_end));
    lane.spans.push_back({Phase::probe, *known.started, std::min(until, m_end)});
    return lane;
  }

  void judge(Lane& lane) const {
    if (is_cause(lane, m_causes)) {
      lane.ending = Ending::failed;
    } else if (is_cause(lane, m_absences)) {
      lane.ending = Ending::unavailable;
    } else if (is_held_back(lane, m_causes) || is_held_back(lane, m_absences)) {
      lane.ending = Ending::held_back;
    } else if (const ServiceTimes& known = times(lane.name()); known.ready && !known.removed) {
      lane.ending = !known.started                  ? Ending::kept
                    : lane.step->service->completes ? Ending::completed
                                                    : Ending::ready;
    } else if (lane.step->service->completes && !known.created && m_causes.empty()) {
      lane.ending = Ending::kept;
    }
  }

  static bool is_cause(const Lane& lane, const std::vector<Cause>& causes) {
    return std::any_of(causes.begin(), causes.end(),
                       [&lane](const Cause& cause) { return cause.service == lane.name(); });
  }

  static bool is_held_back(Lane& lane, const std::vector<Cause>& causes) {
    for (const Cause& cause : causes) {
      const auto& names = cause.held_back;
      if (std::find(names.begin(), names.end(), lane.name()) == names.end()) continue;
      lane.because = cause.service;
      return true;
    }
    return false;
  }

  /// Where the path ends: at the first cause, else at whom this run had to wait for to the last.
  Lane* last() {
    for (const Cause& cause : m_causes) {
      if (const auto found = m_by_name.find(cause.service); found != m_by_name.end())
        return found->second;
    }
    Lane* latest = nullptr;
    for (Lane& lane : m_lanes) {
      const bool counts = times(lane.name()).took().has_value();
      if (counts && (!latest || times(lane.name()).ready > times(latest->name()).ready))
        latest = &lane;
    }
    return latest;
  }

  /// From the end to the begin: what a service did itself, then of what held it up the last.
  void mark() {
    Duration until = Duration::max();
    for (Lane* lane = last(); lane != nullptr;) {
      const Span* waited = nullptr;
      for (Span& span : lane->spans) {
        if (span.phase == Phase::wait) waited = &span;
      }
      for (Span& span : lane->spans) {
        const bool own = waited ? span.from >= waited->to : true;
        span.critical = own && span.phase != Phase::wait && span.from < until;
      }
      if (!waited) return;
      until = waited->to;
      const auto next = m_by_name.find(waited->whom);
      lane = next == m_by_name.end() ? nullptr : next->second;
    }
  }

  const plan::Plan& m_plan;
  const Start& m_start;
  const std::vector<Cause>& m_causes;
  const std::vector<Cause>& m_absences;
  Duration m_end;
  std::vector<Lane> m_lanes;
  std::map<std::string, Lane*> m_by_name;
};

}  // namespace

std::vector<Lane> lanes_of(const plan::Plan& plan, const Start& start,
                           const std::vector<Cause>& causes, const std::vector<Cause>& absences) {
  return Lanes(plan, start, causes, absences).make();
}

Duration end_of(const std::vector<Lane>& lanes) {
  Duration end{};
  for (const Lane& lane : lanes) {
    for (const Span& span : lane.spans)
      end = std::max(end, span.to);
  }
  return end;
}

std::vector<Link> critical_path(const std::vector<Lane>& lanes) {
  std::vector<Link> path;
  for (const Lane& lane : lanes) {
    for (const Span& span : lane.spans) {
      if (span.critical) path.push_back({&lane, &span});
    }
  }
  std::stable_sort(path.begin(), path.end(),
                   [](const Link& a, const Link& b) { return a.span->from < b.span->from; });
  return path;
}

}  // namespace caisson::report
