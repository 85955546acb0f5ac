#pragma once

#include <string>

#include "tenant/connection.hpp"
#include "tenant/json.hpp"
#include "tenant/problem.hpp"
#include "tenant/setting.hpp"

namespace caisson::tenant {

/// A lease that was granted. It ends with its connection.
struct Tenancy {
  Connection connection;
  Json grant;
};

/// Leases what `setting` says for the test called `name`, and for no longer than the ctest above us
/// lives: we end with our parent then, and ctest is told that the services are ready. A supervisor
/// that is not there, ends just now, or is of another version is replaced once.
Result<Tenancy> lease(const Setting& setting, const std::string& name);

/// `request` with more to be added: {"request":"end"}.
Json make_request(const char* kind);

/// Gives it back. The answer is not waited for: it says nothing, and every process would pay.
void release(Connection& connection);

}  // namespace caisson::tenant
