#include <memory>
#include <utility>

#include "engine/embedded/engine_class.hpp"

namespace caisson::engine::embedded {

void EmbeddedEngine::create_network(NetworkSpec spec, Deadline deadline, Completion<Network> done) {
  reach(spec.labels,
        [this, spec, deadline, done = std::move(done)](const Result<std::string>& nest) {
          if (!nest) return done(nest.error());
          auto socket = m_nests.connect(*nest);
          if (!socket) return fail<Network>(done, socket.error());
          ask(*std::move(socket), "create_network", encode(spec), {}, deadline,
              [done](const Result<Answer*>& answer) {
                if (!answer) return done(answer.error());
                Network network;
                from_json((*answer)->value, network);
                done(network);
              });
        });
}

void EmbeddedEngine::list_networks(Labels having, Deadline deadline,
                                   Completion<std::vector<Network>> done) {
  ask_all("list_networks", {{"having", having}}, deadline,
          [done = std::move(done)](const Values& values) {
            std::vector<Network> all;
            for (const Json& value : values) {
              for (Network& one : decode_all<Network>(value))
                all.push_back(std::move(one));
            }
            done(std::move(all));
          });
}

/// Names are not unique between nests, but instances are part of the names that plans give.
void EmbeddedEngine::remove_network(std::string name, Deadline deadline, Completion<void> done) {
  struct Round {
    std::size_t left = 0;
    Result<void> outcome;
  };
  const auto round = std::make_shared<Round>();
  std::vector<Descriptor> sockets;
  for (const std::string& nest : m_nests.known()) {
    if (auto socket = m_nests.connect(nest)) sockets.push_back(*std::move(socket));
  }
  round->left = sockets.size();
  if (sockets.empty()) return later([done = std::move(done)] { done({}); });
  for (Descriptor& socket : sockets) {
    ask(std::move(socket), "remove_network", {{"name", name}}, {}, deadline,
        [round, done](const Result<Answer*>& answer) {
          const bool gone = !answer && answer.error().kind == ErrorKind::engine_unreachable;
          if (!answer && !gone) round->outcome = answer.error();
          if (--round->left == 0) done(std::move(round->outcome));
        });
  }
}

}  // namespace caisson::engine::embedded
