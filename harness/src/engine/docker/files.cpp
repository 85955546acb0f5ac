#include <fmt/format.h>

#include "engine/docker/archive.hpp"
#include "engine/docker/engine_class.hpp"

namespace caisson::engine::docker {
namespace {

/// As many as Linux follows (path_resolution(7)).
constexpr int k_most_links = 40;

}  // namespace

void DockerEngine::read_file(std::string id, std::string path, Deadline deadline,
                             Completion<std::string> done) {
  follow_to_file(std::move(id), std::move(path), k_most_links, deadline, std::move(done));
}

/// The engine resolves links in folders' names, but tells a link at the end as what it is.
void DockerEngine::follow_to_file(std::string id, std::string path, int links, Deadline deadline,
                                  Completion<std::string> done) {
  const std::string purpose = fmt::format("read `{}` in container `{}`", path, short_id(id));
  Request request{Method::get,
                  Target("/containers").segment(id).literal("archive").query("path", path).str(),
                  purpose};
  Completion<Archived> told = [this, id, path, links, deadline,
                               done = std::move(done)](Result<Archived> entry) {
    if (!entry) return done(entry.error());
    if (entry->kind == Archived::Kind::file) return done(std::move(entry->content));
    if (entry->kind == Archived::Kind::link && links > 0)
      return follow_to_file(id, link_target(path, entry->link), links - 1, deadline, done);
    done(Error{ErrorKind::not_found, fmt::format("`{}` is no file", path)});
  };
  m_client->call(std::move(request), deadline,
                 decoded<Archived>(purpose, first_entry, std::move(told)));
}

void DockerEngine::list_processes(std::string id, Deadline deadline,
                                  Completion<std::vector<ProcessState>> done) {
  const std::string purpose = fmt::format("list the processes of container `{}`", short_id(id));
  Request request{
      Method::get,
      Target("/containers").segment(id).literal("top").query("ps_args", "-eo pid,stat").str(),
      purpose};
  m_client->call(std::move(request), deadline,
                 decoded<std::vector<ProcessState>>(purpose, decode_processes, std::move(done)));
}

}  // namespace caisson::engine::docker
