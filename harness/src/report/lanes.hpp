#pragma once

#include <string>
#include <vector>

#include "plan/plan.hpp"
#include "report/failure.hpp"
#include "report/start.hpp"

namespace caisson::report {

/// What a service's start is made of, in this order.
enum class Phase {
  image,   ///< it is pulled or built
  create,  ///< its container is made
  wait,    ///< all is there, but a condition of DEPENDS
  start,   ///< its conditions hold, its process does not run yet
  probe,   ///< it runs, and is not ready; a one-shot: it runs
};

struct Span {
  Phase phase = Phase::wait;
  Duration from{};
  Duration to{};
  std::string whom{};     ///< wait: the service whose condition came last
  bool critical = false;  ///< had it been shorter, the whole start would have been

  Duration length() const { return to - from; }
};

/// How a start ended for a service.
enum class Ending { ready, completed, kept, failed, held_back, unavailable, stopped };

/// A service in a start.
struct Lane {
  const plan::Step* step = nullptr;
  Ending ending = Ending::stopped;
  std::vector<Span> spans{};
  std::string because{};  ///< held back: the service whose fault it is

  const std::string& name() const { return step->service->name; }
};

/// The services of a plan in the order they were started, each with what its time went into. The
/// path that decided how long all of it took is marked; of a start that failed, the path to its
/// first cause. The plan outlives what is returned.
std::vector<Lane> lanes_of(const plan::Plan& plan, const Start& start,
                           const std::vector<Cause>& causes, const std::vector<Cause>& absences);

/// When the last of them had come to its end.
Duration end_of(const std::vector<Lane>& lanes);

/// A piece of the critical path, and whose.
struct Link {
  const Lane* lane = nullptr;
  const Span* span = nullptr;
};

/// In the order of time.
std::vector<Link> critical_path(const std::vector<Lane>& lanes);

}  // namespace caisson::report
