#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <random>
#include <utility>

#include "base/file.hpp"
#include "engine/docker/leash_program.hpp"
#include "engine/embedded/nest/nest.hpp"

namespace caisson::engine::embedded {
namespace {

/// The program that is process 1 of leashed containers, in a folder that all of them mount.
Result<void> write_leash(const std::string& folder) {
  const std::string path = folder + "/leash";
  if (file_exists(path)) return {};
  const auto made = make_directories(folder);
  if (!made) return made;
  return write_file(path, docker::leash_program(), 0555);
}

Error refused_healthcheck(const ContainerSpec& spec) {
  return {ErrorKind::service_failed,
          "the embedded engine does not run the HEALTHCHECK of an image, as container `" +
              spec.name + "` wants",
          {},
          "give the service a HEALTHCHECK of another kind than ENGINE, or use Docker"};
}

}  // namespace

Nest::Nest(Loop& loop, Home home, std::string id, Wiring wiring, Cgroups cgroups)
    : m_loop(loop),
      m_home(std::move(home)),
      m_id(std::move(id)),
      m_wiring(std::move(wiring)),
      m_cgroups(std::move(cgroups)),
      m_reaper(loop),
      m_runtime(m_reaper, m_home.scratch(m_id) + "/runc") {}

Nest::~Nest() = default;

std::string Nest::new_id() {
  static std::random_device random;
  std::string id;
  for (int i = 0; i < 8; ++i)
    id += fmt::format("{:08x}", random());
  return id;
}

Error Nest::absent(const std::string& id) {
  return {ErrorKind::not_found, "no such container: `" + id + "`"};
}

Cell* Nest::find(const std::string& id_or_name) {
  const auto exact = m_cells.find(id_or_name);
  if (exact != m_cells.end()) return exact->second.get();
  for (const auto& [id, cell] : m_cells) {
    const bool begins = id_or_name.size() >= 12 && id.starts_with(id_or_name);
    if (cell->seen.name == id_or_name || begins) return cell.get();
  }
  return nullptr;
}

Result<std::string> Nest::create(Creation creation) {
  const ContainerSpec& spec = creation.spec;
  if (const Cell* other = find(spec.name))
    return Error{ErrorKind::conflict, fmt::format("the name `{}` is in use by container `{}`",
                                                  spec.name, other->seen.id.substr(0, 12))};
  if (spec.image_healthcheck) return refused_healthcheck(spec);
  auto argv = command_line_of(spec, creation.image);
  if (!argv) return argv.error();
  auto cell = std::make_unique<Cell>();
  cell->seen.id = new_id();
  cell->seen.name = spec.name;
  cell->seen.image = creation.image_id;
  cell->seen.labels = spec.labels;
  cell->seen.networks = spec.networks;
  cell->seen.ports = spec.ports;
  cell->spec = spec;
  cell->image = std::move(creation.image);
  cell->argv = *std::move(argv);
  cell->held = std::move(creation.held);
  const auto addressed = assign_addresses(*cell);
  if (!addressed) return addressed.error();
  const std::string short_name = cell->seen.id.substr(0, 16);
  const std::string scratch = m_home.scratch(m_id);
  cell->paths.folder = scratch + "/c/" + short_name;
  cell->paths.upper =
      spec.leashed ? cell->paths.folder + "/upper" : m_home.roots(m_id) + "/" + short_name;
  auto prepared =
      mount_root({&cell->spec, &cell->image, creation.layers, &m_home}, cell->paths, cell->seen.id);
  if (!prepared) return prepared.error();
  cell->prepared = *std::move(prepared);
  cell->prepared.cgroup = cgroup_of(m_id, cell->seen.id);
  if (spec.leashed) {
    cell->prepared.leash = scratch + "/leash";
    const auto written = write_leash(cell->prepared.leash);
    if (!written) {
      remove_root(cell->paths);
      return written.error();
    }
  }
  cell->log =
      std::make_unique<LogBook>((spec.leashed ? cell->paths.folder : cell->paths.upper) + "/log");
  std::string id = cell->seen.id;
  m_cells.emplace(id, std::move(cell));
  return id;
}

void Nest::remove(const std::string& id, Completion<void> done) {
  Cell* const cell = find(id);
  if (cell == nullptr) return done({});
  cell->on_gone.push_back([done = std::move(done)] { done({}); });
  cell->removing = true;
  if (cell->starting) return;
  if (cell->pid == 0) return erase(cell->seen.id);
  cell->seen.phase = Phase::removing;
  signal(*cell, SIGKILL);
}

void Nest::erase(const std::string& id) {
  const auto at = m_cells.find(id);
  const std::unique_ptr<Cell> cell = std::move(at->second);
  m_cells.erase(at);
  cell->log.reset();
  remove_root(cell->paths);
  emit(*cell, Event::Kind::destroyed);
  for (const auto& tell : std::exchange(cell->holders, {}))
    tell(cell->seen.exit_code.value_or(0));
  for (const auto& tell : std::exchange(cell->on_gone, {}))
    tell();
  if (is_empty() && m_emptied) m_emptied();
}

void Nest::pause(const std::string& id, bool wanted, Completion<void> done) {
  Cell* const cell = find(id);
  if (cell == nullptr) return done(absent(id));
  if (cell->pid == 0 && !wanted) return done({});
  if (cell->pid == 0)
    return done(Error{ErrorKind::conflict, "container `" + cell->seen.name + "` is not running"});
  const auto frozen = m_cgroups.freeze(cell->seen.id, wanted);
  if (frozen) cell->seen.phase = wanted ? Phase::paused : Phase::running;
  done(frozen);
}

std::vector<Container> Nest::list(const Labels& having) const {
  std::vector<Container> found;
  for (const auto& [id, cell] : m_cells) {
    if (has_labels(cell->seen.labels, having)) found.push_back(cell->seen);
  }
  return found;
}

std::vector<Volume> Nest::own_volumes(const Labels& having) const {
  std::vector<Volume> found;
  for (const auto& [id, cell] : m_cells) {
    if (!has_labels(cell->seen.labels, having)) continue;
    const auto& mounts = cell->spec.mounts;
    for (std::size_t i = 0; i < mounts.size(); ++i) {
      if (mounts[i].kind == Mount::Kind::volume && mounts[i].source.empty())
        found.push_back({fmt::format("{}-{}", id, i), cell->seen.labels});
    }
  }
  return found;
}

bool Nest::uses_volume(const std::string& name) const {
  return std::any_of(m_cells.begin(), m_cells.end(), [&](const auto& one) {
    const auto& mounts = one.second->spec.mounts;
    return std::any_of(mounts.begin(), mounts.end(), [&](const Mount& mount) {
      return mount.kind == Mount::Kind::volume && mount.source == name;
    });
  });
}

void Nest::emit(const Cell& cell, Event::Kind kind) {
  Event event;
  event.kind = kind;
  event.container = cell.seen.id;
  event.labels = cell.seen.labels;
  if (kind == Event::Kind::died) event.exit_code = cell.seen.exit_code;
  const auto listeners = m_listeners;
  for (const auto& [number, take] : listeners)
    take(event);
}

std::shared_ptr<void> Nest::events(std::function<void(const Event&)> take) {
  const int number = ++m_last;
  m_listeners[number] = std::move(take);
  const std::weak_ptr<bool> alive = m_alive;
  return {nullptr, [this, alive, number](void*) {
            if (!alive.expired()) m_listeners.erase(number);
          }};
}

}  // namespace caisson::engine::embedded
