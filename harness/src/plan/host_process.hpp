#pragma once

#include <map>
#include <string>

#include "plan/environment.hpp"

namespace caisson::plan {

/// The environment of a service for a process of it on this machine, where the names of others do
/// not resolve: `addresses` (plan::hosts_of) stand in their place, and every port stays right. A
/// name with a dot or `-service` is replaced wherever it stands for itself. A short one could be a
/// login or a database, too: it is replaced behind `//` or `@`, before `:<port>`, and where it is
/// the whole value of a variable that is called after a host (`…HOST…`, `…ADDR…`, `…SERVER…`).
Variables for_host_process(Variables environment,
                           const std::map<std::string, std::string>& addresses);

}  // namespace caisson::plan
