#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "leased.hpp"
#include "tenant/connection.hpp"
#include "tenant/json.hpp"
#include "tenant/problem.hpp"

namespace caisson::gtest {

using tenant::Json;
using tenant::Problem;
using tenant::Result;

/// The one lease of this process, and the test that uses it. Safe to call from several threads.
class Session {
 public:
  /// Limits of the waits for an answer. The lease has none: an image may be built; what ends that
  /// wait is the end of the supervisor.
  static constexpr std::chrono::minutes k_answer_limit{2};
  static constexpr std::chrono::minutes k_work_limit{10};

  static Session& of_process();

  /// Leases if that has not been done. A problem stays: all who ask later get the same.
  std::optional<Problem> lease();

  /// Opens the window of a test. The window of an `only` test is the lease's: nothing is asked.
  std::optional<Problem> begin(const std::string& test, bool only);

  /// What the supervisor collected about a test that failed; empty for one that did not.
  struct Bundle {
    std::string summary;
    std::string folder;
  };
  Result<Bundle> end(bool failed);

  /// A request about one service, with what else is in `request`.
  Result<Json> ask(Json request, std::chrono::milliseconds limit);
  /// Such a request that changes the service until the test ends.
  Result<Json> disturb(Json request);

  std::optional<Leased> find(const std::string& service);
  /// For people: "`db`, `cache`".
  std::string names_of_leased();

  /// Gives the lease back. Another may follow.
  void release();

 private:
  std::optional<Problem> take();
  Result<Json> exchange(const Json& request, std::chrono::milliseconds limit);

  std::mutex m_mutex;
  std::optional<tenant::Connection> m_connection;
  std::optional<Problem> m_problem;
  std::vector<Leased> m_services;
  std::string m_test;
  bool m_only = false;
  bool m_disturbed = false;
};

}  // namespace caisson::gtest
