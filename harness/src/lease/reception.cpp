#include "lease/reception.hpp"

#include <utility>

#include "lease/tenant_desk.hpp"

namespace caisson::lease {

struct Reception::State {
  State(engine::Engine* with, Leases* of, Callbacks what, Clock& now)
      : leases(of), callbacks(std::move(what)) {
    if (with != nullptr && of != nullptr) desk = std::make_unique<TenantDesk>(*with, now, *of);
  }

  void take(ConnectionId from, const std::string& line, std::vector<Descriptor> descriptors) {
    const auto request = decode_request(line);
    if (!request) return say(from, request.error());
    Descriptor first = descriptors.empty() ? Descriptor() : std::move(descriptors.front());
    std::visit([&](const auto& one) { answer(from, one, std::move(first)); }, *request);
  }

  void say(ConnectionId to, const Error& error) {
    Reply reply = callbacks.status();
    reply.error = to_string(error);
    reply.kind = error.kind;
    server->send(to, encode(reply));
  }

  void answer(ConnectionId from, const request::Ping&, Descriptor) {
    server->send(from, encode(callbacks.status()));
  }
  void answer(ConnectionId from, const request::Status&, Descriptor) {
    server->send(from, encode(callbacks.status()));
  }
  void answer(ConnectionId from, const request::Busy&, Descriptor) {
    if (busy.insert(from).second && busy.size() == 1) callbacks.busy(true);
    server->send(from, encode(callbacks.status()));
  }
  void answer(ConnectionId from, const request::Stop& how, Descriptor) {
    if (how.drain) {
      server->close_door();
      callbacks.drain();
      return server->send(from, encode(callbacks.status()));
    }
    server->send(from, encode(callbacks.status()), [this] { callbacks.stop(); });
  }
  void answer(ConnectionId from, const request::Lease& wanted, Descriptor process) {
    if (wanted.protocol > k_protocol)
      return say(from, {ErrorKind::protocol, "this supervisor is older than who asks it"});
    if (leases == nullptr) return say(from, {ErrorKind::usage, "there is nothing to lease here"});
    leases->lease(from, wanted, std::move(process),
                  [this, from](std::string line) { server->send(from, std::move(line)); });
  }
  void answer(ConnectionId from, const request::Settle&, Descriptor process) {
    if (leases != nullptr) leases->settle(process);
    server->send(from, encode(callbacks.status()));
  }
  void answer(ConnectionId from, const request::Release&, Descriptor) {
    if (desk != nullptr) desk->left(from);
    if (leases != nullptr) leases->release(from);
    server->send(from, encode(callbacks.status()));
  }
  /// What only a tenant may ask.
  template <class OfATenant>
  void answer(ConnectionId from, const OfATenant& request, Descriptor) {
    if (desk == nullptr || leases->tenant(from) == nullptr)
      return say(from, {ErrorKind::usage, "this connection holds no lease"});
    desk->answer(from, request,
                 [this, from](std::string line) { server->send(from, std::move(line)); });
  }

  void closed(ConnectionId who) {
    if (busy.erase(who) > 0 && busy.empty()) callbacks.busy(false);
    if (desk != nullptr) desk->left(who);
    if (leases != nullptr) leases->closed(who);
    if (callbacks.visited) callbacks.visited();
  }

  Leases* leases;
  Callbacks callbacks;
  std::unique_ptr<TenantDesk> desk;
  std::unique_ptr<Server> server;
  std::set<ConnectionId> busy;
};

Reception::Reception(std::shared_ptr<State> state) : m_state(std::move(state)) {}

Reception::~Reception() = default;

std::size_t Reception::visitors() const {
  return m_state->server->connections();
}

Result<std::unique_ptr<Reception>> Reception::open(Loop& loop, const std::string& path,
                                                   engine::Engine* engine, Leases* leases,
                                                   Callbacks callbacks) {
  auto state = std::make_shared<State>(engine, leases, std::move(callbacks), loop.clock());
  const std::weak_ptr<State> weak = state;
  Server::Callbacks heard;
  heard.opened = [weak](ConnectionId) {
    const auto self = weak.lock();
    if (self && self->callbacks.visited) self->callbacks.visited();
  };
  heard.line = [weak](ConnectionId from, const std::string& line,
                      std::vector<Descriptor> descriptors) {
    if (const auto self = weak.lock()) self->take(from, line, std::move(descriptors));
  };
  heard.closed = [weak](ConnectionId who) {
    if (const auto self = weak.lock()) self->closed(who);
  };
  auto server = Server::listen(loop, path, std::move(heard));
  if (!server) return server.error();
  state->server = std::move(*server);
  return std::unique_ptr<Reception>(new Reception(std::move(state)));
}

}  // namespace caisson::lease
