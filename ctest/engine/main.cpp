#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "holder.hpp"
#include "session.hpp"

namespace {

constexpr int k_skipped = 77;

bool is_engine_required() {
  const char* const value = std::getenv("CAISSON_REQUIRE_ENGINE");
  return value != nullptr && std::string_view(value) == "1";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--hold") return caisson::test::hold(argv[2]);
  if (argc == 3 && std::string_view(argv[1]) == "--environment")
    return caisson::test::make_environment(argv[2]);
  testing::InitGoogleMock(&argc, argv);
  if (testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();
  auto session = caisson::test::Session::open();
  if (!session) {
    std::fprintf(stderr, "%s: %s\n", is_engine_required() ? "failed" : "skipped",
                 to_string(session.error()).c_str());
    return is_engine_required() ? 1 : k_skipped;
  }
  const caisson::engine::Info& info = (*session)->engine().info();
  std::printf("engine: %s %s, API %s at %s (%s)\n", info.kind.c_str(), info.version.c_str(),
              info.api.c_str(), info.endpoint.c_str(), info.found_by.c_str());
  caisson::test::Session::set(*std::move(session));
  const int result = RUN_ALL_TESTS();
  caisson::test::Session::set(nullptr);
  return result;
}
