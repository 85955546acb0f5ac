#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "plan/backend.hpp"
#include "plan/environment.hpp"

namespace caisson::plan {

/// Which backends are wanted: CAISSON_<SERVICE>_BACKEND of `variables`, and over it `options`, each
/// `<service>=<backend>`. A backend is `container`, `mock`, `process`, `process:<port>` where its
/// main port is another one on this machine, `external` or `external:<host>:<port>`. Where an
/// external service is, say CAISSON_<SERVICE>_URL, or _HOST and _PORT; a further container port n
/// is at _PORT_<n>, else at n itself. ErrorKind::usage names the variable or option: a service or
/// backend nobody knows with the nearest, one that the declaration does not allow, an address that
/// is missing or that no service can be at.
Result<Backends> choose_backends(const model::Stack& stack, const Variables& variables,
                                 const std::vector<std::string>& options);

/// The variable that chooses for a service.
std::string backend_variable(const std::string& service);

}  // namespace caisson::plan
