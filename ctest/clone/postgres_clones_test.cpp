#include "clone_fixture.hpp"
#include "figures.hpp"
#include "probe/scram.hpp"

namespace caisson::test {
using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

constexpr const char* k_hundred_tables =
    "DO $$ BEGIN FOR i IN 1..100 LOOP EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, "
    "name text NOT NULL, made timestamptz DEFAULT now())', i); EXECUTE format('CREATE INDEX ON "
    "t%s (name)', i); EXECUTE format('INSERT INTO t%s (name) SELECT ''row '' || n FROM "
    "generate_series(1, 20) n', i); END LOOP; END $$";

}  // namespace

TEST_F(PostgresCloneTest, APoolOfAHundredTables) {
  expect_done(session.await<void>([&](auto done) { m_clones->create_template(std::move(done)); }));
  query(m_server, "shop_template", k_hundred_tables);
  expect_done(session.await<void>([&](auto done) { m_clones->seal_template(std::move(done)); }));
  const Moment begin = now();
  settle();
  std::printf("4 clones of the 100-table template: %.1f ms each\n", milliseconds_since(begin) / 4);

  EXPECT_EQ(query(m_server, take(), "SELECT count(*) FROM t100")[0][0], "20");
  std::vector<double> hits;
  std::vector<double> refills;
  for (int i = 0; i < 60; ++i) {
    settle();
    const Moment asked = now();
    const std::string name = take();
    hits.push_back(milliseconds_since(asked));
    m_clones->give_back(name);
    settle();
    refills.push_back(milliseconds_since(asked));
  }
  print("pool hit", hits);
  print("refilled and dropped behind", refills);

  // As tests do that run one after another without a pause.
  std::vector<double> hurried;
  for (int i = 0; i < 40; ++i) {
    const Moment asked = now();
    const std::string name = take();
    hurried.push_back(milliseconds_since(asked));
    m_clones->give_back(name);
  }
  print("take without a pause between", hurried);
}

TEST_F(PostgresCloneTest, SixteenAtOnceDoNotSeeEachOther) {
  query(m_server, "shop", "CREATE TABLE orders (id int)");
  expect_done(session.await<void>([&](auto done) { m_clones->prepare("shop", std::move(done)); }));
  std::vector<std::string> names;
  for (int i = 0; i < 16; ++i)
    m_clones->take([&](Result<std::string> name) {
      names.push_back(value_of(std::move(name)));
      session.wake();
    });
  ASSERT_TRUE(session.await_that([&] { return names.size() == 16; }));
  for (std::size_t i = 0; i < names.size(); ++i)
    query(m_server, names[i], "INSERT INTO orders VALUES (" + std::to_string(i) + ")");
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto rows = query(m_server, names[i], "SELECT id FROM orders");
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0][0], std::to_string(i));
  }
  EXPECT_THAT(query(m_server, "shop", "SELECT * FROM orders"), IsEmpty());
  settle();
  EXPECT_EQ(m_clones->ready(), 16U);
}

TEST_F(PostgresCloneTest, DropsInTheBackgroundWhoeverIsConnected) {
  expect_done(session.await<void>([&](auto done) { m_clones->prepare("shop", std::move(done)); }));
  const std::string name = take();
  bool lost = false;
  clone::SqlSession forgotten(clone::dial_of(engine, m_server, 5432), session.loop().clock(),
                              {"shop", name, "pencil", probe::scram_nonce()}, 60s,
                              [&](const clone::SqlError& error) {
                                EXPECT_EQ(error.state, "57P01") << error.message;
                                lost = true;
                                session.wake();
                              });
  bool connected = false;
  forgotten.query("SELECT 1", [&](const clone::SqlResult&) {
    connected = true;
    session.wake();
  });
  ASSERT_TRUE(session.await_that([&] { return connected; }));
  m_clones->give_back(name);
  EXPECT_TRUE(session.await_that([&] { return lost; }));
  settle();
  EXPECT_THAT(databases(), Not(Contains(name)));
}

