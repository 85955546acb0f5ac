#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/loop.hpp"
#include "engine/engine.hpp"

namespace caisson::test {

/// Runs `loop` until the completion given to `start` is called; fails when it is called twice or
/// from inside `start`.
template <class T>
Result<T> await(Loop& loop, const std::function<void(engine::Completion<T>)>& start) {
  auto outcome = std::make_shared<std::optional<Result<T>>>();
  bool returned = false;
  start([&loop, &returned, outcome](Result<T> result) {
    EXPECT_FALSE(outcome->has_value()) << "completed twice";
    EXPECT_TRUE(returned) << "completed from inside the call";
    outcome->emplace(std::move(result));
    loop.stop();
  });
  returned = true;
  loop.run();
  if (!outcome->has_value()) return Error{ErrorKind::protocol, "never completed"};
  return std::move(**outcome);
}

inline engine::Deadline in(Loop& loop, Duration duration) {
  return loop.clock().now() + duration;
}

}  // namespace caisson::test
