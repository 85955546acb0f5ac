#include "report/status.hpp"
#include "cli/context.hpp"
#include "cli/survey.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

class StatusVerb final : public Verb {
 public:
  void declare(Arguments&) override {}

  Result<int> run(Context& context) override {
    const auto status = make_status(context);
    if (!status) return status.error();
    Terminal& out = context.out();
    if (context.options().json()) {
      out.write(report::status_json(*status));
    } else {
      // Piped text is read by programs: nothing is cut there.
      const auto width = out.is_tty() ? static_cast<std::size_t>(out.width()) : 10'000U;
      out.write(report::status_text(*status, width, wants_colour(out)));
    }
    return 0;
  }
};

}  // namespace

std::unique_ptr<Verb> make_status_verb() {
  return std::make_unique<StatusVerb>();
}

}  // namespace caisson::cli
