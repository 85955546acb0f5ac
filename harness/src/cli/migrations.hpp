#pragma once

#include <string>

#include "cli/context.hpp"
#include "cli/fingerprints.hpp"
#include "plan/plan.hpp"

namespace caisson::cli {

/// The one-shots of a plan that change a database, which is what its TEMPLATE_BY names, and what
/// they were made from when they last completed in this instance.
class Migrations {
 public:
  /// All outlive it.
  Migrations(Context& context, const plan::Plan& plan, Fingerprints& fingerprints)
      : m_context(context), m_plan(plan), m_fingerprints(fingerprints) {}

  /// Saves each database that holds something and that a one-shot which has changed is about to run
  /// on; it is started for that when it does not run. The exit code of that start.
  Result<int> save_before();
  /// They have completed.
  Result<void> remember();

 private:
  Result<std::string> file() const;
  std::map<std::string, std::string> present();
  Result<int> save(const model::Service& database);

  Context& m_context;
  const plan::Plan& m_plan;
  Fingerprints& m_fingerprints;
};

}  // namespace caisson::cli
