#pragma once

#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/loop.hpp"
#include "engine/engine.hpp"

namespace caisson::cli {

/// Runs the loop until the one call that `begin` makes has completed: the bridge from the engine's
/// callbacks to a verb that does one thing after another.
template <class T, class Begin>
Result<T> await(Loop& loop, Begin&& begin) {
  std::optional<Result<T>> outcome;
  engine::Completion<T> done = [&outcome, &loop](Result<T> result) {
    outcome.emplace(std::move(result));
    loop.stop();
  };
  std::forward<Begin>(begin)(std::move(done));
  if (!outcome) loop.run();
  if (!outcome) return Error{ErrorKind::protocol, "the engine never completed a call"};
  return std::move(*outcome);
}

}  // namespace caisson::cli
