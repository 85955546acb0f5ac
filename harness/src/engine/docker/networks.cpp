#include <fmt/format.h>

#include "engine/docker/encode.hpp"
#include "engine/docker/engine_class.hpp"

namespace caisson::engine::docker {

void DockerEngine::create_network(NetworkSpec spec, Deadline deadline, Completion<Network> done) {
  Request request{Method::post, "/networks/create", fmt::format("create network `{}`", spec.name),
                  encode_network(spec)};
  const std::string purpose = request.purpose;
  Completion<std::string> created = [this, spec, deadline,
                                     done = std::move(done)](Result<std::string> id) {
    if (!id) return done(id.error());
    if (!spec.subnet.empty()) return done(Network{*id, spec.name, spec.subnet, spec.labels});
    // The engine chose the subnet.
    Request inspect{Method::get, Target("/networks").segment(*id).str(),
                    fmt::format("inspect network `{}`", spec.name)};
    const std::string inspecting = inspect.purpose;
    m_client->call(std::move(inspect), deadline,
                   decoded<Network>(inspecting, decode_network, done));
  };
  m_client->call(std::move(request), deadline,
                 decoded<std::string>(purpose, decode_id, std::move(created)));
}

void DockerEngine::list_networks(Labels having, Deadline deadline,
                                 Completion<std::vector<Network>> done) {
  const std::string purpose = "list networks";
  Request request{Method::get,
                  Target("/networks").query("filters", encode_label_filter(having)).str(), purpose};
  m_client->call(std::move(request), deadline,
                 decoded<std::vector<Network>>(purpose, decode_networks, std::move(done)));
}

void DockerEngine::remove_network(std::string name, Deadline deadline, Completion<void> done) {
  const std::string purpose = fmt::format("remove network `{}`", short_id(name));
  Request request{Method::del, Target("/networks").segment(name).str(), purpose};
  m_client->call(std::move(request), deadline, acknowledged(purpose, {404}, std::move(done)));
}

}  // namespace caisson::engine::docker
