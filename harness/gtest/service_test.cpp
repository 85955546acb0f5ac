#include "caisson/gtest/service_test.hpp"

#include <cstdio>

#include "session.hpp"
#include "verdict.hpp"

namespace caisson {
namespace {

using gtest::Session;
using tenant::Problem;

/// Gives the lease back when the program's tests are over; asks for nothing.
class Releaser : public testing::Environment {
 public:
  void TearDown() override { Session::of_process().release(); }
};

// Here, because a program with a ServiceTest needs this object file: it survives static linking,
// and with gtest_main it is registered before main().
[[maybe_unused]] testing::Environment* const k_releaser =
    testing::AddGlobalTestEnvironment(new Releaser);

int repetitions() {
#ifdef GTEST_FLAG_GET
  return GTEST_FLAG_GET(repeat);
#else
  return testing::GTEST_FLAG(repeat);
#endif
}

std::string name_of_test() {
  const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
  if (test == nullptr) return "";
  return std::string(test->test_suite_name()) + "." + test->name();
}

bool is_only_test() {
  return testing::UnitTest::GetInstance()->test_to_run_count() == 1 && repetitions() == 1;
}

void print(const Session::Bundle& bundle) {
  if (!bundle.summary.empty()) std::printf("%s\n", bundle.summary.c_str());
  if (!bundle.folder.empty()) std::printf("caisson: more in %s\n", bundle.folder.c_str());
  std::fflush(stdout);
}

}  // namespace

ServiceTest::ServiceTest() {
  gtest::remember_test_thread();
  const auto problem = Session::of_process().begin(name_of_test(), is_only_test());
  if (problem) gtest::fail_or_skip_test(gtest::place_of_test(), *problem);
}

ServiceTest::~ServiceTest() {
  const auto ended = Session::of_process().end(HasFailure());
  if (const auto* const problem = std::get_if<Problem>(&ended)) {
    const auto place = gtest::place_of_test();
    ADD_FAILURE_AT(place.file, place.line) << "at the end of the test: " << problem->text;
    return;
  }
  const auto& bundle = std::get<Session::Bundle>(ended);
  print(bundle);
  // For readers of --gtest_output.
  if (!bundle.folder.empty()) RecordProperty("caisson_folder", bundle.folder);
}

void ServiceTest::check(const std::string& name, const char* file, int line) {
  auto& session = Session::of_process();
  const bool is_before_tests = testing::UnitTest::GetInstance()->current_test_info() == nullptr;
  if (is_before_tests) gtest::remember_test_thread();
  if (const auto problem = session.lease()) {
    gtest::fail_or_skip_test({file, line}, *problem);
  } else if (!session.find(name)) {
    gtest::fail_test({file, line}, "`" + name +
                                       "` was not leased; leased: " + session.names_of_leased() +
                                       ". Add it to SERVICES of caisson_discover_gtest()");
  }
}

}  // namespace caisson
