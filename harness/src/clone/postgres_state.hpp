#pragma once

#include <deque>
#include <optional>
#include <set>
#include <vector>

#include "clone/postgres_clones.hpp"

namespace caisson::clone {

/// What PostgresClones is, behind its header. One thing is made at a time (`m_busy`; `next` chooses
/// it) and one dropped (`m_dropping`), over a connection each. When a connection is lost, `lost` or
/// `drops_lost` alone speaks: no answer of that session is passed on, so a step need not care.
class PostgresClones::State : public std::enable_shared_from_this<State> {
 public:
  State(Dial dial, Clock& clock, PostgresServer server, PoolSize size);

  /// Something to do to the template, or to all; told when it is done.
  struct Job {
    enum class Kind { create, seal, prepare, clear };
    Kind kind;
    std::string source;  ///< prepare
    engine::Completion<void> done;
  };

  void enqueue(Job job);
  void abandon(Error why);
  void take(engine::Completion<std::string> done);
  void give_back(const std::string& name);
  void stop();
  std::size_t ready() const { return m_ready.size(); }
  bool is_settled() const;

 private:
  enum class Template { none, making, sealed, failed };
  using Then = std::function<void()>;
  using Rows = std::function<void(const SqlRows&)>;
  using Failed = std::function<void(const SqlError&)>;

  void next();
  void next_for_template();
  bool wants_refill() const;
  bool is_clearing() const;
  bool drops_come_first() const;

  // The connection.
  void connect();
  void introduce();
  void sweep(Then then);
  void sweep_when_idle();
  void lost(const SqlError& error);
  std::unique_ptr<SqlSession> log_in(std::function<void(const SqlError&)> when_lost);
  /// Runs statements in order, up to the first that fails; `then` gets the last one's rows.
  void run(std::vector<std::string> statements, Rows then, Failed failed);
  static void run_in(SqlSession& session, std::vector<std::string> statements, Rows then,
                     Failed failed);

  // The template.
  void make_template(const Job& job);
  void remove_old_template(Then then);
  void seal();
  void finish_job(const Result<void>& result);
  void fail_job(const SqlError& error);
  void fail_copy(const std::string& source, const SqlError& error);

  // The clones.
  void create_clone();
  void created(const std::string& name);
  void create_failed(const SqlError& error);
  void next_drop();
  void drop_failed(const SqlError& error);
  void drops_lost(const SqlError& error);
  void doom_all();
  void fail_waiting(const Error& error);
  void complete_soon(engine::Completion<std::string> done, Result<std::string> result);
  Error explained(const SqlError& error) const;

  template <class Action>
  auto guarded(Action action) {
    return [weak = weak_from_this(), action = std::move(action)](auto&&... arguments) {
      const auto self = weak.lock();
      if (self && !self->m_stopped) action(*self, std::forward<decltype(arguments)>(arguments)...);
    };
  }

  const Dial m_dial;
  Clock& m_clock;
  const PostgresServer m_server;
  const PoolSize m_size;
  const std::string m_template;

  std::unique_ptr<SqlSession> m_session;
  std::unique_ptr<SqlSession> m_drop_session;
  std::size_t m_entrance = 0;  ///< which of the databases to log in to
  int m_version = 0;           ///< server_version_num; 0: not known yet
  bool m_locked = false;       ///< no other pool for this base: leftovers may be swept
  bool m_wants_sweep = false;
  bool m_busy = false;
  bool m_dropping = false;
  bool m_drops_fail = false;  ///< their connection does: wait until somebody comes
  bool m_stopped = false;
  std::string m_doing;  ///< what is under way, for messages

  Template m_phase = Template::none;
  std::optional<Error> m_failure;  ///< of the template
  std::deque<Job> m_jobs;          ///< the first one may be under way

  std::deque<engine::Completion<std::string>> m_waiting;
  std::deque<std::string> m_ready;
  std::set<std::string> m_taken;
  std::deque<std::string> m_doomed;  ///< to be dropped
  std::vector<std::string> m_stuck;  ///< could not be dropped; `clear` tries again
  std::optional<Error> m_stuck_why;
  std::uint64_t m_number = 0;
  std::size_t m_peak = 0;       ///< the most clones that were out or wanted at once
  bool m_refill_fails = false;  ///< the last one did: wait until somebody comes
  bool m_disk_full = false;     ///< nothing is made until something is dropped
};

}  // namespace caisson::clone
