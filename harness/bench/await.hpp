#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "base/loop.hpp"
#include "engine/engine.hpp"

namespace caisson::bench {

/// Runs the loop until `call` has completed. An error ends the benchmark: a figure of a failed run
/// would be a lie. An interrupt may leave it before the completion, which then comes into the void.
template <class T>
T await(Loop& loop, const std::function<void(engine::Completion<T>)>& call) {
  const auto result = std::make_shared<std::optional<Result<T>>>();
  call([&loop, result](Result<T> completed) {
    result->emplace(std::move(completed));
    loop.stop();
  });
  while (!*result)
    loop.run();
  Result<T>& completed = **result;
  if (!completed) throw std::runtime_error(to_string(completed.error()));
  if constexpr (!std::is_void_v<T>) return *std::move(completed);
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
