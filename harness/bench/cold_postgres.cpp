#include "bench/cold_postgres.hpp"

#include <memory>
#include <stdexcept>

#include "base/file.hpp"
#include "bench/await.hpp"
#include "bench/interleave.hpp"
#include "bench/recipe_postgres.hpp"
#include "bench/rows.hpp"
#include "clone/sql_session.hpp"
#include "probe/scram.hpp"
#include "run/prober.hpp"

namespace caisson::bench {
namespace {

constexpr const char* k_name = "caisson-bench-postgres";
constexpr const char* k_metric = "Postgres, cold container to first query";
constexpr double k_goal = 0.35;

engine::ContainerSpec baked(const std::string& image) {
  engine::ContainerSpec spec;
  spec.name = k_name;
  spec.image = image;
  spec.networks = {{k_name, ""}};
  spec.user = "999:999";
  spec.read_only_root = false;
  spec.env = {{"POSTGRES_USER", k_postgres_user},
              {"POSTGRES_PASSWORD", k_postgres_password},
              {"POSTGRES_DB", k_postgres_database}};
  return spec;
}

/// The same image with an empty data folder, on the same file system, and the official way to
/// fill it.
engine::ContainerSpec stock(const std::string& image, const std::string& package) {
  const Result<std::string> script = read_file(package + "/harness/bench/stock_postgres.sh");
  if (!script) throw std::runtime_error(to_string(script.error()));
  engine::ContainerSpec spec = baked(image);
  spec.entrypoint = {"bash", "-c", *script};
  spec.env["PGDATA"] = "/var/lib/postgresql/stock";
  return spec;
}

/// Waits with the product's own probe, so that neither is disturbed by being asked too often.
void await_ready(const Setting& setting, const engine::ContainerSpec& spec,
                 const std::string& container) {
  model::HealthCheck check;
  check.kind = model::HealthCheck::Kind::postgres;
  check.port = k_postgres_port;
  check.database = k_postgres_database;
  check.login = k_postgres_user;
  std::unique_ptr<run::Prober> prober;
  await<void>(setting.loop, [&](engine::Completion<void> done) {
    prober = run::make_prober(setting.engine, setting.loop.clock(), &check, spec.env, container,
                              {[done] { done({}); }, [](const std::string&) {}});
  });
}

void query(const Setting& setting, const std::string& container) {
  std::unique_ptr<clone::SqlSession> session;
  await<void>(setting.loop, [&](engine::Completion<void> done) {
    const auto answer = [done](const clone::SqlResult& rows) {
      done(rows ? Result<void>() : Error{ErrorKind::io, rows.error().message});
    };
    session = std::make_unique<clone::SqlSession>(
        clone::dial_of(setting.engine, container, k_postgres_port), setting.loop.clock(),
        probe::PostgresLogin{k_postgres_user, k_postgres_database, k_postgres_password,
                             probe::scram_nonce()},
        std::chrono::seconds(60), [](const clone::SqlError&) {});
    session->query("SELECT 1", answer);
  });
}

double seconds_to_first_query(const Setting& setting, const engine::ContainerSpec& spec) {
  engine::Engine& engine = setting.engine;
  const Instant begin = std::chrono::steady_clock::now();
  const auto container = await<std::string>(
      setting.loop, [&](auto done) { engine.create_container(spec, in_a_minute(), done); });
  await<void>(setting.loop,
              [&](auto done) { engine.start_container(container, in_a_minute(), done); });
  await_ready(setting, spec, container);
  query(setting, container);
  const double seconds = seconds_since(begin);
  await<void>(setting.loop,
              [&](auto done) { engine.remove_container(container, in_a_minute(), done); });
  return seconds;
}

}  // namespace

std::vector<Row> cold_postgres_rows(const Setting& setting) {
  const auto image = recipe_postgres(setting.loop, setting.engine);
  if (!image) return {row_not_run(k_metric, "≤ 0.35 ×", "no image of the recipe `postgres`")};
  engine::Engine& engine = setting.engine;
  await<engine::Network>(setting.loop, [&](auto done) {
    engine.create_network({k_name, "10.250.79.0/24", {}}, in_a_minute(), done);
  });
  std::vector<double> ours, theirs;
  const auto turn = [&](const engine::ContainerSpec& spec, std::vector<double>& times) {
    return [&setting, spec, &times](bool counted) {
      const double seconds = seconds_to_first_query(setting, spec);
      if (counted) times.push_back(seconds);
    };
  };
  interleave("cold Postgres", setting.arguments.pairs,
             {turn(baked(*image), ours), turn(stock(*image, setting.arguments.package), theirs)});
  await<void>(setting.loop, [&](auto done) { engine.remove_network(k_name, in_a_minute(), done); });
  return {ratio_row(k_metric, k_goal, ours, &theirs,
                    "the same image, initialised at start as postgres:17 does", false)};
}

}  // namespace caisson::bench
