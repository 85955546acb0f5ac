#pragma once

#include <string>
#include <string_view>

#include "report/test_run.hpp"

namespace caisson::report {

/// Workflow commands of GitHub Actions, one `::error` line a root cause. Files under `root` (the
/// workspace; may be empty) are told relative to it, as GitHub needs them.
std::string github_annotations(const TestRun& run, const std::string& root);

/// The text behind `::`; actions/toolkit, packages/core/src/command.ts, `escapeData`.
std::string github_data(std::string_view text);
/// A value of `name=value`; the same file, `escapeProperty`.
std::string github_property(std::string_view text);

}  // namespace caisson::report
