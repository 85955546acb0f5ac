#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/stack.hpp"

namespace caisson::render {

/// A job of the matrix: a mode, and some of the tests that are nearest to it.
struct GithubJob {
  std::string mode;
  std::size_t shard = 1;
  std::size_t shards = 1;
  std::vector<std::string> tests;  ///< by name, sorted
  std::set<std::string> images;    ///< of the mode and of these tests, with all they are built on
};

/// The jobs for these modes. A test goes where most of what it leases comes up anyway: to the mode
/// that has most services of its closure, among several to the smallest. Those of one mode are
/// shared out where `seconds` knows that they take more than ten minutes: longest first, each to
/// the job that has least, and what leases the same services stays together as long as it fits.
Result<std::vector<GithubJob>> github_jobs(const model::Stack& stack,
                                           const std::vector<std::string>& modes,
                                           const std::map<std::string, double>& seconds);

}  // namespace caisson::render
