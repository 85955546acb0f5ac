#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "clone/sql_session.hpp"
#include "engine/simulated/virtual_clock.hpp"

namespace caisson::clone::test {

/// A Postgres server in memory, as far as clones need one: a set of databases, statements that
/// make, mark and drop them. It speaks the wire protocol in pieces of `slice` bytes.
class FakePostgres {
 public:
  struct Database {
    bool ours = false;
    bool sealed = false;
    std::string source{};
  };

  explicit FakePostgres(engine::simulated::VirtualClock& clock) : m_clock(clock) {}

  std::map<std::string, Database> databases{{"postgres", {}}, {"shop", {}}};
  std::vector<std::string> statements;  ///< in the order run
  /// A statement that begins with the key fails with this SQLSTATE.
  std::map<std::string, std::string> failures;
  std::string version = "170002";
  std::size_t slice = 1U << 20U;
  Duration takes = std::chrono::milliseconds(5);  ///< each statement
  bool locked_by_another = false;
  bool silent = false;  ///< takes statements, answers nothing
  std::size_t logins = 0;
  std::string login_error;  ///< SQLSTATE a login is refused with

  Dial dial();
  /// All connections end, with these last words if not empty; `up`: whether new ones are taken.
  void go(bool up, const std::string& state = {});
  std::size_t count(const std::string& beginning) const;

 private:
  struct Wire;
  class End;

  void deliver(const std::shared_ptr<Wire>& wire, const std::string& bytes);
  void hear(const std::shared_ptr<Wire>& wire);
  std::string answer(const std::string& sql);
  std::string create(const std::string& sql);
  std::string drop(const std::string& sql);

  engine::simulated::VirtualClock& m_clock;
  std::vector<std::weak_ptr<Wire>> m_wires;
  bool m_up = true;
};

}  // namespace caisson::clone::test
