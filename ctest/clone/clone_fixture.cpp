#include "clone_fixture.hpp"

#include "probe/scram.hpp"

namespace caisson::test {
using namespace engine;

std::optional<std::string> CloneTest::recipe_image(const std::string& recipe) {
  const auto images = session.await<std::vector<ImageInfo>>([&](auto done) {
    engine.list_images({{"dev.caisson.image", recipe}}, session.soon(), std::move(done));
  });
  if (!images) ADD_FAILURE() << to_string(images.error());
  if (!images || images->empty()) return std::nullopt;
  return images->front().id;
}

void CloneTest::await_ready(const std::string& id, model::HealthCheck check) {
  bool ready = false;
  std::string reason;
  const auto prober = run::make_prober(engine, session.loop().clock(), &check,
                                       {{"POSTGRES_PASSWORD", "pencil"}}, id,
                                       {[&] {
                                          ready = true;
                                          session.wake();
                                        },
                                        [&](std::string why) { reason = std::move(why); }});
  if (!session.await_that([&] { return ready; }, std::chrono::seconds(60)))
    ADD_FAILURE() << "not ready: " << reason;
}

void CloneTest::settle_that(std::function<bool()> settled) {
  auto& clock = session.loop().clock();
  std::optional<Clock::TimerId> timer;
  std::function<void()> look = [&] {
    timer.reset();
    if (settled()) return session.wake();
    timer = clock.schedule(clock.now() + std::chrono::milliseconds(1), look);
  };
  look();
  EXPECT_TRUE(session.await_that(settled, std::chrono::seconds(120)));
  if (timer) clock.cancel(*timer);
}

clone::SqlResult CloneTest::try_query(const std::string& id, const std::string& database,
                                      std::string sql) {
  std::optional<clone::SqlResult> result;
  clone::SqlSession sql_session(clone::dial_of(engine, id, 5432), session.loop().clock(),
                                {"shop", database, "pencil", probe::scram_nonce()},
                                std::chrono::seconds(60), [](const clone::SqlError&) {});
  sql_session.query(std::move(sql), [&](clone::SqlResult answer) {
    result = std::move(answer);
    session.wake();
  });
  session.await_that([&] { return result.has_value(); }, std::chrono::seconds(90));
  return *std::move(result);
}

clone::SqlRows CloneTest::query(const std::string& id, const std::string& database,
                                std::string sql) {
  auto result = try_query(id, database, std::move(sql));
  if (result) return *std::move(result);
  ADD_FAILURE() << result.error().message << " (" << result.error().state << ")";
  return {};
}

void PostgresCloneTest::SetUp() {
  const auto image = recipe_image("postgres");
  if (!image) GTEST_SKIP() << "this engine has no image of the recipe `postgres`: build DICE first";
  ContainerSpec its_spec = spec("postgres", {});
  its_spec.image = *image;
  its_spec.networks = {{value_of(create_network("postgres", "")).name, ""}};
  its_spec.entrypoint = {};
  its_spec.user = "999:999";
  its_spec.read_only_root = false;
  its_spec.env = {{"POSTGRES_USER", "shop"}, {"POSTGRES_PASSWORD", "pencil"}};
  m_server = run(its_spec);
  model::HealthCheck check;
  check.kind = model::HealthCheck::Kind::postgres;
  check.port = 5432;
  check.database = "shop";
  check.login = "shop";
  await_ready(m_server, check);
  ASSERT_FALSE(HasFailure());
  m_clones = pool();
}

std::unique_ptr<clone::PostgresClones> PostgresCloneTest::pool(clone::PoolSize size) {
  return std::make_unique<clone::PostgresClones>(
      clone::dial_of(engine, m_server, 5432), session.loop().clock(),
      clone::PostgresServer{"db", "shop", "pencil", "shop", true}, size);
}

std::string PostgresCloneTest::take() {
  return value_of(session.await<std::string>([&](auto done) { m_clones->take(std::move(done)); }));
}

void PostgresCloneTest::settle() {
  settle_that([this] { return m_clones->is_settled(); });
}

std::vector<std::string> PostgresCloneTest::databases() {
  std::vector<std::string> names;
  for (const auto& row : query(m_server, "shop", "SELECT datname FROM pg_database ORDER BY 1"))
    names.push_back(row.at(0).value_or(""));
  return names;
}

}  // namespace caisson::test
