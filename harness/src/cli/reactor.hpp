#pragma once

#include <functional>
#include <set>
#include <string>

#include "cli/context.hpp"
#include "cli/drive.hpp"
#include "cli/fingerprints.hpp"
#include "cli/misfits.hpp"
#include "cli/workbench.hpp"
#include "report/edits.hpp"
#include "watch/reaction.hpp"

namespace caisson::cli {

/// Does on the engine what edits lead to: images first, then programs are tried in them, and only
/// then the containers concerned go and the plan is brought up again, which finds all others as
/// they are.
class Reactor {
 public:
  enum class End {
    done,         ///< ready, or told why not
    postponed,    ///< another command is at work on the instance
    interrupted,  ///< Ctrl-C
  };

  /// All of it outlives the reactor.
  Reactor(Context& context, const plan::Plan& plan, Fingerprints& fingerprints,
          report::Edits& edits);

  /// Errors are those that no later edit will mend: the engine is gone.
  Result<End> react(const watch::Reaction& reaction);

 private:
  using Ids = std::map<std::string, std::string>;  ///< image → id
  Result<Ids> build(const watch::Reaction& reaction, Workbench& bench, Teller& teller);
  Result<image::Provided> build_one(const std::string& image, Workbench& bench, Teller& teller);
  Result<std::vector<std::string>> refuse_misfits(const watch::Reaction& reaction,
                                                  Replacement replacement);
  Result<void> remove(const watch::Reaction& reaction);
  Result<std::vector<engine::Container>> list(const std::string& instance);
  Result<End> bring_up(Workbench& bench, image::Provider& images, Teller& teller);
  void tell(const watch::Reaction& reaction);
  void note_interrupts();

  Context& m_context;
  const plan::Plan& m_plan;
  Fingerprints& m_fingerprints;
  report::Edits& m_edits;
  std::set<std::string> m_refused;  ///< services whose new program their image cannot start
  bool m_interrupted = false;
  bool m_ready = false;  ///< after the last bring-up, all was
};

}  // namespace caisson::cli
