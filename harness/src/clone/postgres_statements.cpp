#include "clone/postgres_statements.hpp"

#include "clone/sql_text.hpp"

namespace caisson::clone::postgres_statements {
namespace {

constexpr int k_has_strategy = 150'000;
constexpr int k_has_force = 130'000;

std::string ours() {
  const auto commented = [](std::string_view comment) {
    return "shobj_description(oid, 'pg_database') = " + quoted_literal(comment);
  };
  return "(datconnlimit = " + std::to_string(k_mark) + " OR coalesce(" +
         commented(k_clone_comment) + " OR " + commented(k_template_comment) + ", false))";
}

std::string terminate(std::string_view name) {
  return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = " +
         quoted_literal(name) + " AND pid <> pg_backend_pid()";
}

}  // namespace

std::string create(int version, std::string_view name, std::string_view source) {
  std::string sql = "CREATE DATABASE " + quoted_identifier(name);
  if (!source.empty()) sql += " TEMPLATE " + quoted_identifier(source);
  if (version >= k_has_strategy) sql += " STRATEGY FILE_COPY";
  return sql + " CONNECTION LIMIT " + std::to_string(k_mark);
}

std::string comment(std::string_view name, std::string_view text) {
  return "COMMENT ON DATABASE " + quoted_identifier(name) + " IS " + quoted_literal(text);
}

std::vector<std::string> seal(std::string_view name) {
  return {"ALTER DATABASE " + quoted_identifier(name) +
              " WITH IS_TEMPLATE true ALLOW_CONNECTIONS false",
          terminate(name)};
}

std::string is_ours(std::string_view name) {
  return "SELECT " + ours() + " FROM pg_database WHERE datname = " + quoted_literal(name);
}

std::string list_ours() {
  return "SELECT datname FROM pg_database WHERE " + ours();
}

std::vector<std::string> drop(int version, std::string_view name) {
  const std::string sql = "DROP DATABASE IF EXISTS " + quoted_identifier(name);
  if (version >= k_has_force) return {sql + " WITH (FORCE)"};
  return {terminate(name), sql};
}

std::vector<std::string> drop_template(int version, std::string_view name) {
  std::vector<std::string> sql{"ALTER DATABASE " + quoted_identifier(name) +
                               " WITH IS_TEMPLATE false"};
  for (std::string& each : drop(version, name))
    sql.push_back(std::move(each));
  return sql;
}

std::string connected_to(std::string_view name) {
  return "SELECT DISTINCT coalesce(nullif(application_name, ''), usename, backend_type) || "
         "coalesce(' from ' || host(client_addr), '') FROM pg_stat_activity WHERE datname = " +
         quoted_literal(name) + " AND pid <> pg_backend_pid() ORDER BY 1 LIMIT 5";
}

std::string lock(std::string_view base) {
  return "SELECT pg_try_advisory_lock(" + std::to_string(k_mark) + ", hashtext(" +
         quoted_literal(base) + "))";
}

std::vector<std::string> forget_durability() {
  return {"ALTER SYSTEM SET fsync TO off", "ALTER SYSTEM SET full_page_writes TO off",
          "ALTER SYSTEM SET synchronous_commit TO off", "SELECT pg_reload_conf()"};
}

}  // namespace caisson::clone::postgres_statements
