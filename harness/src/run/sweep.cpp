#include "run/sweep.hpp"

#include <memory>
#include <string>
#include <utility>

#include "run/labels.hpp"
#include "run/patience.hpp"

namespace caisson::run {
namespace {

using IsLeft = std::function<bool(const plan::Owner&)>;

/// One sweep; kept alive by the callbacks under way.
class Sweep : public std::enable_shared_from_this<Sweep> {
 public:
  Sweep(engine::Engine& engine, Clock& clock, std::string owner, IsLeft is_left,
        engine::Completion<SweepOutcome> done)
      : m_engine(engine),
        m_clock(clock),
        m_having{{label::k_environment, ""}, {label::k_owner, std::move(owner)}},
        m_is_left(std::move(is_left)),
        m_done(std::move(done)) {}

  void begin() {
    const auto listed = [self = shared_from_this()](const auto& containers) {
      if (containers) {
        for (const engine::Container& container : *containers)
          if (self->is_litter(container.labels)) self->remove(Kind::container, container.id, 1);
      }
      self->listed(containers);
    };
    m_next = [this] { networks(); };
    m_left = 1;
    m_engine.list_containers(m_having, deadline(), listed);
  }

 private:
  enum class Kind { container, network, volume };

  engine::Deadline deadline() const { return m_clock.now() + k_call_deadline; }

  /// Both labels are asked of the engine and looked at again: a filter it does not know is one it
  /// ignores.
  bool is_litter(const engine::Labels& labels) const {
    const auto environment = labels.find(label::k_environment);
    const auto owner = labels.find(label::k_owner);
    if (environment == labels.end() || environment->second.empty() || owner == labels.end())
      return false;
    const auto read = plan::owner_from_label(owner->second);
    return read && m_is_left(*read);
  }

  /// Networks and volumes are free only when no container has them.
  void networks() {
    const auto listed_networks = [self = shared_from_this()](const auto& all) {
      if (all) {
        for (const engine::Network& network : *all)
          if (self->is_litter(network.labels)) self->remove(Kind::network, network.name, 1);
      }
      self->listed(all);
    };
    const auto listed_volumes = [self = shared_from_this()](const auto& all) {
      if (all) {
        for (const engine::Volume& volume : *all)
          if (self->is_litter(volume.labels)) self->remove(Kind::volume, volume.name, 1);
      }
      self->listed(all);
    };
    m_next = [this] { end(); };
    m_left = 2;
    m_engine.list_networks(m_having, deadline(), listed_networks);
    m_engine.list_volumes(m_having, deadline(), listed_volumes);
  }

  /// A list counts as one thing to wait for, like each removal that follows from it.
  template <class List>
  void listed(const List& list) {
    if (!list) m_outcome.errors.push_back(list.error());
    one_less();
  }

  void remove(Kind kind, const std::string& name, int attempt) {
    if (attempt == 1) ++m_left;
    const auto removed = [self = shared_from_this(), kind, name, attempt](const auto& result) {
      const bool gone_for_good =
          result.has_error() && result.error().kind == ErrorKind::engine_unreachable;
      if (!result && attempt < k_removal_attempts && !gone_for_good) {
        // An endpoint may linger for a moment after its container has gone.
        const auto again = [self, kind, name, attempt] { self->remove(kind, name, attempt + 1); };
        self->m_clock.schedule(self->m_clock.now() + k_retry_after, again);
        return;
      }
      self->count(kind, result);
      self->one_less();
    };
    switch (kind) {
      case Kind::container:
        return m_engine.remove_container(name, deadline(), removed);
      case Kind::network:
        return m_engine.remove_network(name, deadline(), removed);
      case Kind::volume:
        return m_engine.remove_volume(name, deadline(), removed);
    }
  }

  void count(Kind kind, const Result<void>& result) {
    if (!result) return m_outcome.errors.push_back(result.error());
    ++(kind == Kind::container ? m_outcome.containers
       : kind == Kind::network ? m_outcome.networks
                               : m_outcome.volumes);
  }

  void one_less() {
    if (--m_left > 0) return;
    const auto next = std::exchange(m_next, {});
    next();
  }

  void end() { m_done(std::move(m_outcome)); }

  engine::Engine& m_engine;
  Clock& m_clock;
  engine::Labels m_having;
  IsLeft m_is_left;
  engine::Completion<SweepOutcome> m_done;
  std::function<void()> m_next;  ///< once nothing is left to wait for
  std::size_t m_left = 0;
  SweepOutcome m_outcome;
};

}  // namespace

void sweep(engine::Engine& engine, Clock& clock, const plan::Owner& self,
           std::function<bool(const plan::Owner&)> is_alive,
           engine::Completion<SweepOutcome> done) {
  const auto is_left = [self, is_alive = std::move(is_alive)](const plan::Owner& owner) {
    // Without a boot id or a pid namespace nothing says that its pid is one of ours.
    const bool can_tell = !self.boot.empty() && self.pid_namespace != 0;
    return can_tell && self.same_pid_space(owner) && owner != self && !is_alive(owner);
  };
  std::make_shared<Sweep>(engine, clock, std::string(), is_left, std::move(done))->begin();
}

void sweep_owner(engine::Engine& engine, Clock& clock, const plan::Owner& dead,
                 engine::Completion<SweepOutcome> done) {
  const auto is_left = [dead](const plan::Owner& owner) { return owner == dead; };
  std::make_shared<Sweep>(engine, clock, plan::to_label(dead), is_left, std::move(done))->begin();
}

}  // namespace caisson::run
