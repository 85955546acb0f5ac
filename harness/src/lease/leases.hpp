#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/loop.hpp"
#include "base/process_end.hpp"
#include "base/vanishing.hpp"
#include "engine/engine.hpp"
#include "lease/databases.hpp"
#include "lease/environment.hpp"
#include "lease/protocol.hpp"
#include "lease/server.hpp"

namespace caisson::lease {

/// Who holds which environment, and until when. A connection that asked for services holds theirs;
/// so does a process whose pidfd came along (a whole ctest run), and when that dies, what its tests
/// hold is let go with it, although they may live on as orphans. What is let go in good order stays
/// warm for a grace time; what its holder's death lets go is torn down at once.
class Leases {
 public:
  struct Callbacks {
    Environment::Callbacks environment;
    std::function<Result<model::Stack>(const std::string& manifest)> read;
    /// The last environment is gone.
    std::function<void()> idle;
  };
  using Reply = std::function<void(std::string line)>;

  /// `loop` and `engine` outlive it. Environments are called `<instance>.t<6 hex>`.
  Leases(Loop& loop, engine::Engine& engine, std::string instance, Duration grace,
         Callbacks callbacks);
  ~Leases();
  Leases(const Leases&) = delete;
  Leases& operator=(const Leases&) = delete;

  void lease(ConnectionId connection, const request::Lease& wanted, Descriptor process,
             Reply reply);
  /// The process ended in good order: its hold is let go so.
  void settle(const Descriptor& process);
  /// In good order; the connection may lease again.
  void release(ConnectionId connection);
  /// The connection is gone: whoever had not released is dead.
  void closed(ConnectionId connection);
  /// Ends every environment, then calls `done`.
  void end(std::function<void()> done);

  bool idle() const { return m_houses.empty(); }

  /// What a connection holds; null when nothing. Valid until control returns to the loop.
  struct Tenant {
    Environment* environment = nullptr;
    std::vector<std::string> services;
    std::vector<std::string> isolate;
    std::string name;
    Diary::Mark since = 0;  ///< begin of the test under way
    Databases::Given own;   ///< its databases
    bool is_fresh = true;   ///< they have not been a test's yet
    Duration keep{};        ///< how long a failure keeps its environment
    int process = 0;        ///< pid of the run of ctest it belongs to, or 0
  };
  Tenant* tenant(ConnectionId connection);
  /// Databases nobody has used for what the tenant isolates, then the grant. Dropped when the
  /// tenant is gone meanwhile.
  void furnish(ConnectionId connection, engine::Completion<Grant> done);
  /// Its test failed: what it used stays for as long as it wished. True when that is so.
  bool keep(ConnectionId connection);
  /// They go back; the next test gets others.
  void clear_out(ConnectionId connection);

 private:
  /// The manifest's file as it was when an environment was made from it.
  struct Stamp {
    std::uint64_t inode = 0;
    std::int64_t changed_ns = 0;
    bool operator==(const Stamp&) const = default;
  };
  /// An environment with those who hold it.
  struct House {
    std::unique_ptr<Environment> environment;
    std::unique_ptr<Databases> databases;  ///< goes first
    std::string manifest;
    Stamp stamp;
    bool shared = true;
    std::map<ConnectionId, Tenant> tenants;
    std::map<int, std::unique_ptr<ProcessEnd>> processes;  ///< by pid
    std::optional<Clock::TimerId> grace;
    Instant kept_until{};
    std::unique_ptr<Vanishing> vanishing;  ///< of the build tree
    bool ending = false;
  };
  using Houses = std::list<House>;

  Result<House*> house_for(const request::Lease& wanted);
  static Stamp stamp_of(const std::string& manifest);
  House* house_of(ConnectionId connection);
  House* house_with(const Environment* environment);
  int add_process(House& house, Descriptor process);
  void process_ended(const Environment* environment, int pid);
  void let_go(House& house, bool orderly);
  void end_house(House& house);
  void granted(ConnectionId connection, const Result<void>& ready, const Reply& reply);
  void evict(ConnectionId connection);
  void watch_tree(House& house);
  std::string new_name() const;

  template <class Action>
  auto while_alive(Action action) {
    return [alive = std::weak_ptr<bool>(m_alive), action = std::move(action)](auto&&... arguments) {
      if (!alive.expired()) action(std::forward<decltype(arguments)>(arguments)...);
    };
  }

  Loop& m_loop;
  engine::Engine& m_engine;
  std::string m_instance;
  Duration m_grace;
  Callbacks m_callbacks;
  Houses m_houses;
  std::function<void()> m_all_ended;
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

/// What the tenant gets to know: where its services are.
Grant grant_of(std::uint64_t lease, const Leases::Tenant& tenant);

}  // namespace caisson::lease
