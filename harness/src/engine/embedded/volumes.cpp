#include <filesystem>
#include <utility>

#include "engine/embedded/engine_class.hpp"

namespace caisson::engine::embedded {
namespace fs = std::filesystem;

/// Those with a name carry no labels, as on other engines: nobody says whose they are.
void EmbeddedEngine::list_volumes(Labels having, Deadline deadline,
                                  Completion<std::vector<Volume>> done) {
  ask_all("volumes", {{"having", having}}, deadline,
          [this, named = having.empty(), done = std::move(done)](const Values& values) {
            std::vector<Volume> all;
            for (const Json& value : values) {
              for (Volume& one : decode_all<Volume>(value))
                all.push_back(std::move(one));
            }
            std::error_code error;
            fs::directory_iterator at(m_nests.home().volumes(), error);
            for (; named && !error && at != fs::directory_iterator(); at.increment(error))
              all.push_back({at->path().filename(), {}});
            done(std::move(all));
          });
}

void EmbeddedEngine::remove_volume(std::string name, Deadline deadline, Completion<void> done) {
  ask_all(
      "uses_volume", {{"name", name}}, deadline,
      [this, name, done = std::move(done)](const Values& values) {
        for (const Json& used : values) {
          if (used == true)
            return done(Error{ErrorKind::conflict, "volume `" + name + "` is used by a container"});
        }
        if (name.empty() || name.find('/') != std::string::npos || name.starts_with('.'))
          return done({});
        std::error_code error;
        fs::remove_all(m_nests.home().volumes() + "/" + name, error);
        if (!error) return done({});
        done(Error{ErrorKind::io, "cannot remove volume `" + name + "`: " + error.message()});
      });
}

}  // namespace caisson::engine::embedded
