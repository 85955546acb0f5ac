/// The connection of PostgresClones: login, what is found, loss.
#include <algorithm>
#include <array>
#include <charconv>

#include "clone/database_names.hpp"
#include "clone/postgres_error.hpp"
#include "clone/postgres_state.hpp"
#include "clone/postgres_statements.hpp"

namespace caisson::clone {
namespace sql = postgres_statements;
namespace {

/// For a copy of a large template on a slow disk; a server that says nothing for longer hangs.
constexpr Duration k_patience = std::chrono::seconds(60);
constexpr Duration k_lock_pause = std::chrono::milliseconds(200);

/// Where to log in: not to what is copied.
constexpr std::array k_entrances{"postgres", "template1"};

int number_in(const SqlRows& rows) {
  int number = 0;
  if (rows.size() == 1 && rows[0].size() == 1 && rows[0][0]) {
    const std::string& text = *rows[0][0];
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

bool is_true(const SqlRows& rows) {
  return rows.size() == 1 && rows[0].size() == 1 && rows[0][0] == "t";
}

}  // namespace

std::unique_ptr<SqlSession> PostgresClones::State::log_in(
    std::function<void(const SqlError&)> when_lost) {
  return std::make_unique<SqlSession>(m_dial, m_clock,
                                      probe::PostgresLogin{m_server.user, k_entrances[m_entrance],
                                                           m_server.password, probe::scram_nonce()},
                                      k_patience, std::move(when_lost));
}

void PostgresClones::State::connect() {
  m_doing = "log in as `" + m_server.user + "`";
  m_session = log_in([this](const SqlError& error) { lost(error); });
  introduce();
}

void PostgresClones::State::introduce() {
  run(
      {"SHOW server_version_num"},
      [this](const SqlRows& rows) {
        m_version = number_in(rows);
        const auto ready = [this] {
          m_busy = false;
          next();
        };
        if (!m_server.ephemeral) return sweep(ready);
        // Without the right to it all works, only slower.
        run(
            sql::forget_durability(), [this, ready](const SqlRows&) { sweep(ready); },
            [this, ready](const SqlError&) { sweep(ready); });
      },
      [this](const SqlError& error) { lost(error); });
}

/// Dooms what a predecessor left. Where another pool is at work there is nobody to tell its clones
/// from leftovers, so that is tried again later.
void PostgresClones::State::sweep(Then then) {
  const auto failed = [this](const SqlError& error) { lost(error); };
  const auto found = [this, then](const SqlRows& rows) {
    for (const SqlRow& row : rows) {
      const auto number =
          row.empty() || !row[0] ? std::nullopt : clone_number(m_server.base, *row[0]);
      if (!number) continue;
      m_number = std::max(m_number, *number);
      const bool known = m_taken.count(*row[0]) > 0 ||
                         std::find(m_ready.begin(), m_ready.end(), *row[0]) != m_ready.end() ||
                         std::find(m_doomed.begin(), m_doomed.end(), *row[0]) != m_doomed.end() ||
                         std::find(m_stuck.begin(), m_stuck.end(), *row[0]) != m_stuck.end();
      if (!known && m_locked) m_doomed.push_back(*row[0]);
    }
    then();
  };
  const auto locked = [this, found, failed](const SqlRows& rows) {
    m_locked = is_true(rows);
    if (!m_locked) {
      const auto again = [](State& self) {
        if (self.m_session && !self.m_locked) self.sweep_when_idle();
      };
      m_clock.schedule(m_clock.now() + k_lock_pause, guarded(again));
    }
    run({sql::list_ours()}, found, failed);
  };
  run({sql::lock(m_server.base)}, locked, failed);
}

void PostgresClones::State::sweep_when_idle() {
  m_wants_sweep = true;
  next();
}

/// Everybody who waits for this connection is told why it is gone; the next one who wants
/// something makes a new one.
void PostgresClones::State::lost(const SqlError& error) {
  const auto keep = shared_from_this();
  m_session.reset();
  m_busy = false;
  m_locked = false;
  m_wants_sweep = false;
  if (error.state == sql_state::k_no_such_database && m_entrance + 1 < k_entrances.size()) {
    ++m_entrance;
    return next();
  }
  // A server that comes back may come back without them.
  doom_all();
  m_refill_fails = true;
  const Error why = explained(error);
  const auto jobs = std::move(m_jobs);
  const auto waiting = std::move(m_waiting);
  m_jobs.clear();
  m_waiting.clear();
  if (!jobs.empty() && m_phase == Template::making) {
    m_phase = Template::failed;
    m_failure = why;
  }
  for (const Job& job : jobs) {
    if (m_stopped) return;
    job.done(why);
  }
  for (const auto& done : waiting) {
    if (m_stopped) return;
    done(why);
  }
}

void PostgresClones::State::run(std::vector<std::string> statements, Rows then, Failed failed) {
  run_in(*m_session, std::move(statements), std::move(then), std::move(failed));
}

void PostgresClones::State::run_in(SqlSession& session, std::vector<std::string> statements,
                                   Rows then, Failed failed) {
  std::string first = std::move(statements.front());
  statements.erase(statements.begin());
  session.query(std::move(first), [&session, rest = std::move(statements), then = std::move(then),
                                   failed = std::move(failed)](const SqlResult& result) {
    if (session.is_over()) return;  // its loss is told next
    if (!result) return failed(result.error());
    if (rest.empty()) return then(*result);
    run_in(session, rest, then, failed);
  });
}

}  // namespace caisson::clone
