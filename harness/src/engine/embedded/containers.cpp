#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/file.hpp"
#include "base/process_end.hpp"
#include "engine/embedded/engine_class.hpp"

namespace caisson::engine::embedded {
namespace {

struct HostPort {
  Descriptor listener;
  std::uint16_t number = 0;
};

Result<HostPort> open_host_port(const PublishedPort& port) {
  const std::string place = fmt::format("{}:{}", port.host_address, port.host);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port.host);
  if (::inet_pton(AF_INET, port.host_address.c_str(), &address.sin_addr) != 1)
    return Error{ErrorKind::service_failed, "cannot publish a port at `" + place + "`"};
  HostPort opened{Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)), 0};
  const int on = 1;
  ::setsockopt(opened.listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  auto* const where = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (::bind(opened.listener.get(), where, size) != 0 ||
      ::listen(opened.listener.get(), SOMAXCONN) != 0) {
    const bool taken = errno == EADDRINUSE || errno == EACCES;
    Error error = errno_error("cannot listen", "");
    error.message = fmt::format("port `{}` cannot be had: {}", place, error.message);
    if (taken) error.kind = ErrorKind::conflict;
    return error;
  }
  ::getsockname(opened.listener.get(), where, &size);
  opened.number = ntohs(address.sin_port);
  return opened;
}

Json creation_of(const ContainerSpec& spec, const StoredImage& image) {
  Json layers = Json::array();
  for (const auto& layer : image.layers)
    layers.push_back(layer.string());
  return {{"spec", encode(spec)},
          {"image", encode(image.config)},
          {"layers", layers},
          {"image_id", image.id}};
}

}  // namespace

void EmbeddedEngine::list_containers(Labels having, Deadline deadline,
                                     Completion<std::vector<Container>> done) {
  ask_all("list", {{"having", having}}, deadline, [done = std::move(done)](const Values& values) {
    std::vector<Container> all;
    for (const Json& value : values) {
      for (Container& one : decode_all<Container>(value))
        all.push_back(std::move(one));
    }
    done(std::move(all));
  });
}

void EmbeddedEngine::inspect_container(std::string id, Deadline deadline,
                                       Completion<Container> done) {
  ask_about(id, "inspect", Json::object(), {}, deadline,
            [done = std::move(done)](const Result<Answer*>& answer) {
              if (!answer) return done(answer.error());
              Container container;
              from_json((*answer)->value.at("container"), container);
              // The nest numbers it otherwise.
              const auto& brought = (*answer)->descriptors;
              if (!brought.empty()) container.pid = std::max(0, pid_of(brought.front()));
              done(std::move(container));
            });
}

void EmbeddedEngine::create_container(ContainerSpec spec, Deadline deadline,
                                      Completion<std::string> done) {
  const auto image = m_images->store().find(spec.image);
  if (!image) return fail<std::string>(done, image.error());
  auto held = m_images->store().hold(image->id);
  if (!held) return fail<std::string>(done, held.error());
  const auto hold = std::make_shared<ImageStore::Hold>(*std::move(held));
  const Json body = creation_of(spec, *image);
  reach(spec.labels,
        [this, body, hold, deadline, done = std::move(done)](const Result<std::string>& nest) {
          if (!nest) return done(nest.error());
          auto socket = m_nests.connect(*nest);
          if (!socket) return fail<std::string>(done, socket.error());
          Descriptors locks;
          locks.emplace_back(::fcntl(hold->descriptor(), F_DUPFD_CLOEXEC, 3));
          ask(*std::move(socket), "create", body, std::move(locks), deadline,
              [this, nest = *nest, done](const Result<Answer*>& answer) {
                if (!answer) return done(answer.error());
                const std::string id = (*answer)->value;
                m_where[id] = nest;
                done(id);
              });
        });
}

/// What it publishes is bound out here, where a taken port is known at once, and handed in.
void EmbeddedEngine::start_container(std::string id, Deadline deadline, Completion<void> done) {
  inspect_container(id, deadline, [this, id, deadline, done](const Result<Container>& container) {
    if (!container) return done(container.error());
    Descriptors listeners;
    std::vector<std::uint16_t> numbers;
    const bool runs = container->phase == Phase::running || container->phase == Phase::paused;
    for (const PublishedPort& port : container->ports) {
      if (runs) break;
      auto opened = open_host_port(port);
      if (!opened) return done(opened.error());
      listeners.push_back(std::move(opened->listener));
      numbers.push_back(opened->number);
    }
    ask_about(id, "start", {{"ports", numbers}}, std::move(listeners), deadline,
              [done](const Result<Answer*>& answer) {
                done(answer ? Result<void>() : Result<void>(answer.error()));
              });
  });
}

void EmbeddedEngine::stop_container(std::string id, Duration grace, Deadline deadline,
                                    Completion<void> done) {
  tell(id, "stop", {{"grace", grace.count()}}, deadline, std::move(done));
}

void EmbeddedEngine::kill_container(std::string id, std::string signal, Deadline deadline,
                                    Completion<void> done) {
  tell(id, "kill", {{"signal", signal}}, deadline, std::move(done));
}

void EmbeddedEngine::remove_container(std::string id, Deadline deadline, Completion<void> done) {
  tell(id, "remove", Json::object(), deadline, [this, id, done](const Result<void>& result) {
    m_where.erase(id);
    const bool gone = !result && (result.error().kind == ErrorKind::not_found ||
                                  result.error().kind == ErrorKind::engine_unreachable);
    done(gone ? Result<void>() : result);
  });
}

void EmbeddedEngine::pause_container(std::string id, Deadline deadline, Completion<void> done) {
  tell(id, "pause", Json::object(), deadline, std::move(done));
}

void EmbeddedEngine::unpause_container(std::string id, Deadline deadline, Completion<void> done) {
  tell(id, "unpause", Json::object(), deadline, std::move(done));
}

}  // namespace caisson::engine::embedded
