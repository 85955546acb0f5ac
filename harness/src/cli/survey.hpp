#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "model/event.hpp"
#include "report/status.hpp"

namespace caisson::cli {

/// One service as it is now.
struct Seen {
  model::ServiceState state = model::ServiceState::absent;
  engine::Container container;  ///< empty id: there is none
  std::string reason;           ///< why a probe says it is not ready
};

/// Looks at every service of the stack: one list call, one inspection a container, one probe for
/// each that runs and has a health check.
Result<std::map<std::string, Seen>> survey(Context& context, const std::string& instance);

/// The container of a service; not_found when there is none, with the command that makes one.
Result<engine::Container> container_of(Context& context, const std::string& service);

/// The same, to do something inside of it; ErrorKind::conflict where a relay is in its place.
Result<engine::Container> container_to_enter(Context& context, const std::string& service);

/// All containers of the instance.
Result<std::vector<engine::Container>> containers(Context& context, const std::string& instance);

/// What `status` shows of it, and `up` the end of.
Result<report::Status> make_status(Context& context);

/// Adds host ports of a service, and a URL for each whose protocol is known.
void add_ports(report::ServiceStatus& status, const model::Service& service,
               const std::vector<engine::PublishedPort>& ports);

}  // namespace caisson::cli
