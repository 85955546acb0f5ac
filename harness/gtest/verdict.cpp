#include "verdict.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <exception>
#include <thread>

#include "tenant/setting.hpp"

namespace caisson::gtest {
namespace {

std::atomic<std::thread::id>& test_thread() {
  static std::atomic<std::thread::id> thread;
  return thread;
}

void report(const Place& place, testing::TestPartResult::Type type, const std::string& text) {
  GTEST_MESSAGE_AT_(place.file, place.line, "", type) << text;
}

bool catches_exceptions() {
#ifdef GTEST_FLAG_GET
  return GTEST_FLAG_GET(catch_exceptions);
#else
  return testing::GTEST_FLAG(catch_exceptions);
#endif
}

/// GoogleTest takes an AssertionException for a failure that is already reported.
void leave_test(const Place& place, testing::TestPartResult::Type type, const std::string& text) {
#if GTEST_HAS_EXCEPTIONS
  const bool can_leave = catches_exceptions() && std::uncaught_exceptions() == 0 &&
                         test_thread().load() == std::this_thread::get_id();
  if (can_leave) {
    throw testing::AssertionException(
        testing::TestPartResult(type, place.file, place.line, text.c_str()));
  }
#else
  static_cast<void>(place), static_cast<void>(type), static_cast<void>(text);
#endif
}

}  // namespace

Place place_of_test() {
  const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
  if (test == nullptr) return {nullptr, -1};
  return {test->file(), test->line()};
}

void remember_test_thread() {
  test_thread().store(std::this_thread::get_id());
}

void fail_test(const Place& place, const std::string& text) {
  constexpr auto type = testing::TestPartResult::kFatalFailure;
  report(place, type, text);
  leave_test(place, type, text);
}

void fail_or_skip_test(const Place& place, const Problem& problem) {
  const bool is_skipped =
      problem.kind == Problem::Kind::engine_unreachable && !tenant::requires_engine();
  if (!is_skipped) return fail_test(place, problem.text);
  constexpr auto type = testing::TestPartResult::kSkip;
  report(place, type, problem.text);
  leave_test(place, type, problem.text);
}

}  // namespace caisson::gtest
