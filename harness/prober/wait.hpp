#pragma once

#include <cstdint>
#include <string>

namespace caisson::prober {

/// Returns when somebody accepts a connection under that name and port, and says why not yet as
/// often as the reason changes. Where a service leads to nobody but who is ready, as it does in
/// Kubernetes, that is when the first one is.
void wait_for(const std::string& name, std::uint16_t port);

}  // namespace caisson::prober
