#pragma once

#include <map>
#include <string>

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/rendered.hpp"

namespace caisson::render {

struct GithubOptions {
  /// What tests have taken, by name, in seconds. One that is not in it counts as the mean of the
  /// others.
  std::map<std::string, double> test_seconds;
};

/// A workflow for GitHub Actions: a job for each mode, or the one that is named, that starts it,
/// runs the tests that are nearest to it and stops it again. Where the times of those are known and
/// are too much for one job, they are shared out over several. What prepares the machine is the
/// project's own action `.github/actions/prepare`.
Result<Rendered> render_github(const model::Stack& stack, const model::Rendering& rendering,
                               const GithubOptions& options = {});

}  // namespace caisson::render
