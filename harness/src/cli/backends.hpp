#pragma once

#include "cli/context.hpp"
#include "plan/plan.hpp"
#include "run/host_ports.hpp"

namespace caisson::cli {

/// For verbs that say what services are to be: amends the stack by --backend and
/// CAISSON_<SERVICE>_BACKEND. What runs is told by its containers.
Result<void> take_backends(Context& context);

/// Before a start: where a service of the plan is led elsewhere, sees to it that the supervisor is
/// there, which does that. ErrorKind::usage for one that would be led to its own port.
Result<void> prepare_forwarding(Context& context, const plan::Plan& plan,
                                const run::HostPorts& ports);

}  // namespace caisson::cli
