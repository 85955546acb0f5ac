#pragma once

#include <map>
#include <string>
#include <vector>

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

  /// Saves each database that holds something and that a one-shot is about to run on which has
  /// changed, or is one of `again`; it is started for that when it does not run. The exit code of
  /// that start. `verb` is for who else wants the data meanwhile.
  Result<int> save_before(const std::string& verb, const std::vector<std::string>& again = {});
  /// They have completed.
  Result<void> remember();

 private:
  Result<std::string> file() const;
  std::map<std::string, std::string> present();
  Result<int> save(const model::Service& database, const std::string& verb);

  Context& m_context;
  const plan::Plan& m_plan;
  Fingerprints& m_fingerprints;
};

}  // namespace caisson::cli
