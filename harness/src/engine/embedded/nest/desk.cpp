#include "engine/embedded/nest/desk.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <map>
#include <utility>

#include "engine/embedded/nest/visit.hpp"

namespace caisson::engine::embedded {
namespace asio = boost::asio;
using DeskProtocol = asio::local::stream_protocol;

struct Desk::State : std::enable_shared_from_this<State> {
  State(Loop& its_loop, Descriptor listener, std::function<void()> its_idle)
      : loop(its_loop), acceptor(its_loop.executor()), idle(std::move(its_idle)) {
    boost::system::error_code ignored;
    acceptor.assign(DeskProtocol(), listener.release(), ignored);
  }

  void accept() {
    acceptor.async_accept([self = shared_from_this()](const auto& error, DeskProtocol::socket one) {
      if (!self->acceptor.is_open()) return;
      if (!error) self->welcome(Descriptor(one.release()));
      self->accept();
    });
  }

  void welcome(Descriptor socket) {
    const auto visit = std::make_shared<Visit>(loop, std::move(socket));
    Visit* const key = visit.get();
    visits[key] = visit;
    Channel::Callbacks callbacks;
    callbacks.frame = [self = shared_from_this(), key](std::string payload, auto descriptors) {
      if (self->refusal) return key->fail(*self->refusal);
      key->take(*self->nest, payload, std::move(descriptors));
    };
    callbacks.closed = [self = shared_from_this(), key] { self->leave(key); };
    visit->channel.listen(std::move(callbacks));
  }

  void leave(Visit* key) {
    const auto visit = std::move(visits[key]);
    visits.erase(key);
    visit->end();
    look_whether_idle();
  }

  void look_whether_idle() {
    loop.post([weak = weak_from_this()] {
      const auto self = weak.lock();
      if (self && self->is_idle()) self->idle();
    });
  }

  bool is_idle() const { return visits.empty() && (nest == nullptr || nest->is_empty()); }

  Loop& loop;
  DeskProtocol::acceptor acceptor;
  std::function<void()> idle;
  Nest* nest = nullptr;
  std::optional<Error> refusal;
  std::map<Visit*, std::shared_ptr<Visit>> visits;
};

Desk::Desk(std::shared_ptr<State> state) : m_state(std::move(state)) {
  m_state->accept();
}

Desk::Desk(Loop& loop, Nest& nest, Descriptor listener, std::function<void()> idle)
    : m_state(std::make_shared<State>(loop, std::move(listener), std::move(idle))) {
  m_state->nest = &nest;
  nest.when_empty([weak = std::weak_ptr<State>(m_state)] {
    if (const auto state = weak.lock()) state->look_whether_idle();
  });
  m_state->accept();
}

std::unique_ptr<Desk> Desk::refusing(Loop& loop, Descriptor listener, Error why,
                                     std::function<void()> idle) {
  auto state = std::make_shared<State>(loop, std::move(listener), std::move(idle));
  state->refusal = std::move(why);
  return std::unique_ptr<Desk>(new Desk(std::move(state)));
}

Desk::~Desk() {
  boost::system::error_code ignored;
  m_state->acceptor.close(ignored);
  for (const auto& [key, visit] : std::exchange(m_state->visits, {}))
    visit->end();
}

bool Desk::is_idle() const {
  return m_state->is_idle();
}

}  // namespace caisson::engine::embedded
