#include "run/networks.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "run/labels.hpp"
#include "run/patience.hpp"

namespace caisson::run {
namespace {

/// Subnets in a row that the engine refuses before we take it for another trouble.
constexpr int k_most_conflicts = 64;

}  // namespace

Networks::Networks(engine::Engine& engine, Clock& clock, std::string instance,
                   engine::Labels labels, const std::vector<std::string>& routed, int prefix)
    : m_engine(engine),
      m_clock(clock),
      m_instance(std::move(instance)),
      m_labels(std::move(labels)),
      m_prefix(prefix) {
  for (const std::string& block : routed) {
    if (const auto subnet = plan::subnet_from(block)) m_taken.push_back(*subnet);
  }
}

void Networks::ensure(const std::vector<std::string>& names, engine::Completion<void> done) {
  m_done = std::move(done);
  m_result = {};
  m_pending = 1;  // the list itself
  const auto listed = [this, names](const Result<std::vector<engine::Network>>& networks) {
    if (!networks) return settle(networks.error());
    const Result<void> stock = take_stock(*networks, names);
    if (!stock) return settle(stock);
    for (const std::string& name : names) {
      if (m_subnets.count(name)) continue;
      ++m_pending;
      make(name, 0, 0);
    }
    settle({});
  };
  m_engine.list_networks({}, m_clock.now() + k_call_deadline, while_alive(listed));
}

/// Learns which subnets are taken, and which of the wanted networks are there already.
Result<void> Networks::take_stock(const std::vector<engine::Network>& listed,
                                  const std::vector<std::string>& names) {
  std::map<std::string, const engine::Network*> by_name;
  for (const engine::Network& network : listed) {
    if (const auto subnet = plan::subnet_from(network.subnet)) m_taken.push_back(*subnet);
    by_name[network.name] = &network;
  }
  for (const std::string& name : names) {
    const std::string full_name = plan::network_name(m_instance, name);
    const auto at = by_name.find(full_name);
    if (at == by_name.end()) continue;
    const auto owner = at->second->labels.find(label::k_instance);
    const auto subnet = plan::subnet_from(at->second->subnet);
    if (owner == at->second->labels.end() || owner->second != m_instance || !subnet) {
      return Error{ErrorKind::conflict,
                   "a network `" + full_name + "` exists and is not ours",
                   {},
                   "remove it, or choose another name with --instance"};
    }
    m_subnets[name] = *subnet;
  }
  return {};
}

bool Networks::is_taken(const plan::Subnet& subnet) const {
  return std::any_of(m_taken.begin(), m_taken.end(),
                     [&](const plan::Subnet& other) { return subnet.overlaps(other); });
}

void Networks::make(const std::string& name, std::uint32_t attempt, int conflicts) {
  const std::string full_name = plan::network_name(m_instance, name);
  const std::uint32_t count = plan::candidate_count(m_prefix);
  while (attempt < count && is_taken(plan::subnet_candidate(full_name, m_prefix, attempt)))
    ++attempt;
  if (attempt >= count || conflicts >= k_most_conflicts) {
    return settle(Error{ErrorKind::conflict,
                        "no subnet of 10.128.0.0/9 is free for the network `" + full_name + "`",
                        {},
                        "remove networks nobody uses"});
  }
  const plan::Subnet subnet = plan::subnet_candidate(full_name, m_prefix, attempt);
  m_taken.push_back(subnet);
  const auto created = [this, name, subnet, attempt,
                        conflicts](const Result<engine::Network>& made) {
    if (made) {
      m_made.push_back(name);
      m_subnets[name] = subnet;
      return settle({});
    }
    if (made.error().kind == ErrorKind::conflict) return make(name, attempt + 1, conflicts + 1);
    // The answer may have been lost on the way; removing what is not there does no harm.
    if (made.error().kind == ErrorKind::timed_out) m_made.push_back(name);
    settle(made.error());
  };
  m_engine.create_network({full_name, plan::to_string(subnet), m_labels},
                          m_clock.now() + k_call_deadline, while_alive(created));
}

void Networks::remove_made(engine::Completion<void> done) {
  m_done = std::move(done);
  m_result = {};
  m_pending = 1;
  for (const std::string& name : std::exchange(m_made, {})) {
    ++m_pending;
    m_subnets.erase(name);
    remove(name, 1);
  }
  const auto go_on = [this] { settle({}); };
  m_clock.schedule(m_clock.now(), while_alive(go_on));
}

/// An endpoint may linger for a moment after its container has gone.
void Networks::remove(const std::string& name, int attempt) {
  const auto removed = [this, name, attempt](const Result<void>& result) {
    const bool final = result || attempt >= k_removal_attempts ||
                       result.error().kind == ErrorKind::engine_unreachable;
    if (final) return settle(result);
    const auto again = [this, name, attempt] { remove(name, attempt + 1); };
    m_clock.schedule(m_clock.now() + k_retry_after, while_alive(again));
  };
  m_engine.remove_network(plan::network_name(m_instance, name), m_clock.now() + k_call_deadline,
                          while_alive(removed));
}

void Networks::settle(Result<void> result) {
  if (!result && m_result) m_result = std::move(result);
  if (--m_pending > 0) return;
  const auto done = std::exchange(m_done, {});
  done(m_result);
}

}  // namespace caisson::run
