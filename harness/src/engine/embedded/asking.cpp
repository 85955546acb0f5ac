#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/embedded/engine_class.hpp"

namespace caisson::engine::embedded {
namespace {

constexpr std::string_view k_embedded = "embedded";

}  // namespace

bool names_embedded(const std::string& option, std::string& runtime) {
  if (option == k_embedded) return true;
  if (!option.starts_with("embedded:")) return false;
  runtime = option.substr(k_embedded.size() + 1);
  return true;
}

Result<std::unique_ptr<Engine>> open_embedded(Loop& loop, const EmbeddedOptions& options) {
  const auto home = find_home(options.runtime);
  if (!home) return home.error();
  auto images = Images::make(loop, home->images(), options.image_worker);
  if (!images) return images.error();
  return std::unique_ptr<Engine>(
      std::make_unique<EmbeddedEngine>(loop, *home, options, *std::move(images)));
}

EmbeddedEngine::EmbeddedEngine(Loop& loop, Home home, const EmbeddedOptions& options,
                               std::unique_ptr<Images> images)
    : m_loop(loop),
      m_nests(loop, home, options.nest_program),
      m_info{std::string(k_embedded), options.version, std::to_string(k_wire_version),
             "embedded:" + home.runtime, options.found_by},
      m_images(std::move(images)) {}

EmbeddedEngine::~EmbeddedEngine() = default;

void EmbeddedEngine::later(std::function<void()> action) {
  m_loop.post([alive = std::weak_ptr<bool>(m_alive), action = std::move(action)] {
    if (!alive.expired()) action();
  });
}

void EmbeddedEngine::ask(Descriptor socket, const std::string& verb, const Json& body,
                         Descriptors descriptors, Deadline deadline, Answered answered) {
  const auto conversation = std::make_shared<Conversation>(m_loop, std::move(socket));
  m_asked.insert(conversation);
  const std::weak_ptr<Conversation> weak = conversation;
  conversation->ask(verb, body, std::move(descriptors), deadline,
                    [this, alive = std::weak_ptr<bool>(m_alive), weak,
                     answered = std::move(answered)](Result<Answer*> answer) {
                      if (alive.expired()) return;
                      m_asked.erase(weak.lock());
                      answered(std::move(answer));
                    });
}

void EmbeddedEngine::ask_all(const std::string& verb, const Json& body, Deadline deadline,
                             std::function<void(Values)> done) {
  struct Round {
    Values values;
    std::size_t left = 0;
  };
  const auto round = std::make_shared<Round>();
  std::vector<Descriptor> sockets;
  for (const std::string& nest : m_nests.known()) {
    auto socket = m_nests.connect(nest);
    if (socket) sockets.push_back(*std::move(socket));
  }
  round->left = sockets.size();
  if (sockets.empty()) {
    later([done = std::move(done)] { done({}); });
    return;
  }
  for (Descriptor& socket : sockets) {
    ask(std::move(socket), verb, body, {}, deadline, [round, done](const Result<Answer*>& answer) {
      if (answer) round->values.push_back(std::move((*answer)->value));
      if (--round->left == 0) done(std::move(round->values));
    });
  }
}

void EmbeddedEngine::locate(const std::string& id, Deadline deadline,
                            Completion<std::string> done) {
  const auto known = m_where.find(id);
  if (known != m_where.end()) return done(known->second);
  // Names are not unique between nests that know nothing of each other: the first that has it.
  struct Search {
    std::vector<std::string> nests;
    Completion<std::string> done;
  };
  const auto search = std::make_shared<Search>(Search{m_nests.known(), std::move(done)});
  const auto next = std::make_shared<std::function<void()>>();
  *next = [this, search, id, deadline, weak = std::weak_ptr(next)] {
    Descriptor socket;
    std::string nest;
    while (!socket && !search->nests.empty()) {
      nest = std::move(search->nests.back());
      search->nests.pop_back();
      if (auto connected = m_nests.connect(nest)) socket = *std::move(connected);
    }
    if (!socket)
      return search->done(Error{ErrorKind::not_found, "no such container: `" + id + "`"});
    ask(std::move(socket), "inspect", {{"id", id}}, {}, deadline,
        [this, search, nest, again = weak.lock()](const Result<Answer*>& answer) {
          if (!answer) return (*again)();
          m_where[(*answer)->value.at("container").at("id")] = nest;
          search->done(nest);
        });
  };
  (*next)();
}

void EmbeddedEngine::ask_about(const std::string& id, const std::string& verb, Json body,
                               Descriptors descriptors, Deadline deadline, Answered answered) {
  body["id"] = id;
  const auto brought = std::make_shared<Descriptors>(std::move(descriptors));
  locate(id, deadline,
         [this, id, verb, body, brought, deadline, answered](const Result<std::string>& nest) {
           const auto refuse = [&](const Error& error) {
             later([answered, error] { answered(error); });
           };
           if (!nest) return refuse(nest.error());
           auto socket = m_nests.connect(*nest);
           if (!socket) {
             m_where.erase(id);
             if (socket.error().kind != ErrorKind::not_found) return refuse(socket.error());
             return refuse({ErrorKind::not_found, "no such container: `" + id + "`"});
           }
           ask(*std::move(socket), verb, body, std::move(*brought), deadline, answered);
         });
}

void EmbeddedEngine::tell(const std::string& id, const std::string& verb, Json body,
                          Deadline deadline, Completion<void> done) {
  ask_about(id, verb, std::move(body), {}, deadline,
            [done = std::move(done)](const Result<Answer*>& answer) {
              done(answer ? Result<void>() : Result<void>(answer.error()));
            });
}

void EmbeddedEngine::converse(const std::string& id, Deadline deadline, Conversing done) {
  locate(id, deadline, [this, id, done = std::move(done)](const Result<std::string>& nest) {
    if (!nest) {
      later([done, error = nest.error()] { done(error); });
      return;
    }
    auto socket = m_nests.connect(*nest);
    if (!socket) {
      m_where.erase(id);
      later([done, id] { done(Error{ErrorKind::not_found, "no such container: `" + id + "`"}); });
      return;
    }
    done(std::make_shared<Conversation>(m_loop, *std::move(socket)));
  });
}

}  // namespace caisson::engine::embedded
