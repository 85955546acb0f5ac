#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace caisson {

/// Where a service is reached from this test.
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;

  /// `host:port`, an IPv6 address in brackets.
  std::string to_string() const;
};

void PrintTo(const Endpoint& endpoint, std::ostream* stream);

/// How a command inside a service ended.
struct ExecResult {
  int exit_code = -1;
  std::string output;  ///< standard output and error, as they came
};

/// One leased service. Cheap to copy; good as long as the test that asked for it.
///
/// Whatever cannot be done is a fatal failure of the test, reported at the line that called
/// `service()`, and ends the test there: with `testing::AssertionException`, which GoogleTest takes
/// for a failure already reported. On another thread than the test's, without exceptions or with
/// --gtest_catch_exceptions=0 nothing is thrown: then the answer is empty. Because of the exception
/// no call belongs into a destructor: use TearDown().
class Service {
 public:
  Service(std::string name, const char* file, int line);

  const std::string& name() const { return m_name; }

  /// The first of the declared PORTS.
  Endpoint endpoint() const;
  /// Where the container's `port` is reached.
  Endpoint endpoint(std::uint16_t port) const;
  /// A connection string, with user, password and database where the service has them.
  std::string url() const;
  /// The database of this test: with ISOLATE, its own clone.
  std::string database() const;

  /// Runs a command in the service's container; at most ten minutes.
  ExecResult exec(const std::vector<std::string>& argv) const;
  /// Lines the service has logged since this test began.
  std::vector<std::string> logs() const;

  // Undone at the end of the test, by the supervisor, even if this process is killed.
  void pause() const;
  void unpause() const;
  void kill() const;
  /// Returns when the service is ready again.
  void restart() const;

 private:
  void command(const char* request) const;

  std::string m_name;
  const char* m_file;
  int m_line;
};

/// A service known at compile time, by the header that its CMake target generates:
/// `#include <caisson/services/db.hpp>`, `service<caisson::services::db>()`.
template <class Declared>
class TypedService : public Service {
 public:
  using Service::endpoint;
  using Service::Service;

  template <std::uint16_t Port>
  Endpoint endpoint() const {
    static_assert(is_declared(Port), "the service does not declare this port: see its PORTS");
    return Service::endpoint(Port);
  }

 private:
  static constexpr bool is_declared(std::uint16_t port) {
    for (const auto declared : Declared::ports) {
      if (declared == port) return true;
    }
    return false;
  }
};

/// Fixture of a test that uses services. The program leases what its declaration names when the
/// first of these tests starts, and gives it back at the end; a program of which no such test runs
/// asks for nothing. Where no engine is reached the test is skipped with the reason, or fails with
/// CAISSON_REQUIRE_ENGINE=1.
///
/// All happens in constructor and destructor: members of a derived fixture may use services, and
/// SetUp() and TearDown() need not call ours.
class ServiceTest : public testing::Test {
 public:
  ServiceTest(const ServiceTest&) = delete;
  ServiceTest& operator=(const ServiceTest&) = delete;

 protected:
  ServiceTest();
  ~ServiceTest() override;

  /// May be called from SetUpTestSuite(), too. A service that was not leased is a failure that
  /// names those that were.
  static Service service(const std::string& name, const char* file = __builtin_FILE(),
                         int line = __builtin_LINE()) {
    check(name, file, line);
    return Service(name, file, line);
  }

  template <class Declared>
  static TypedService<Declared> service(const char* file = __builtin_FILE(),
                                        int line = __builtin_LINE()) {
    check(Declared::name, file, line);
    return TypedService<Declared>(Declared::name, file, line);
  }

 private:
  static void check(const std::string& name, const char* file, int line);
};

}  // namespace caisson
