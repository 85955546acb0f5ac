#include "import/known_check.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "import/shell_words.hpp"
#include "model/names.hpp"

namespace caisson::import {
namespace {

using Variables = std::map<std::string, std::string>;

/// `http 8080 /health`, or `-` where no probe asks the same.
std::string of(const std::string& command, const Variables& variables = {},
               const std::vector<std::string>& service_command = {}) {
  const auto argv = simple_command(command, variables);
  if (!argv) return "-";
  const auto check = known_check(*argv, {variables, service_command});
  if (!check) return "-";
  return fmt::format("{} {} {}{}{}", model::to_string(check->kind), check->port, check->path,
                     check->database, check->login.empty() ? "" : " as " + check->login);
}

TEST(KnownCheck, TheProberOfRenderedFiles) {
  EXPECT_EQ(of("/.caisson/probe http 8080 /health"), "http 8080 /health");
  EXPECT_EQ(of("/.caisson/probe grpc 7233"), "grpc 7233 ");
  EXPECT_EQ(of("/.caisson/probe postgres 5432 orders shop"), "postgres 5432 orders as shop");
  EXPECT_EQ(of("/.caisson/probe tcp 80"), "tcp 80 ");
  for (const char* wrong : {"/.caisson/probe", "/.caisson/probe tcp", "/.caisson/probe tcp 0",
                            "/.caisson/probe tcp 80 x", "/.caisson/probe sctp 80"})
    EXPECT_EQ(of(wrong), "-") << wrong;
}

TEST(KnownCheck, Postgres) {
  const Variables shop{
      {"POSTGRES_USER", "shop"}, {"POSTGRES_DB", "orders"}, {"POSTGRES_PASSWORD", "x"}};
  const Variables plain{{"POSTGRES_PASSWORD", "x"}};
  EXPECT_EQ(of("pg_isready", shop), "postgres 5432 orders as shop");
  EXPECT_EQ(of("pg_isready -U $POSTGRES_USER -d ${POSTGRES_DB:-x} || exit 1", shop),
            "postgres 5432 orders as shop");
  // The role that the image makes, not one that pg_isready never asks for.
  EXPECT_EQ(of("pg_isready -U postgres", shop), "postgres 5432 orders as shop");
  EXPECT_EQ(of("pg_isready", plain), "postgres 5432 postgres as postgres");
  EXPECT_EQ(of("/usr/bin/pg_isready -q -h localhost -p 5433", plain),
            "postgres 5433 postgres as postgres");
  EXPECT_EQ(of("pg_isready", {{"POSTGRES_HOST_AUTH_METHOD", "trust"}}),
            "postgres 5432 postgres as postgres");
  EXPECT_EQ(of("pg_isready"), "-") << "no password to sign in with";
  EXPECT_EQ(of("pg_isready -h other", plain), "-");
  EXPECT_EQ(of("pg_isready && psql -c 'select 1'", plain), "-");
}

TEST(KnownCheck, Redis) {
  EXPECT_EQ(of("redis-cli ping"), "redis 6379 ");
  EXPECT_EQ(of("redis-cli -h 127.0.0.1 -p 6380 PING | grep PONG"), "redis 6380 ");
  EXPECT_EQ(of("valkey-cli ping"), "redis 6379 ");
  EXPECT_EQ(of("redis-cli -a secret ping"), "-") << "the probe would not know the password";
  EXPECT_EQ(of("redis-cli -a $REDIS_PASSWORD ping", {{"REDIS_PASSWORD", "x"}}), "redis 6379 ");
  EXPECT_EQ(of("redis-cli ping", {}, {"redis-server", "--requirepass", "x"}), "-");
  EXPECT_EQ(of("redis-cli --raw incr ping"), "-") << "it writes";
  EXPECT_EQ(of("redis-cli info"), "-");
}

TEST(KnownCheck, Http) {
  EXPECT_EQ(of("curl -f http://localhost:8080/health || exit 1"), "http 8080 /health");
  EXPECT_EQ(of("curl -fsS -o /dev/null http://127.0.0.1/"), "http 80 /");
  EXPECT_EQ(of("curl --fail --silent localhost:3000"), "http 3000 /");
  EXPECT_EQ(of("curl -f http://[::1]:80/x?y=1"), "http 80 /x?y=1");
  EXPECT_EQ(of("curl http://localhost:8080/health"), "-") << "any status is good without -f";
  EXPECT_EQ(of("curl -f https://localhost/"), "-");
  EXPECT_EQ(of("curl -f -H 'Host: x' http://localhost/"), "-");
  EXPECT_EQ(of("curl -f http://other/"), "-");
  EXPECT_EQ(of("wget -qO- http://localhost:9000/live > /dev/null 2>&1 || exit 1"),
            "http 9000 /live");
  EXPECT_EQ(of("wget --no-verbose --tries=1 --spider http://localhost/"), "http 80 /");
  EXPECT_EQ(of("wget -q --spider --header=x http://localhost/"), "-");
}

TEST(KnownCheck, TcpAndGrpc) {
  EXPECT_EQ(of("nc -z localhost 5672"), "tcp 5672 ");
  EXPECT_EQ(of("nc -zv -w 1 127.0.0.1 5672"), "tcp 5672 ");
  EXPECT_EQ(of("nc -z other 5672"), "-");
  EXPECT_EQ(of("nc localhost 5672"), "-");
  EXPECT_EQ(of("/bin/grpc_health_probe -addr=:50051 -service=shop.Orders"),
            "grpc 50051 shop.Orders");
  EXPECT_EQ(of("grpc_health_probe -addr localhost:50051"), "grpc 50051 ");
  EXPECT_EQ(of("grpc_health_probe -addr=:50051 -tls"), "-");
}

TEST(KnownCheck, WhatIsMoreThanAProgramStaysACommand) {
  for (const char* text :
       {"curl -f localhost | grep ok", "a; b", "test -f /ready && nc -z localhost 1",
        "echo 'unclosed", "curl -f $(hostname)", ""})
    EXPECT_EQ(of(text), "-") << text;
}

TEST(ShellWords, AsAShellSplits) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(*shell_words("a  'b c' \"d \\\" $e\" f\\ g ''"),
            (Words{"a", "b c", "d \" $e", "f g", ""}));
  EXPECT_FALSE(shell_words("a \"b"));
}

}  // namespace
}  // namespace caisson::import
