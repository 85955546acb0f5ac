#include "bench/database_pool.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "base/file.hpp"
#include "bench/await.hpp"
#include "bench/pool_watch.hpp"
#include "bench/recipe_postgres.hpp"
#include "bench/rows.hpp"
#include "bench/statistics.hpp"
#include "bench/tenancy.hpp"

namespace caisson::bench {
namespace {

using nlohmann::json;

constexpr const char* k_stack = "caisson-bench-databases";
constexpr int k_warm_ups = 2;
constexpr std::size_t k_at_once = 16;
/// How many clones the supervisor keeps ready at first.
constexpr std::size_t k_ahead = 4;

constexpr const char* k_hundred_tables =
    "DO $$ BEGIN FOR i IN 1..100 LOOP EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, "
    "name text NOT NULL, made timestamptz DEFAULT now())', i); EXECUTE format('CREATE INDEX ON "
    "t%s (name)', i); EXECUTE format('INSERT INTO t%s (name) SELECT ''row '' || n FROM "
    "generate_series(1, 20) n', i); END LOOP; END $$";

std::string write_manifest(const Arguments& arguments, const std::string& image) {
  const json service = {{"declared_at", "bench:1"},
                        {"image", "postgres"},
                        {"ports", {k_postgres_port}},
                        {"healthcheck",
                         {{"kind", "postgres"},
                          {"port", k_postgres_port},
                          {"database", k_postgres_database},
                          {"login", k_postgres_user},
                          {"within_ms", 60000}}},
                        {"env",
                         {{"POSTGRES_USER", k_postgres_user},
                          {"POSTGRES_PASSWORD", k_postgres_password},
                          {"POSTGRES_DB", k_postgres_database}}},
                        {"tmpfs", {"/run/postgresql", "/tmp", "/var/lib/postgresql/data"}},
                        {"capabilities", {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"}}};
  const json manifest = {
      {"schema", 1},
      {"generator", {{"name", "Caisson"}, {"version", "bench"}, {"cmake", ""}}},
      {"stack",
       {{"name", k_stack},
        {"domain", ""},
        {"declared_at", "bench:1"},
        {"source_dir", fmt::format("/bench/{}", k_stack)},
        {"build_dir", "/bench"},
        {"config", ""}}},
      {"images", {{"postgres", {{"declared_at", "bench:1"}, {"reference", image}}}}},
      {"services", {{"db", service}}},
      {"modes",
       {{"all",
         {{"declared_at", "bench:1"}, {"services", json::array({"db"})}, {"default", true}}}}}};
  std::string path = fmt::format("{}/{}.json", arguments.tools.folder, k_stack);
  const Result<void> written = write_file(path, manifest.dump(1));
  if (!written) throw std::runtime_error(to_string(written.error()));
  return path;
}

json request_begin(const std::string& test) {
  return {{"request", "begin"}, {"test", test}};
}

json request_end(const std::string& test) {
  return {{"request", "end"}, {"test", test}, {"failed", false}};
}

std::string database_of(const json& grant) {
  return grant.at("services").at("db").at("database").get<std::string>();
}

void fill_template(Tenancy& tenancy) {
  const json done = tenancy.ask({{"request", "exec"},
                                 {"service", "db"},
                                 {"argv",
                                  {"psql", "-v", "ON_ERROR_STOP=1", "-U", k_postgres_user, "-d",
                                   k_postgres_database, "-c", k_hundred_tables}}});
  if (done.value("exit_code", -1) != 0)
    throw std::runtime_error("the template cannot be filled: " + done.value("output", ""));
}

void require_hundred_tables(const Setting& setting, const std::string& container,
                            const std::string& database) {
  PoolWatch clone(setting.loop, setting.engine, container, database);
  const std::string count =
      clone.ask("SELECT count(*) FROM pg_tables WHERE tablename ~ '^t[0-9]+$'");
  if (count != "100") throw std::runtime_error("a clone has not 100 tables but " + count);
}

/// A clone nobody had before.
void take_note(std::set<std::string>& seen, const std::string& database) {
  if (database == k_postgres_database || !seen.insert(database).second)
    throw std::runtime_error("a test was given a database that is not its own: " + database);
}

/// One test after another, on one connection.
std::vector<double> hits(Tenancy& tenancy, PoolWatch& pool, int trials) {
  std::vector<double> times;
  std::set<std::string> seen;
  for (int trial = -k_warm_ups; trial < trials; ++trial) {
    json grant;
    const double seconds = tenancy.seconds_of(request_begin("one"), grant);
    if (trial >= 0) times.push_back(seconds);
    take_note(seen, database_of(grant));
    tenancy.ask(request_end("one"));
    pool.await_ready(k_ahead, database_of(grant));
  }
  return times;
}

/// Of tests that begin at the same moment, each on its own connection.
std::vector<double> hits_at_once(std::vector<Tenancy>& tenants) {
  const Instant begin = std::chrono::steady_clock::now();
  for (Tenancy& tenant : tenants)
    tenant.send(request_begin("many"));
  std::vector<pollfd> waiting;
  for (const Tenancy& tenant : tenants)
    waiting.push_back({tenant.descriptor(), POLLIN, 0});
  std::vector<double> times;
  std::set<std::string> seen;
  while (times.size() < tenants.size()) {
    if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
    const double seconds = seconds_since(begin);
    for (std::size_t index = 0; index < tenants.size(); ++index) {
      if (waiting[index].revents == 0) continue;
      take_note(seen, database_of(tenants[index].receive()));
      waiting[index].fd = -1;
      times.push_back(seconds);
    }
  }
  return times;
}

std::string parallel_detail(const Setting& setting, const std::string& manifest, PoolWatch& pool) {
  std::vector<Tenancy> tenants;
  std::string given;
  for (std::size_t index = 0; index < k_at_once; ++index) {
    tenants.emplace_back(setting.arguments.tools.caisson, manifest);
    const std::string database = database_of(tenants.back().lease({"db"}, {"db"}));
    given += (index == 0 ? "" : ",") + database;
  }
  for (Tenancy& tenant : tenants)
    tenant.ask(request_end("many"));
  pool.await_ready(k_at_once, given);
  const std::vector<double> times = hits_at_once(tenants);
  return fmt::format("; {} at once: p50 {}, last {}", k_at_once, milliseconds(median(times)),
                     milliseconds(quantile(times, 1)));
}

}  // namespace

std::vector<Row> database_pool_rows(const Setting& setting) {
  constexpr const char* k_p50 = "Postgres database per test, pool hit, p50";
  constexpr const char* k_p95 = "Postgres database per test, pool hit, p95";
  const auto image = recipe_postgres(setting.loop, setting.engine);
  if (!image) {
    const std::string reason = "no image of the recipe `postgres`";
    return {row_not_run(k_p50, "≤ 2.00 ms", reason), row_not_run(k_p95, "≤ 5.00 ms", reason)};
  }
  const std::string manifest = write_manifest(setting.arguments, *image);
  const std::string& caisson = setting.arguments.tools.caisson;
  Tenancy holder(caisson, manifest);
  const json grant = holder.lease({"db"}, {});
  fill_template(holder);
  const std::string container = grant.at("services").at("db").at("container");
  PoolWatch pool(setting.loop, setting.engine, container);

  std::vector<double> times;
  {
    Tenancy tests(caisson, manifest);
    const std::string first = database_of(tests.lease({"db"}, {"db"}));
    require_hundred_tables(setting, container, first);
    tests.ask(request_end("none"));
    pool.await_ready(k_ahead, first);
    times = hits(tests, pool, setting.arguments.trials);
    tests.ask({{"request", "release"}});
  }
  const std::string parallel = parallel_detail(setting, manifest, pool);
  holder.end_supervisor();
  const std::string detail = fmt::format(" ({} trials{})", times.size(), parallel);
  return {limit_row(k_p50, 0.002, median(times), detail),
          limit_row(k_p95, 0.005, quantile(times, 0.95))};
}

}  // namespace caisson::bench
