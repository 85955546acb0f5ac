#include <fmt/format.h>

#include <algorithm>

#include "engine/docker/encode.hpp"
#include "engine/docker/engine_class.hpp"

namespace caisson::engine::docker {
namespace {

Target container_target(const std::string& id) {
  return Target("/containers").segment(id);
}

/// What the engine cannot make or start for the declaration's sake (a command that is not there, a
/// mount source that does not exist) is the service's failure, not the engine's.
template <class T>
Completion<T> blaming_the_service(Completion<T> done) {
  return [done = std::move(done)](Result<T> outcome) {
    if (outcome.has_error() && outcome.error().kind == ErrorKind::protocol) {
      Error error = outcome.error();
      error.kind = ErrorKind::service_failed;
      error.remedy.clear();
      return done(std::move(error));
    }
    return done(std::move(outcome));
  };
}

/// Engines have no status of its own for "it is so already", only a sentence.
Completion<Response> as_good_if(std::string said, Completion<Response> acknowledge) {
  return [said = std::move(said), acknowledge = std::move(acknowledge)](Result<Response> response) {
    if (response && response->head.status / 100 != 2 &&
        engine_message(*response).find(said) != std::string::npos)
      response->head.status = 204;
    acknowledge(std::move(response));
  };
}

}  // namespace

void DockerEngine::list_containers(Labels having, Deadline deadline,
                                   Completion<std::vector<Container>> done) {
  const std::string purpose = "list containers";
  Request request{Method::get,
                  Target("/containers/json")
                      .query("all", "1")
                      .query("filters", encode_label_filter(having))
                      .str(),
                  purpose};
  Completion<std::vector<Inspected>> learned =
      [this, done = std::move(done)](Result<std::vector<Inspected>> list) {
        if (!list) return done(list.error());
        std::vector<Container> containers;
        containers.reserve(list->size());
        for (Inspected& inspected : *list) {
          m_addresses.learn_listed(inspected, m_loop.clock().now());
          containers.push_back(std::move(inspected.container));
        }
        done(std::move(containers));
      };
  m_client->call(std::move(request), deadline,
                 decoded<std::vector<Inspected>>(purpose, decode_containers, std::move(learned)));
}

void DockerEngine::inspect_fully(const std::string& id, Deadline deadline,
                                 Completion<Inspected> done) {
  const std::string purpose = fmt::format("inspect container `{}`", short_id(id));
  Request request{Method::get, container_target(id).literal("json").str(), purpose};
  m_client->call(std::move(request), deadline,
                 decoded<Inspected>(purpose, decode_container, std::move(done)));
}

void DockerEngine::inspect_container(std::string id, Deadline deadline,
                                     Completion<Container> done) {
  inspect_fully(id, deadline, [this, done = std::move(done)](Result<Inspected> inspected) {
    if (!inspected) return done(inspected.error());
    m_addresses.learn(*inspected, m_loop.clock().now());
    done(std::move(inspected->container));
  });
}

void DockerEngine::create_container(ContainerSpec spec, Deadline deadline,
                                    Completion<std::string> done) {
  if (!spec.leashed) return create_with(std::move(spec), {}, deadline, std::move(done));
  Completion<ContainerSpec> completed = [this, deadline,
                                         done = std::move(done)](Result<ContainerSpec> whole) {
    if (!whole) return done(whole.error());
    const auto ready = [this, whole = *whole, deadline, done](const Result<std::string>& volume) {
      if (!volume) return done(volume.error());
      create_with(whole, *volume, deadline, done);
    };
    m_leash->ensure(whole->image, whole->labels, ready);
  };
  complete_command(std::move(spec), deadline, std::move(completed));
}

void DockerEngine::complete_command(ContainerSpec spec, Deadline deadline,
                                    Completion<ContainerSpec> done) {
  const auto complete = [](ContainerSpec whole,
                           const ImageCommand& image) -> Result<ContainerSpec> {
    // As the engine does: an entrypoint of the spec's own makes the image's command meaningless.
    if (whole.entrypoint.empty()) {
      if (whole.command.empty()) whole.command = image.command;
      whole.entrypoint = image.entrypoint;
    }
    if (!whole.entrypoint.empty() || !whole.command.empty()) return whole;
    return Error{ErrorKind::service_failed,
                 fmt::format("neither the image `{}` nor the service says what to run",
                             short_id(whole.image)),
                 {},
                 "add COMMAND to the service, or CMD to the image"};
  };
  const auto known = m_image_commands.find(spec.image);
  if (!spec.entrypoint.empty() || known != m_image_commands.end()) {
    const ImageCommand image = spec.entrypoint.empty() ? known->second : ImageCommand{};
    const Result<ContainerSpec> whole = complete(std::move(spec), image);
    m_loop.post([client = m_client, whole, done = std::move(done)] {
      if (!client->is_closed()) done(whole);
    });
    return;
  }
  const std::string purpose = fmt::format("inspect image `{}`", short_id(spec.image));
  Request request{Method::get, Target("/images").segment(spec.image).literal("json").str(),
                  purpose};
  Completion<ImageCommand> told = [this, complete, spec = std::move(spec),
                                   done = std::move(done)](const Result<ImageCommand>& image) {
    if (!image) return done(image.error());
    // A reference may come to mean another image, an id never does.
    if (spec.image.starts_with("sha256:")) m_image_commands[spec.image] = *image;
    done(complete(spec, *image));
  };
  m_client->call(std::move(request), deadline,
                 decoded<ImageCommand>(purpose, decode_image_command, std::move(told)));
}

void DockerEngine::create_with(ContainerSpec spec, const std::string& leash_volume,
                               Deadline deadline, Completion<std::string> done) {
  const std::string purpose = fmt::format("create container `{}`", spec.name);
  Request request{Method::post, Target("/containers/create").query("name", spec.name).str(),
                  purpose, encode_container(spec, leash_volume)};
  std::vector<Attachment> rest;
  if (spec.networks.size() > 1) rest.assign(spec.networks.begin() + 1, spec.networks.end());
  Completion<std::string> created = [this, rest = std::move(rest), deadline,
                                     done = std::move(done)](Result<std::string> id) {
    if (!id || rest.empty()) return done(std::move(id));
    connect_networks(*id, rest, deadline, done);
  };
  m_client->call(std::move(request), deadline,
                 decoded<std::string>(purpose, decode_id, blaming_the_service(std::move(created))));
}

void DockerEngine::connect_networks(std::string id, std::vector<Attachment> rest, Deadline deadline,
                                    Completion<std::string> done) {
  const Attachment next = rest.front();
  rest.erase(rest.begin());
  const std::string purpose =
      fmt::format("connect container `{}` to network `{}`", short_id(id), next.network);
  Request request{Method::post, Target("/networks").segment(next.network).literal("connect").str(),
                  purpose, encode_attachment(id, next)};
  Completion<void> connected = [this, id, rest = std::move(rest), deadline,
                                done = std::move(done)](Result<void> outcome) {
    if (outcome && rest.empty()) return done(id);
    if (outcome) return connect_networks(id, rest, deadline, done);
    // Nothing half-made is left: whoever asked never learns this id.
    const Deadline cleanup = std::max(deadline, m_loop.clock().now() + std::chrono::seconds(5));
    const Error cause = outcome.error();
    remove_container(id, cleanup, [done, cause](Result<void>) { done(cause); });
  };
  m_client->call(std::move(request), deadline,
                 acknowledged(purpose, {}, blaming_the_service(std::move(connected))));
}

void DockerEngine::start_container(std::string id, Deadline deadline, Completion<void> done) {
  const std::string purpose = fmt::format("start container `{}`", short_id(id));
  Request request{Method::post, container_target(id).literal("start").str(), purpose};
  request.repeatable = true;  // starting what runs is a success
  m_addresses.forget(id);
  m_client->call(std::move(request), deadline,
                 acknowledged(purpose, {304}, blaming_the_service(std::move(done))));
}

void DockerEngine::stop_container(std::string id, Duration grace, Deadline deadline,
                                  Completion<void> done) {
  const std::string purpose = fmt::format("stop container `{}`", short_id(id));
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(grace).count();
  Request request{Method::post,
                  container_target(id).literal("stop").query("t", std::to_string(seconds)).str(),
                  purpose};
  request.repeatable = true;
  m_addresses.forget(id);
  m_client->call(std::move(request), deadline, acknowledged(purpose, {304}, std::move(done)));
}

void DockerEngine::kill_container(std::string id, std::string signal, Deadline deadline,
                                  Completion<void> done) {
  const std::string purpose = fmt::format("send `{}` to container `{}`", signal, short_id(id));
  Request request{Method::post, container_target(id).literal("kill").query("signal", signal).str(),
                  purpose};
  m_addresses.forget(id);
  m_client->call(std::move(request), deadline, acknowledged(purpose, {}, std::move(done)));
}

void DockerEngine::remove_container(std::string id, Deadline deadline, Completion<void> done) {
  const std::string purpose = fmt::format("remove container `{}`", short_id(id));
  Request request{Method::del, container_target(id).query("force", "1").query("v", "1").str(),
                  purpose};
  m_addresses.forget(id);
  m_client->call(std::move(request), deadline,
                 [this, id, purpose, deadline, done = std::move(done)](Result<Response> response) {
                   // 409: somebody else is removing it; it is removed when they are done.
                   if (response && response->head.status == 409 &&
                       engine_message(*response).find("already in progress") != std::string::npos)
                     return await_removal(id, deadline, done);
                   acknowledged(purpose, {404}, done)(std::move(response));
                 });
}

void DockerEngine::pause_container(std::string id, Deadline deadline, Completion<void> done) {
  const std::string purpose = fmt::format("pause container `{}`", short_id(id));
  Request request{Method::post, container_target(id).literal("pause").str(), purpose};
  m_client->call(std::move(request), deadline,
                 as_good_if("already paused", acknowledged(purpose, {}, std::move(done))));
}

void DockerEngine::unpause_container(std::string id, Deadline deadline, Completion<void> done) {
  const std::string purpose = fmt::format("unpause container `{}`", short_id(id));
  Request request{Method::post, container_target(id).literal("unpause").str(), purpose};
  m_client->call(std::move(request), deadline,
                 as_good_if("is not paused", acknowledged(purpose, {}, std::move(done))));
}

void DockerEngine::await_removal(std::string id, Deadline deadline, Completion<void> done) {
  const std::string purpose = fmt::format("wait for the removal of container `{}`", short_id(id));
  Request request{Method::post,
                  container_target(id).literal("wait").query("condition", "removed").str(),
                  purpose};
  request.repeatable = true;
  m_client->call(std::move(request), deadline, acknowledged(purpose, {404}, std::move(done)));
}

}  // namespace caisson::engine::docker
