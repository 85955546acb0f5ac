#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "base/loop.hpp"
#include "engine/engine.hpp"

namespace caisson::bench {

/// Runs the loop until `call` has completed. An error ends the benchmark: a figure of a failed run
/// would be a lie.
template <class T>
T await(Loop& loop, const std::function<void(engine::Completion<T>)>& call) {
  std::optional<Result<T>> result;
  call([&](Result<T> completed) {
    result.emplace(std::move(completed));
    loop.stop();
  });
  while (!result)
    loop.run();
  if (!*result) throw std::runtime_error(to_string(result->error()));
  if constexpr (!std::is_void_v<T>) return std::move(**result);
}

inline engine::Deadline in_a_minute() {
  return std::chrono::steady_clock::now() + std::chrono::minutes(1);
}

inline double seconds_between(Instant begin, Instant end) {
  return std::chrono::duration<double>(end - begin).count();
}

inline double seconds_since(Instant begin) {
  return seconds_between(begin, std::chrono::steady_clock::now());
}

}  // namespace caisson::bench
