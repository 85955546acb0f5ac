#include "bench/tests_project.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "base/file.hpp"
#include "bench/stopwatch.hpp"

namespace caisson::bench {
namespace {

/// Two programs of one source: what differs is the fixture.
constexpr const char* k_program = R"(#include <gtest/gtest.h>
#ifdef LEASED
#include <caisson/gtest/service_test.hpp>
class Trivial : public caisson::ServiceTest, public testing::WithParamInterface<int> {{}};
#else
class Trivial : public testing::TestWithParam<int> {{}};
#endif
TEST_P(Trivial, Works) {{}}
INSTANTIATE_TEST_SUITE_P(Of, Trivial, testing::Range(0, {}));
)";

constexpr const char* k_project = R"(cmake_minimum_required(VERSION 3.25)
project(bench LANGUAGES CXX)
enable_testing()
list(APPEND CMAKE_MODULE_PATH "{package}/cmake")
include(Caisson)
include(GoogleTest)
find_package(GTest REQUIRED)
find_program(TRUE_PROGRAM true REQUIRED)
caisson_add_stack(caisson-bench-tests)
caisson_add_image(server REFERENCE {image})
caisson_add_service(s0 IMAGE server ENTRYPOINT /server 8080 PORTS 8080
  HEALTHCHECK HTTP / ON 8080)
caisson_add_mode(everything SERVICES s0 DEFAULT)
foreach(folder IN ITEMS leased plain run bare)
  add_subdirectory(${{folder}})
endforeach()
)";

constexpr const char* k_leased = R"(add_executable(leased ../trivial.cpp)
target_compile_definitions(leased PRIVATE LEASED)
target_link_libraries(leased PRIVATE GTest::gtest_main)
caisson_discover_gtest(leased SERVICES s0)
)";

constexpr const char* k_plain = R"(add_executable(plain ../trivial.cpp)
target_link_libraries(plain PRIVATE GTest::gtest_main)
gtest_discover_tests(plain)
)";

constexpr const char* k_run = R"(foreach(number RANGE 1 {})
  caisson_add_test(NAME run-${{number}} COMMAND ${{TRUE_PROGRAM}} SERVICES s0)
endforeach()
)";

constexpr const char* k_bare = R"(foreach(number RANGE 1 {})
  add_test(NAME bare-${{number}} COMMAND ${{TRUE_PROGRAM}})
endforeach()
)";

void write_list(const std::string& folder, const std::string& text) {
  for (const Result<void>& done :
       {make_directories(folder), write_file(folder + "/CMakeLists.txt", text)})
    if (!done) throw std::runtime_error(to_string(done.error()));
}

}  // namespace

TestsProject make_tests_project(const Arguments& arguments, int tests) {
  const std::string source = arguments.tools.folder + "/tests";
  write_list(source, fmt::format(k_project, fmt::arg("package", arguments.package),
                                 fmt::arg("image", k_image)));
  write_list(source + "/leased", k_leased);
  write_list(source + "/plain", k_plain);
  write_list(source + "/run", fmt::format(k_run, tests));
  write_list(source + "/bare", fmt::format(k_bare, tests));
  const Result<void> written = write_file(source + "/trivial.cpp", fmt::format(k_program, tests));
  if (!written) throw std::runtime_error(to_string(written.error()));

  const std::string build = source + "/build";
  seconds_of({"cmake", "-S", source, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
              "-DCAISSON_EXECUTABLE=" + arguments.tools.caisson});
  seconds_of({"cmake", "--build", build});
  return {build + "/caisson/caisson-bench-tests.json", build + "/leased", build + "/plain",
          build + "/run", build + "/bare"};
}

}  // namespace caisson::bench
