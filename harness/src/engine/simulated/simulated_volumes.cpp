#include <algorithm>

#include "engine/simulated/call.hpp"

namespace caisson::engine::simulated {

std::vector<Volume> SimulatedEngine::volumes() const {
  std::vector<Volume> all;
  for (const auto& [name, volume] : m_volumes)
    all.push_back(volume);
  return all;
}

void SimulatedEngine::list_volumes(Labels having, Deadline deadline,
                                   Completion<std::vector<Volume>> done) {
  const auto obey = [this, having = std::move(having)]() -> Result<std::vector<Volume>> {
    std::vector<Volume> found;
    for (const auto& [name, volume] : m_volumes) {
      if (carries(volume.labels, having)) found.push_back(volume);
    }
    return found;
  };
  call<std::vector<Volume>>("list_volumes", "", latencies.call, deadline, obey, std::move(done));
}

void SimulatedEngine::remove_volume(std::string name, Deadline deadline, Completion<void> done) {
  const auto obey = [this, name]() -> Result<void> {
    for (const auto& [id, body] : m_bodies) {
      const auto& own = body->own_volumes;
      const auto& mounts = body->spec.mounts;
      const auto is_it = [&](const Mount& mount) {
        return mount.kind == Mount::Kind::volume && mount.source == name;
      };
      if (std::find(own.begin(), own.end(), name) != own.end() ||
          std::any_of(mounts.begin(), mounts.end(), is_it))
        return Error{ErrorKind::conflict, "volume `" + name + "` is in use"};
    }
    m_volumes.erase(name);
    return {};
  };
  call<void>("remove_volume", name, latencies.call, deadline, obey, std::move(done));
}

}  // namespace caisson::engine::simulated
