#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/stack.hpp"

namespace caisson::render {

/// A service that a rendering holds.
struct Member {
  model::Service service;             ///< with the environment that the mode gives it
  std::vector<std::string> profiles;  ///< it is there where one of these is on; none: always
};

/// What a rendering holds, in name order: what its mode or its services come to, and what each of
/// the profiles adds that are left to the reader. Errors as `plan::make_plan` gives them.
Result<std::vector<Member>> members_of(const model::Stack& stack,
                                       const model::Rendering& rendering);

/// The same without what only an EDGE needs, in whose place a cluster has an ingress controller.
/// The EDGE itself is for the caller to leave out, who may have to say so.
Result<std::vector<Member>> members_in_cluster(const model::Stack& stack,
                                               const model::Rendering& rendering);

}  // namespace caisson::render
