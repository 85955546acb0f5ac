#include "run/tear_down.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/text.hpp"
#include "run/labels.hpp"
#include "run/patience.hpp"

namespace caisson::run {
namespace {

namespace event = model::event;

/// One tear-down; kept alive by the callbacks under way.
class TearDown : public std::enable_shared_from_this<TearDown> {
 public:
  TearDown(engine::Engine& engine, Clock& clock, DownRequest request,
           std::function<void(const model::Event&, Instant)> observer,
           std::function<void(DownOutcome)> done)
      : m_engine(engine),
        m_clock(clock),
        m_request(std::move(request)),
        m_observer(std::move(observer)),
        m_done(std::move(done)) {}

  void begin() {
    const auto listed = [self = shared_from_this()](const auto& containers) {
      if (!containers) return self->end_with_error(containers.error());
      self->take(*containers);
    };
    m_engine.list_containers({{label::k_instance, m_request.instance}}, deadline(), listed);
  }

 private:
  struct Part {
    engine::Container container;
    std::string service;
    std::set<std::size_t> waits_for;  ///< dependants that have not ended yet
    bool stopping = false;
  };

  engine::Deadline deadline() const { return m_clock.now() + k_call_deadline; }
  void tell(const model::Event& event) {
    if (m_observer) m_observer(event, m_clock.now());
  }

  void take(const std::vector<engine::Container>& containers) {
    const auto& wanted = m_request.services;
    for (const engine::Container& container : containers) {
      const std::string service = label_of(container.labels, label::k_service);
      if (wanted.empty() || std::find(wanted.begin(), wanted.end(), service) != wanted.end())
        m_parts.push_back(Part{container, service, {}, false});
    }
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
      const auto depends = split(label_of(m_parts[i].container.labels, label::k_depends), ',');
      for (Part& other : m_parts) {
        const bool needed =
            std::find(depends.begin(), depends.end(), other.service) != depends.end();
        if (needed && other.service != m_parts[i].service) other.waits_for.insert(i);
      }
    }
    m_left = m_parts.size();
    if (m_left == 0) return remove_networks();
    stop_what_may_stop();
  }

  void stop_what_may_stop() {
    bool any_under_way = m_under_way > 0;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
      if (m_parts[i].stopping || !m_parts[i].waits_for.empty()) continue;
      any_under_way = true;
      stop(i);
    }
    if (any_under_way) return;
    // Labels of different declarations can make a circle; what is left has no order.
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
      if (!m_parts[i].stopping) stop(i);
    }
  }

  void stop(std::size_t i) {
    Part& part = m_parts[i];
    part.stopping = true;
    ++m_under_way;
    if (part.container.phase != engine::Phase::running) {
      ended(i);
      return remove(i, 1);
    }
    const auto gone = [self = shared_from_this(), i] { self->ended(i); };
    const auto done = [self = shared_from_this(), i](const Result<void>&) { self->remove(i, 1); };
    m_engine.stop_container_watched(part.container.id, m_request.grace,
                                    deadline() + m_request.grace, gone, done);
  }

  /// Its process has ended, or will be killed by its removal: those it depends on may end too.
  void ended(std::size_t i) {
    --m_under_way;
    for (Part& part : m_parts)
      part.waits_for.erase(i);
    m_clock.schedule(m_clock.now(), [self = shared_from_this()] { self->stop_what_may_stop(); });
  }

  void remove(std::size_t i, int attempt) {
    const auto done = [self = shared_from_this(), i, attempt](const Result<void>& result) {
      if (result || attempt >= k_removal_attempts) return self->removed(i, result);
      const auto again = [self, i, attempt] { self->remove(i, attempt + 1); };
      self->m_clock.schedule(self->m_clock.now() + k_retry_after, again);
    };
    m_engine.remove_container(m_parts[i].container.id, deadline(), done);
  }

  void removed(std::size_t i, const Result<void>& result) {
    const Part& part = m_parts[i];
    if (result) {
      ++m_outcome.containers;
      tell(event::Removed{part.service});
    } else {
      m_outcome.errors.push_back(result.error());
      tell(event::CallFailed{part.service, "remove", result.error()});
    }
    if (--m_left == 0) remove_networks();
  }

  void remove_networks() {
    if (!m_request.services.empty()) return end();
    const auto listed = [self = shared_from_this()](const auto& networks) {
      if (!networks) return self->end_with_error(networks.error());
      self->m_left = networks->size();
      for (const engine::Network& network : *networks)
        self->remove_network(network.name, 1);
      if (networks->empty()) self->end();
    };
    m_engine.list_networks({{label::k_instance, m_request.instance}}, deadline(), listed);
  }

  /// An endpoint may linger for a moment after its container has gone.
  void remove_network(const std::string& name, int attempt) {
    const auto removed = [self = shared_from_this(), name, attempt](const Result<void>& result) {
      if (!result && attempt < k_removal_attempts) {
        const auto again = [self, name, attempt] { self->remove_network(name, attempt + 1); };
        self->m_clock.schedule(self->m_clock.now() + k_retry_after, again);
        return;
      }
      self->network_removed(result);
    };
    m_engine.remove_network(name, deadline(), removed);
  }

  void network_removed(const Result<void>& result) {
    if (result) {
      ++m_outcome.networks;
    } else {
      m_outcome.errors.push_back(result.error());
      tell(event::CallFailed{{}, "remove network", result.error()});
    }
    if (--m_left == 0) end();
  }

  void end_with_error(const Error& error) {
    m_outcome.errors.push_back(error);
    tell(event::CallFailed{{}, "list", error});
    end();
  }

  void end() {
    if (m_outcome.networks > 0) tell(event::NetworksRemoved{});
    m_done(std::move(m_outcome));
  }

  engine::Engine& m_engine;
  Clock& m_clock;
  DownRequest m_request;
  std::function<void(const model::Event&, Instant)> m_observer;
  std::function<void(DownOutcome)> m_done;
  std::vector<Part> m_parts;
  std::size_t m_under_way = 0;  ///< being stopped
  std::size_t m_left = 0;       ///< to be removed
  DownOutcome m_outcome;
};

}  // namespace

void down(engine::Engine& engine, Clock& clock, DownRequest request,
          std::function<void(const model::Event&, Instant)> observer,
          std::function<void(DownOutcome)> done) {
  std::make_shared<TearDown>(engine, clock, std::move(request), std::move(observer),
                             std::move(done))
      ->begin();
}

}  // namespace caisson::run
