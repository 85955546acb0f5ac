#include <filesystem>
#include <memory>

#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/await.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/start_report.hpp"
#include "cli/verbs.hpp"
#include "report/ctest_log.hpp"
#include "report/ctest_tests.hpp"
#include "report/github.hpp"
#include "report/junit.hpp"
#include "report/test_run.hpp"
#include "report/test_run_text.hpp"
#include "report/test_times.hpp"

namespace caisson::cli {
namespace {

namespace fs = std::filesystem;

/// True where both are there and `file` was written last, or at the same time.
bool is_as_new(const fs::path& file, const fs::path& other) {
  std::error_code error;
  const auto time = fs::last_write_time(file, error);
  if (error) return false;
  const auto other_time = fs::last_write_time(other, error);
  return !error && time >= other_time;
}

/// CTest writes its log under another name, which a kill leaves there.
Result<std::string> newest_log(const fs::path& folder) {
  const fs::path log = folder / "LastTest.log";
  const fs::path unfinished = folder / "LastTest.log.tmp";
  const bool is_unfinished = file_exists(unfinished.string()) &&
                             (!file_exists(log.string()) || is_as_new(unfinished, log));
  auto text = read_file((is_unfinished ? unfinished : log).string());
  if (!text && text.error().kind == ErrorKind::not_found) {
    return Error{ErrorKind::not_found, "no run of ctest is known here", log.string(),
                 "Run ctest in this build tree first."};
  }
  return text;
}

/// The tests that did not run, as `<number>:<name>` lines. CTest leaves the list of an earlier run
/// where it has none to write: one that is older than what each run writes just before is of such.
std::set<std::string> tests_not_run(const fs::path& folder) {
  std::set<std::string> names;
  const fs::path list = folder / "LastTestsDisabled.log";
  if (!is_as_new(list, folder / "CTestCostData.txt")) return names;
  if (file_exists((folder / "LastTest.log.tmp").string()) &&
      !is_as_new(folder / "LastTest.log", folder / "LastTest.log.tmp"))
    return names;
  const auto text = read_file(list.string());
  if (!text) return names;
  for (const std::string& line : split(*text, '\n')) {
    if (const auto colon = line.find(':'); colon != line.npos) names.insert(line.substr(colon + 1));
  }
  return names;
}

/// The ctest that this build tree was configured for.
std::string ctest_of(const std::string& build) {
  constexpr std::string_view k_entry = "CMAKE_CTEST_COMMAND:INTERNAL=";
  const auto cache = read_file(build + "/CMakeCache.txt");
  if (cache) {
    for (const std::string& line : split(*cache, '\n')) {
      if (line.rfind(k_entry, 0) == 0) return line.substr(k_entry.size());
    }
  }
  return "ctest";
}

/// A folder whose tests are those of the build tree: even `--show-only` begins a new log, which
/// must not be in the place of the one that is reported.
Result<std::string> looking_glass(const std::string& build) {
  const std::string folder = build + "/caisson/report";
  const auto made = make_directories(folder);
  if (!made) return made.error();
  const auto written =
      write_file(folder + "/CTestTestfile.cmake", "subdirs([==[" + build + "]==])\n");
  if (!written) return written.error();
  return folder;
}

Result<report::DeclaredTests> declared_tests(Context& context, const model::Stack& stack) {
  const auto folder = looking_glass(stack.build_dir);
  if (!folder) return folder.error();
  ProcessSpec spec;
  spec.argv = {ctest_of(stack.build_dir), "--show-only=json-v1"};
  if (!stack.config.empty()) spec.argv.insert(spec.argv.end(), {"-C", stack.config});
  spec.directory = *folder;
  const auto processes = make_system_process(context.loop());
  std::string answer;
  std::unique_ptr<ChildProcess> child;
  const auto ended =
      await<ProcessExit>(context.loop(), [&](engine::Completion<ProcessExit> completion) {
        child = processes->spawn(
            spec, [&answer](const std::string& line) { answer += line + "\n"; },
            std::move(completion));
      });
  if (!ended) return ended.error();
  if (!ended->ok()) {
    return Error{ErrorKind::io, "`" + join(spec.argv, " ") + "` fails: " + answer, stack.build_dir,
                 "Configure the project again."};
  }
  return report::parse_ctest_tests(answer);
}

/// What the last run of ctest in the manifest's build tree came to, from what it left on disk.
Result<std::string> tests_in(Context& context, const std::string& format) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const fs::path folder = fs::path((*stack)->build_dir) / "Testing" / "Temporary";
  const auto log = newest_log(folder);
  if (!log) return log.error();
  const auto declared = declared_tests(context, **stack);
  if (!declared) return declared.error();
  const report::TestRun run = report::make_test_run((*stack)->name, report::parse_ctest_log(*log),
                                                    *declared, tests_not_run(folder));
  if (format == "junit") return report::junit_xml(run);
  if (format == "github") return report::github_annotations(run, variable("GITHUB_WORKSPACE"));
  if (format == "times") return report::test_times(run, (*stack)->tests);
  return report::test_run_text(run, wants_colour(context.out()));
}

/// The last run of ctest, or as a page the last start.
class Report final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.option("--output", m_output, "write it to this file");
  }

  std::vector<std::string> formats() const override {
    return {"text", "junit", "github", "times", "html"};
  }

  Result<int> run(Context& context) override {
    const std::string& format = context.options().format;
    const auto told = format == "html" ? last_start_page(context) : tests_in(context, format);
    if (!told) return told.error();
    if (m_output.empty()) {
      context.out().write(*told);
      return k_done;
    }
    const auto written = write_file(m_output, *told);
    if (!written) return written.error();
    return k_done;
  }

 private:
  std::string m_output;
};

}  // namespace

std::unique_ptr<Verb> make_report() {
  return std::make_unique<Report>();
}

}  // namespace caisson::cli
