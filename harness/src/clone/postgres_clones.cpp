#include "clone/postgres_clones.hpp"

#include <algorithm>

#include "clone/database_names.hpp"
#include "clone/postgres_error.hpp"
#include "clone/postgres_state.hpp"
#include "clone/postgres_statements.hpp"

namespace caisson::clone {
namespace sql = postgres_statements;
namespace {

/// More than this left to be dropped, and nothing is made until there are fewer: a disk has an end.
constexpr std::size_t k_most_doomed = 32;

}  // namespace

PostgresClones::PostgresClones(Dial dial, Clock& clock, PostgresServer server, PoolSize size)
    : m_state(std::make_shared<State>(std::move(dial), clock, std::move(server), size)) {}

PostgresClones::~PostgresClones() {
  m_state->stop();
}

void PostgresClones::create_template(engine::Completion<void> done) {
  m_state->enqueue({State::Job::Kind::create, {}, std::move(done)});
}

void PostgresClones::seal_template(engine::Completion<void> done) {
  m_state->enqueue({State::Job::Kind::seal, {}, std::move(done)});
}

void PostgresClones::prepare(std::string source, engine::Completion<void> done) {
  m_state->enqueue({State::Job::Kind::prepare, std::move(source), std::move(done)});
}

void PostgresClones::clear(engine::Completion<void> done) {
  m_state->enqueue({State::Job::Kind::clear, {}, std::move(done)});
}

void PostgresClones::abandon_template(Error why) {
  m_state->abandon(std::move(why));
}

void PostgresClones::take(engine::Completion<std::string> done) {
  m_state->take(std::move(done));
}

void PostgresClones::give_back(const std::string& name) {
  m_state->give_back(name);
}

std::size_t PostgresClones::ready() const {
  return m_state->ready();
}

bool PostgresClones::is_settled() const {
  return m_state->is_settled();
}

PostgresClones::State::State(Dial dial, Clock& clock, PostgresServer server, PoolSize size)
    : m_dial(std::move(dial)),
      m_clock(clock),
      m_server(std::move(server)),
      m_size(size),
      m_template(template_name(m_server.base)) {}

void PostgresClones::State::stop() {
  m_stopped = true;
  m_session.reset();
  m_drop_session.reset();
}

bool PostgresClones::State::is_settled() const {
  return !m_busy && !m_dropping && m_jobs.empty() && m_waiting.empty() && m_doomed.empty() &&
         !wants_refill();
}

void PostgresClones::State::enqueue(Job job) {
  switch (job.kind) {
    case Job::Kind::create:
    case Job::Kind::prepare:
      m_phase = Template::making;
      m_failure.reset();
      doom_all();
      break;
    case Job::Kind::seal:
      break;
    case Job::Kind::clear:
      m_phase = Template::none;
      m_drops_fail = false;
      doom_all();
      for (const std::string& name : m_taken)
        m_doomed.push_back(name);
      m_taken.clear();
      m_doomed.insert(m_doomed.end(), m_stuck.begin(), m_stuck.end());
      m_stuck.clear();
      m_stuck_why.reset();
      break;
  }
  const bool clears = job.kind == Job::Kind::clear;
  m_jobs.push_back(std::move(job));
  const auto waiting = std::move(m_waiting);
  m_waiting.clear();
  for (const auto& done : waiting) {
    if (clears)
      complete_soon(done, Error{ErrorKind::interrupted,
                                "the databases of `" + m_server.name + "` are being dropped"});
    else
      m_waiting.push_back(done);
  }
  next();
}

void PostgresClones::State::abandon(Error why) {
  m_phase = Template::failed;
  m_failure = why;
  const auto waiting = std::move(m_waiting);
  m_waiting.clear();
  for (const auto& done : waiting)
    complete_soon(done, why);
}

void PostgresClones::State::doom_all() {
  m_doomed.insert(m_doomed.end(), m_ready.begin(), m_ready.end());
  m_ready.clear();
}

void PostgresClones::State::take(engine::Completion<std::string> done) {
  m_refill_fails = false;
  m_drops_fail = false;
  if (m_phase == Template::failed) return complete_soon(std::move(done), *m_failure);
  if (m_phase == Template::none)
    return complete_soon(std::move(done),
                         Error{ErrorKind::conflict,
                               "`" + m_server.name + "` has no template to clone databases from"});
  if (m_ready.empty()) {
    m_waiting.push_back(std::move(done));
  } else {
    std::string name = std::move(m_ready.front());
    m_ready.pop_front();
    m_taken.insert(name);
    complete_soon(std::move(done), std::move(name));
  }
  m_peak = std::max(m_peak, m_taken.size() + m_waiting.size());
  next();
}

void PostgresClones::State::complete_soon(engine::Completion<std::string> done,
                                          Result<std::string> result) {
  m_clock.schedule(m_clock.now(), guarded([done = std::move(done), result = std::move(result)](
                                              const State&) { done(result); }));
}

void PostgresClones::State::give_back(const std::string& name) {
  if (m_taken.erase(name) == 0) return;
  m_refill_fails = false;
  m_drops_fail = false;
  m_doomed.push_back(name);
  next();
}

bool PostgresClones::State::wants_refill() const {
  return m_phase == Template::sealed && !m_refill_fails && m_ready.size() < m_size.wanted(m_peak);
}

bool PostgresClones::State::is_clearing() const {
  return !m_jobs.empty() && m_jobs.front().kind == Job::Kind::clear;
}

bool PostgresClones::State::drops_come_first() const {
  if (m_drops_fail || (m_doomed.empty() && !m_dropping)) return false;
  return is_clearing() || m_disk_full || m_doomed.size() > k_most_doomed;
}

void PostgresClones::State::next() {
  next_drop();
  if (m_busy || m_stopped) return;
  const bool creates = wants_refill() || (m_phase == Template::sealed && !m_waiting.empty());
  // A first connection is made for drops too: it finds out what there is.
  const bool introduces = !m_doomed.empty() && m_version == 0;
  if (m_jobs.empty() && !creates && !introduces && !m_wants_sweep) return;
  if (m_session && drops_come_first()) return;
  m_busy = true;
  if (!m_session) return connect();
  if (!m_jobs.empty()) return next_for_template();
  if (creates) return create_clone();
  m_wants_sweep = false;
  sweep([this] {
    m_busy = false;
    next();
  });
}

void PostgresClones::State::create_clone() {
  const std::string name = clone_name(m_server.base, ++m_number);
  m_doing = "clone database `" + m_template + "`";
  run(
      {sql::create(m_version, name, m_template), sql::comment(name, sql::k_clone_comment)},
      [this, name](const SqlRows&) { created(name); },
      [this](const SqlError& error) { create_failed(error); });
}

void PostgresClones::State::created(const std::string& name) {
  m_busy = false;
  if (m_phase != Template::sealed) {  // cleared, or made anew, in the meantime
    m_doomed.push_back(name);
    return next();
  }
  if (m_waiting.empty()) {
    m_ready.push_back(name);
    return next();
  }
  const auto done = std::move(m_waiting.front());
  m_waiting.pop_front();
  m_taken.insert(name);
  next();
  done(name);
}

void PostgresClones::State::create_failed(const SqlError& error) {
  m_busy = false;
  if (error.state == sql_state::k_duplicate_database) return next();  // somebody else's: the next
  if (error.state == sql_state::k_disk_full && !m_doomed.empty() && !m_drops_fail) {
    m_disk_full = true;
    return next();
  }
  m_refill_fails = true;
  fail_waiting(explained(error));
}

/// Beside whatever is being made, but not begun while somebody waits.
void PostgresClones::State::next_drop() {
  if (m_dropping || m_stopped || m_doomed.empty() || m_drops_fail || m_version == 0) return;
  if (!m_waiting.empty() && !drops_come_first()) return;
  m_dropping = true;
  if (!m_drop_session)
    m_drop_session = log_in([this](const SqlError& error) { drops_lost(error); });
  run_in(
      *m_drop_session, sql::drop(m_version, m_doomed.front()),
      [this](const SqlRows&) {
        m_doomed.pop_front();
        m_disk_full = false;
        m_dropping = false;
        next();
      },
      [this](const SqlError& error) { drop_failed(error); });
}

void PostgresClones::State::drop_failed(const SqlError& error) {
  if (!m_stuck_why)
    m_stuck_why = explain(error, "drop database `" + m_doomed.front() + "`", m_server.name);
  m_stuck.push_back(std::move(m_doomed.front()));
  m_doomed.pop_front();
  m_dropping = false;
  next();
}

void PostgresClones::State::drops_lost(const SqlError& error) {
  m_drop_session.reset();
  if (m_dropping && !m_stuck_why)
    m_stuck_why = explain(error, "drop database `" + m_doomed.front() + "`", m_server.name);
  m_drops_fail = m_dropping;
  m_dropping = false;
  next();
}

/// Goes on with the rest, unless a completion destroyed us.
void PostgresClones::State::fail_waiting(const Error& error) {
  const auto keep = shared_from_this();
  const auto waiting = std::move(m_waiting);
  m_waiting.clear();
  next();
  for (const auto& done : waiting) {
    if (m_stopped) return;
    done(error);
  }
}

Error PostgresClones::State::explained(const SqlError& error) const {
  return explain(error, m_doing, m_server.name);
}

}  // namespace caisson::clone
