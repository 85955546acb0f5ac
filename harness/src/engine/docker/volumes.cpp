#include <fmt/format.h>

#include "engine/docker/encode.hpp"
#include "engine/docker/engine_class.hpp"

namespace caisson::engine::docker {

void DockerEngine::list_volumes(Labels having, Deadline deadline,
                                Completion<std::vector<Volume>> done) {
  const std::string purpose = "list volumes";
  Request request{Method::get,
                  Target("/volumes").query("filters", encode_label_filter(having)).str(), purpose};
  m_client->call(std::move(request), deadline,
                 decoded<std::vector<Volume>>(purpose, decode_volumes, std::move(done)));
}

void DockerEngine::remove_volume(std::string name, Deadline deadline, Completion<void> done) {
  const std::string purpose = fmt::format("remove volume `{}`", name);
  Request request{Method::del, Target("/volumes").segment(name).str(), purpose};
  m_client->call(std::move(request), deadline, acknowledged(purpose, {404}, std::move(done)));
}

}  // namespace caisson::engine::docker