TEST_F(PostgresCloneTest, SweepsACrashesLeftoversAndSparesBystanders) {
  for (const char* name : {"shop_t77", "shop_test", "shop_template_mine"})
    query(m_server, "shop", std::string("CREATE DATABASE ") + name);
  expect_done(session.await<void>([&](auto done) { m_clones->prepare("shop", std::move(done)); }));
  const std::string left = take();
  settle();
  m_clones = pool();  // as after a crash: nobody cleared
  expect_done(session.await<void>([&](auto done) { m_clones->prepare("shop", std::move(done)); }));
  // The predecessor's connection ends when the server notices; then its clones are leftovers.
  ASSERT_TRUE(session.await_that([&] {
    settle();
    return databases().size() == 4 + 3 + 1 + 4;
  }));
  EXPECT_THAT(databases(), Not(Contains(left)));
  expect_done(session.await<void>([&](auto done) { m_clones->clear(std::move(done)); }));
  EXPECT_THAT(databases(), ElementsAre("postgres", "shop", "shop_t77", "shop_template_mine",
                                       "shop_test", "template0", "template1"));
}

TEST_F(PostgresCloneTest, ABaseInUseSaysByWhom) {
  clone::SqlSession user(clone::dial_of(engine, m_server, 5432), session.loop().clock(),
                         {"shop", "shop", "pencil", probe::scram_nonce()}, 60s,
                         [](const clone::SqlError&) {});
  bool connected = false;
  user.query("SET application_name = 'orders-api'", [&](const clone::SqlResult&) {
    connected = true;
    session.wake();
  });
  ASSERT_TRUE(session.await_that([&] { return connected; }));
  const auto prepared =
      session.await<void>([&](auto done) { m_clones->prepare("shop", std::move(done)); });
  ASSERT_FALSE(prepared);
  EXPECT_THAT(prepared.error().message, HasSubstr("SQLSTATE 55006"));
  EXPECT_THAT(prepared.error().message, HasSubstr("`orders-api from "));
  EXPECT_THAT(prepared.error().remedy, HasSubstr("TEMPLATE_BY"));
}

TEST_F(PostgresCloneTest, AFailedOneShotReachesWhoWaitsAndTheNextTryIsFresh) {
  expect_done(session.await<void>([&](auto done) { m_clones->create_template(std::move(done)); }));
  query(m_server, "shop_template", "CREATE TABLE half (id int)");
  EXPECT_FALSE(try_query(m_server, "shop_template", "SELECT broken"));
  std::string told;
  m_clones->take([&](Result<std::string> name) {
    told = name ? "a clone" : to_string(name.error());
    session.wake();
  });
  m_clones->abandon_template({ErrorKind::service_failed, "`migrate` exited with 3"});
  ASSERT_TRUE(session.await_that([&] { return !told.empty(); }));
  EXPECT_EQ(told, "`migrate` exited with 3");
  expect_done(session.await<void>([&](auto done) { m_clones->create_template(std::move(done)); }));
  expect_done(session.await<void>([&](auto done) { m_clones->seal_template(std::move(done)); }));
  EXPECT_THAT(query(m_server, take(), "SELECT 1 FROM pg_class WHERE relname = 'half'"), IsEmpty());
}

TEST_F(PostgresCloneTest, AServerThatDiesIsToldAtOnceAndComesBack) {
  expect_done(session.await<void>([&](auto done) { m_clones->prepare("shop", std::move(done)); }));
  settle();
  std::vector<std::string> told;
  for (int i = 0; i < 12; ++i)
    m_clones->take([&](Result<std::string> name) {
      told.push_back(name ? "" : to_string(name.error()));
      session.wake();
    });
  expect_done(session.await<void>([&](auto done) {
    engine.kill_container(m_server, "KILL", session.soon(), std::move(done));
  }));
  ASSERT_TRUE(session.await_that([&] { return told.size() == 12; }));
  const auto after =
      session.await<std::string>([&](auto done) { m_clones->take(std::move(done)); });
  EXPECT_THAT(after ? "caisson logs" : after.error().remedy, HasSubstr("caisson logs"));
  await_exit(m_server);
  expect_done(start(m_server));
  model::HealthCheck check;
  check.kind = model::HealthCheck::Kind::postgres;
  check.port = 5432;
  check.database = "shop";
  check.login = "shop";
  await_ready(m_server, check);
  EXPECT_THAT(take(), HasSubstr("shop_t"));
}

}  // namespace caisson::test
