#include "report/test_run_text.hpp"

#include <fmt/format.h>

#include <map>

#include "base/text.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

std::string head(const TestRun& run) {
  std::string text = fmt::format("{}: {} {}", run.name, run.tests.size(),
                                 run.tests.size() == 1 ? "test" : "tests");
  for (const Outcome outcome : {Outcome::passed, Outcome::failed, Outcome::not_run,
                                Outcome::skipped, Outcome::disabled, Outcome::cut_off}) {
    if (const auto count = run.count(outcome); count > 0)
      text += fmt::format(", {} {}", count, to_string(outcome));
  }
  return text + (run.ended ? "\n" : "; CTest did not end\n");
}

std::string cause_text(const TestRun& run, const RootCause& cause, bool colour) {
  std::string text = "\n" + paint("✘ ", Tone::bad, colour) +
                     paint(printable(cause.title), Tone::strong, colour) + "\n";
  for (const std::string& line : split(cause.text, '\n')) {
    const std::string shown = printable(line);
    if (shown != cause.title) text += "  " + shown + "\n";
  }
  if (!cause.place.file.empty())
    text += fmt::format("  at {}:{}\n", cause.place.file, cause.place.line);
  text += fmt::format("  failed by it: {}\n", printable(join(cause.tests, ", ")));
  for (const TestResult& test : run.tests) {
    if (test.folder.empty() || !test.cause || &run.causes[*test.cause] != &cause) continue;
    text += fmt::format("  more in {}\n", printable(test.folder));
  }
  return text;
}

}  // namespace

std::string test_run_text(const TestRun& run, bool colour) {
  std::string text = head(run);
  for (const RootCause& cause : run.causes)
    text += cause_text(run, cause, colour);
  std::map<std::string, std::vector<std::string>> skipped;
  for (const TestResult& test : run.tests) {
    if (test.outcome == Outcome::skipped) skipped[test.reason].push_back(printable(test.name));
  }
  for (const auto& [reason, tests] : skipped) {
    text += fmt::format("\nskipped: {}{}\n", join(tests, ", "),
                        reason.empty() ? "" : "\n  " + printable(reason));
  }
  return text;
}

}  // namespace caisson::report
