#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "clone/pool_size.hpp"
#include "clone/sql_session.hpp"
#include "engine/engine.hpp"

namespace caisson::clone {

/// One running Postgres server, and the database whose copies are wanted.
struct PostgresServer {
  std::string name;  ///< of the service, for messages
  std::string user;  ///< may create databases
  std::string password;
  std::string base;
  /// Its data need not outlive this machine: fsync and the like are turned off in it, for a copy is
  /// hundreds of files, and synced each for itself they take seconds.
  bool ephemeral = false;
};

/// A database per test: copies of one template, made ahead over one connection, one at a time, and
/// dropped behind over another, since a drop may take longer than a copy. Whoever waits for a clone
/// comes before the pool; no drop begins while somebody waits, unless drops pile up or the disk is
/// full, which make everybody wait.
///
/// The template is a database of its own beside the base (`template_name`), because nobody may be
/// connected to what is being copied, while services and probes stay connected to the base. It is
/// either made empty and filled by one-shots (create_template … seal_template), or copied from the
/// base (prepare).
///
/// What we make is marked in the statement that makes it. What a predecessor left, with this mark
/// and a clone's name, is dropped once no other pool for the base holds the server's advisory lock;
/// nothing else is ever touched.
///
/// Everything on the loop's thread; no call blocks, none calls its completion from inside.
/// Destroying it cancels: nothing is called any more, databases stay until the next one sweeps.
class PostgresClones {
 public:
  /// Connects when there is something to do. `clock`, and what `dial` refers to, outlive it.
  PostgresClones(Dial dial, Clock& clock, PostgresServer server, PoolSize size = {});
  ~PostgresClones();
  PostgresClones(const PostgresClones&) = delete;
  PostgresClones& operator=(const PostgresClones&) = delete;

  /// An empty template, owned by the login, for one-shots to fill (see `with_database`). One that
  /// was there is dropped, if it is ours. From now on `take` waits.
  void create_template(engine::Completion<void> done);
  /// The one-shots are through: nobody connects to the template from now on, clones are made.
  void seal_template(engine::Completion<void> done);
  /// A one-shot failed: whoever waits for a clone, or asks until the next create_template or
  /// prepare, gets this error.
  void abandon_template(Error why);
  /// Without one-shots: the template is a copy of `source` as it is now, sealed. The source is left
  /// as it is; while it is copied it may have no connections for some five seconds.
  void prepare(std::string source, engine::Completion<void> done);

  /// The name of a database of the caller's own: at the loop's next turn when one is ready. Waits
  /// for a template that is being made; without one it is an error.
  void take(engine::Completion<std::string> done);
  /// Dropped in the background, whoever is still connected. A name not taken is ignored.
  void give_back(const std::string& name);
  /// Drops all of ours, template and taken ones included; who waits gets an error.
  void clear(engine::Completion<void> done);

  /// Clones that can be taken without waiting.
  std::size_t ready() const;
  /// The pool is full and nothing is left to be dropped.
  bool is_settled() const;

 private:
  class State;
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::clone
