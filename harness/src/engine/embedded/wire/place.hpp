#pragma once

#include <string>

#include "base/error.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::embedded {

/// Which nest things with these labels are in: one for each instance, and one for all that belongs
/// to none.
struct NestKey {
  std::string id;  ///< 16 hex digits, a file name
  /// Dies with the process that started it: an environment of tests.
  bool ephemeral = false;
};
/// `home`: of the folders below, so that two of them are never one.
NestKey nest_key(const std::string& home, const Labels& labels);

/// Where nests are found, and what outlives them.
struct Home {
  std::string runtime;  ///< sockets and locks
  std::string data;     ///< images, volumes, roots of containers that are not leashed

  std::string socket(const std::string& nest_id) const { return runtime + "/" + nest_id + ".sock"; }
  std::string lock(const std::string& nest_id) const { return runtime + "/" + nest_id + ".lock"; }
  /// Held while somebody starts a nest, or one decides to end.
  std::string turn(const std::string& nest_id) const { return runtime + "/" + nest_id + ".turn"; }
  /// Where a nest mounts a tmpfs that nobody else sees.
  std::string scratch(const std::string& nest_id) const { return runtime + "/" + nest_id; }
  std::string images() const { return data + "/images"; }
  std::string volumes() const { return data + "/volumes"; }
  std::string roots(const std::string& nest_id) const { return data + "/roots/" + nest_id; }
};

/// `$XDG_RUNTIME_DIR/caisson/nests` or below /tmp; `$XDG_DATA_HOME/caisson`, else
/// `~/.local/share/caisson`. Created when missing. `runtime` when not empty is used instead.
Result<Home> find_home(const std::string& runtime = {});

}  // namespace caisson::engine::embedded
