#include "clone/postgres_error.hpp"

#include <map>

namespace caisson::clone {
namespace {

struct Advice {
  ErrorKind kind;
  const char* remedy;
};

const Advice& advice_for(const SqlError& error) {
  static const std::map<std::string_view, Advice> known{
      {sql_state::k_object_in_use,
       {ErrorKind::conflict,
        "a database that is copied may have no connections: name what fills it in TEMPLATE_BY, so "
        "that it has a template of its own, and close what stays connected"}},
      {sql_state::k_disk_full,
       {ErrorKind::service_failed,
        "the server's disk is full: free space, give its data folder more, or run fewer tests at "
        "once"}},
      {sql_state::k_too_many_connections,
       {ErrorKind::conflict,
        "raise max_connections (COMMAND postgres -c max_connections=…), or run fewer tests at "
        "once"}},
      {sql_state::k_insufficient_privilege,
       {ErrorKind::conflict,
        "the LOGIN of the service's HEALTHCHECK POSTGRES makes the databases: name the superuser "
        "there, or ALTER ROLE … CREATEDB"}},
      {sql_state::k_invalid_password,
       {ErrorKind::conflict, "the service's POSTGRES_PASSWORD does not fit its LOGIN"}},
      {sql_state::k_no_such_database,
       {ErrorKind::conflict, "DATABASE of the service's HEALTHCHECK POSTGRES names it"}},
  };
  static const Advice gone{ErrorKind::service_failed,
                           "the server is gone: its log says why (`caisson logs`)"};
  static const Advice other{ErrorKind::service_failed, ""};
  const auto found = known.find(error.state);
  if (found != known.end()) return found->second;
  // Class 57P: the server shuts down, crashed or starts.
  return error.state.empty() || error.state.starts_with("57P") ? gone : other;
}

}  // namespace

Error explain(const SqlError& error, const std::string& doing, const std::string& server) {
  const Advice& advice = advice_for(error);
  std::string message = "cannot " + doing + " in `" + server + "`: " + error.message;
  if (!error.state.empty()) message += " (SQLSTATE " + error.state + ")";
  return {advice.kind, std::move(message), {}, advice.remedy};
}

}  // namespace caisson::clone
