#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/engine.hpp"
#include "model/stack.hpp"
#include "plan/environment.hpp"

namespace caisson::run {

/// The values of a service's SECRETS: `env:NAME` from the process's environment, `file:/path` from
/// a file. A missing one is ErrorKind::usage, naming the service and where it was looked for.
Result<std::map<std::string, std::string>> read_secrets(const model::Service& service,
                                                        const plan::Variables& process);

/// Stable over the values, and saying nothing about them: it takes part in another hash only.
std::string hash_of_secrets(const std::map<std::string, std::string>& values);

/// Where the secrets of an instance lie: always on tmpfs, in a folder only we may enter.
/// ErrorKind::io when the machine has no such place.
Result<std::string> secrets_directory(const std::string& instance);

/// The files under /run/secrets, mounted read-only.
std::vector<engine::Mount> secret_mounts(const std::string& directory,
                                         const model::Service& service);

/// Writes one file a secret, readable by every user, since the container's is not known; it is the
/// folder around them that keeps others out. A file that holds the value already is left alone.
Result<void> write_secrets(const std::string& directory, const model::Service& service,
                           const std::map<std::string, std::string>& values);

/// Removes every secret of the instance; none there is fine.
Result<void> remove_secrets(const std::string& instance);

}  // namespace caisson::run
