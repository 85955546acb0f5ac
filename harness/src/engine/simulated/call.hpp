#pragma once

#include <algorithm>

#include "engine/simulated/simulated_engine.hpp"

namespace caisson::engine::simulated {

template <class T>
void SimulatedEngine::answer(Instant at, Result<T> result, Completion<T> done) {
  const auto deliver = [result = std::move(result), done = std::move(done)] { done(result); };
  later(at - m_clock.now(), deliver);
}

template <class T>
void SimulatedEngine::call(std::string name, std::string subject, Duration latency,
                           Deadline deadline, std::function<Result<T>()> obey, Completion<T> done) {
  m_calls.push_back(Call{m_clock.now(), name, subject});
  const Duration takes = drawn(latency);
  const Instant ends = m_clock.now() + takes;
  if (m_vanished) {
    answer<T>(m_clock.now(), Error{ErrorKind::engine_unreachable, "the engine is gone"},
              std::move(done));
    return;
  }
  const std::optional<Fault> fault = fault_for(name, subject);
  if (fault && !fault->after_obeying) {
    answer<T>(std::min(ends, deadline), fault->error, std::move(done));
    return;
  }
  // What is done takes effect before the caller hears of it, so events may come first.
  const auto act = [this, obey = std::move(obey), done = std::move(done), ends, deadline, fault] {
    Result<T> result = obey();
    if (m_vanished) result = Error{ErrorKind::engine_unreachable, "the engine is gone"};
    if (fault) result = fault->error;
    if (ends > deadline) result = Error{ErrorKind::timed_out, "the engine did not answer in time"};
    answer<T>(std::min(ends, deadline), std::move(result), done);
  };
  later(takes * 4 / 5, act);
}

}  // namespace caisson::engine::simulated
