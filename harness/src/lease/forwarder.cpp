#include "lease/forwarder.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "plan/backend.hpp"
#include "plan/relay.hpp"
#include "run/labels.hpp"
#include "run/patience.hpp"

namespace caisson::lease {

Forwarder::Forwarder(engine::Engine& engine, Loop& loop, std::string instance,
                     std::function<void(const std::string&)> say)
    : m_engine(engine), m_loop(loop), m_instance(std::move(instance)), m_say(std::move(say)) {}

void Forwarder::begin() {
  auto event = while_alive([this](const engine::Event& happened) {
    if (happened.kind != engine::Event::Kind::health) look();
  });
  // Whoever cannot do without the engine says so; here there is nothing left to lead.
  auto lost = while_alive([this](const Error&) { m_offers.clear(); });
  m_subscription =
      m_engine.events({{run::label::k_instance, m_instance}}, std::move(event), std::move(lost));
}

void Forwarder::look() {
  if (std::exchange(m_looking, true)) {
    m_look_again = true;
    return;
  }
  auto done = while_alive([this](const Result<std::vector<engine::Container>>& listed) {
    m_looking = false;
    if (listed) take_stock(*listed);
    if (!listed) m_say("cannot list relays: " + listed.error().message);
    if (std::exchange(m_look_again, false)) look();
  });
  m_engine.list_containers({{run::label::k_instance, m_instance}, {run::label::k_forward, ""}},
                           m_loop.clock().now() + run::k_call_deadline, std::move(done));
}

void Forwarder::take_stock(const std::vector<engine::Container>& listed) {
  std::set<std::string> running;
  for (const engine::Container& container : listed) {
    if (container.phase != engine::Phase::running) continue;
    running.insert(container.id);
    // Its place is taken at once, so that it is asked about once.
    if (!m_offers.try_emplace(container.id).second) continue;
    auto inspected = while_alive([this, id = container.id](const Result<engine::Container>& relay) {
      if (relay && m_offers.contains(id)) attach(*relay);
      if (!relay) m_offers.erase(id);
    });
    m_engine.inspect_container(container.id, m_loop.clock().now() + run::k_call_deadline,
                               std::move(inspected));
  }
  std::erase_if(m_offers, [&running](const auto& one) { return !running.contains(one.first); });
}

void Forwarder::attach(const engine::Container& relay) {
  std::string address;
  for (const engine::Attachment& network : relay.networks)
    if (address.empty()) address = network.address;
  const std::string places = run::label_of(relay.labels, run::label::k_forward);
  m_say(fmt::format("{} at {} leads to {}", relay.name, address, places));
  std::vector<Offer>& offers = m_offers.at(relay.id);
  const Offer::Relay at{{address, plan::relay::k_control_port},
                        relay.id.substr(0, plan::relay::k_key_length)};
  for (const auto& [port, place] : plan::places_from_label(places))
    offers.emplace_back(m_loop, at, port, place);
}

}  // namespace caisson::lease
