#include "report/test_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "report/root_cause.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

/// The log has hundredths of a second.
constexpr double k_rounding = 0.005;
constexpr std::string_view k_skip_reason = "Skip regular expression found";

Outcome outcome_of(const LogRecord& record, const std::set<std::string>& not_run) {
  if (!record.whole) return Outcome::cut_off;
  if (!record.started) return record.notice.empty() ? Outcome::disabled : Outcome::not_run;
  if (!record.passed) return Outcome::failed;
  const bool is_skipped =
      not_run.contains(record.name) || record.reason.rfind(k_skip_reason, 0) == 0;
  return is_skipped ? Outcome::skipped : Outcome::passed;
}

/// Its time limit, when it ran into it; with TIMEOUT_AFTER_MATCH the time in the log counts from
/// the match, too.
double exceeded_limit(const TestResult& test, const DeclaredTest& declared) {
  const bool is_matched =
      !declared.match.empty() && test.output.find(declared.match) != std::string::npos;
  const double limit = is_matched ? declared.after_match : declared.timeout;
  return limit > 0 && test.seconds + k_rounding >= limit ? limit : 0;
}

bool share(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  return std::any_of(left.begin(), left.end(), [&right](const std::string& item) {
    return std::find(right.begin(), right.end(), item) != right.end();
  });
}

class Maker {
 public:
  Maker(TestRun& run, const DeclaredTests& declared) : m_run(run), m_declared(declared) {}

  void find_causes() {
    for (TestResult& test : m_run.tests) {
      if (test.outcome == Outcome::failed) blame(test, cause_of(test));
    }
    // Set-ups of set-ups: each round settles one more step of the chain.
    for (std::size_t round = 0; round < m_run.tests.size(); ++round) {
      if (!pass_on()) break;
    }
    for (TestResult& test : m_run.tests) {
      if (test.outcome == Outcome::not_run && !test.cause) blame(test, not_run_cause(test));
    }
  }

 private:
  const DeclaredTest& declaration(const std::string& name) const {
    static const DeclaredTest unknown;
    const auto found = m_declared.find(name);
    return found == m_declared.end() ? unknown : found->second;
  }

  /// A program's tests are declared by it, not by CMake: where its fixture is set up is next to it.
  Place place_of(const TestResult& test) const {
    if (!test.place.file.empty()) return test.place;
    const auto& required = declaration(test.name).fixtures_required;
    for (const auto& [name, other] : m_declared) {
      if (share(other.fixtures_setup, required)) return other.place;
    }
    return {};
  }

  RootCause cause_of(const TestResult& test) {
    Symptom symptom = symptom_of(test.output);
    const double limit = exceeded_limit(test, declaration(test.name));
    if (limit > 0 && !symptom.is_services) {
      symptom.title = fmt::format("it ran into its time limit of {:g} s", limit);
      symptom.text =
          symptom.title + (symptom.text.empty() ? "" : "; its last lines:\n") + symptom.text;
      symptom.is_shared = false;
    } else if (!test.reason.empty() && !symptom.is_services) {
      symptom.text = symptom.title = printable(test.reason);
      symptom.is_shared = false;
    }
    RootCause cause{symptom.title, symptom.text, symptom.place, {}};
    if (!symptom.is_services && !test.place.file.empty()) {
      // The test's own declaration; where the assertion is stays in the text.
      if (!symptom.place.file.empty())
        cause.text = fmt::format("{}:{}: {}", symptom.place.file, symptom.place.line, cause.text);
      cause.place = test.place;
    }
    if (cause.place.file.empty()) cause.place = place_of(test);
    if (!symptom.is_shared)
      cause.title = test.name + (cause.title.empty() ? " failed" : ": " + cause.title);
    if (cause.text.empty()) cause.text = test.name + " failed and printed nothing";
    return cause;
  }

  RootCause not_run_cause(const TestResult& test) const {
    return {test.name + " could not run", test.reason, place_of(test), {}};
  }

  void blame(TestResult& test, RootCause cause) {
    const auto key = std::make_tuple(cause.title, cause.text, cause.place.file, cause.place.line);
    const auto [known, is_new] = m_known.emplace(key, m_run.causes.size());
    if (is_new) m_run.causes.push_back(std::move(cause));
    test.cause = known->second;
    m_run.causes[known->second].tests.push_back(test.name);
  }

  /// A test that did not run because its fixture's set-up failed, failed by that one's cause.
  bool pass_on() {
    bool is_any = false;
    for (TestResult& test : m_run.tests) {
      if (test.outcome != Outcome::not_run || test.cause) continue;
      const auto& required = declaration(test.name).fixtures_required;
      const auto setup =
          std::find_if(m_run.tests.begin(), m_run.tests.end(), [&](const TestResult& other) {
            return other.cause && test.reason.find(other.name) != std::string::npos &&
                   share(declaration(other.name).fixtures_setup, required);
          });
      if (setup == m_run.tests.end()) continue;
      test.cause = setup->cause;
      m_run.causes[*test.cause].tests.push_back(test.name);
      is_any = true;
    }
    return is_any;
  }

  TestRun& m_run;
  const DeclaredTests& m_declared;
  std::map<std::tuple<std::string, std::string, std::string, int>, std::size_t> m_known;
};

TestResult result_of(LogRecord record, const DeclaredTests& declared,
                     const std::set<std::string>& not_run) {
  TestResult test;
  test.number = record.number;
  test.name = record.name;
  test.outcome = outcome_of(record, not_run);
  test.seconds = record.seconds;
  test.reason = test.outcome == Outcome::not_run ? record.notice : record.reason;
  if (test.outcome == Outcome::skipped) test.reason = skip_reason(record.output);
  test.folder = test.outcome == Outcome::failed ? bundle_folder(record.output) : std::string();
  test.output = std::move(record.output);
  if (const auto found = declared.find(test.name); found != declared.end()) {
    test.labels = found->second.labels;
    test.place = found->second.place;
  }
  return test;
}

}  // namespace

std::size_t TestRun::count(Outcome outcome) const {
  return static_cast<std::size_t>(
      std::count_if(tests.begin(), tests.end(),
                    [outcome](const TestResult& test) { return test.outcome == outcome; }));
}

TestRun make_test_run(std::string name, CtestLog log, const DeclaredTests& declared,
                      const std::set<std::string>& not_run) {
  TestRun run;
  run.name = std::move(name);
  run.ended = log.ended;
  std::map<std::string, TestResult> last;
  for (LogRecord& record : log.records) {
    TestResult test = result_of(std::move(record), declared, not_run);
    const auto before = last.find(test.name);
    if (before != last.end()) test.runs = before->second.runs + 1;
    last.insert_or_assign(test.name, std::move(test));
  }
  for (auto& [test, result] : last)
    run.tests.push_back(std::move(result));
  std::stable_sort(
      run.tests.begin(), run.tests.end(),
      [](const TestResult& left, const TestResult& right) { return left.number < right.number; });
  Maker(run, declared).find_causes();
  return run;
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return "passed";
    case Outcome::failed:
      return "failed";
    case Outcome::not_run:
      return "not run";
    case Outcome::skipped:
      return "skipped";
    case Outcome::disabled:
      return "disabled";
    case Outcome::cut_off:
      break;
  }
  return "cut off";
}

}  // namespace caisson::report
