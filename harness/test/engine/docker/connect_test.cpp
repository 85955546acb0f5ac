#include <unistd.h>

#include <filesystem>

#include "engine/docker/api_error.hpp"
#include "engine/docker/await.hpp"
#include "engine/docker/docker_engine.hpp"
#include "engine/docker/fake_engine.hpp"

namespace caisson::engine::docker {
namespace {

using test::FakeEngine;
using test::Reply;
using testing::HasSubstr;

constexpr auto k_within = std::chrono::milliseconds(100);

std::string ping(const std::string& api, const std::string& server) {
  return "HTTP/1.1 200 OK\r\nApi-Version: " + api + "\r\nServer: " + server +
         "\r\nContent-Length: 2\r\n\r\nOK";
}

Result<Info> info_of(const Reply& reply) {
  const FakeEngine server([reply](const std::string&) { return reply; });
  Loop loop;
  const auto engine = connect(loop, server.endpoint(), k_within);
  if (!engine) return engine.error();
  return (*engine)->info();
}

TEST(Connect, NegotiatesTheApi) {
  for (const auto& [offered, agreed] :
       {std::pair{"1.41", "1.41"}, std::pair{"1.44", "1.44"}, std::pair{"1.52", "1.47"}}) {
    const auto info = info_of({ping(offered, "Docker/27.1.0 (linux)")});
    ASSERT_TRUE(info) << to_string(info.error());
    EXPECT_EQ(info->api, agreed);
    EXPECT_EQ(info->kind, "docker");
    EXPECT_EQ(info->version, "27.1.0");
    EXPECT_THAT(info->endpoint, HasSubstr("unix:///"));
  }
}

TEST(Connect, KnowsPodman) {
  const auto info = info_of({ping("1.41", "Libpod/4.3.1 (linux)")});
  ASSERT_TRUE(info);
  EXPECT_EQ(info->kind, "podman");
  EXPECT_EQ(info->version, "4.3.1");
}

TEST(Connect, AnEngineThatIsTooOldIsRefusedWithBothVersions) {
  const auto info = info_of({ping("1.40", "Docker/19.03.1 (linux)")});
  ASSERT_TRUE(info.has_error());
  EXPECT_EQ(info.error().kind, ErrorKind::engine_unreachable);
  EXPECT_THAT(info.error().message, HasSubstr("API `1.40`, at least `1.41`"));
}

TEST(Connect, WhatIsNoEngineIsSaidToBeNone) {
  for (const std::string& bytes :
       {std::string("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        std::string("220 smtp.example ESMTP\r\n"), ping("two", "nginx")}) {
    const auto info = info_of({bytes, std::string::npos, Reply::After::close});
    ASSERT_TRUE(info.has_error()) << bytes;
    EXPECT_EQ(info.error().kind, ErrorKind::protocol) << to_string(info.error());
  }
}

TEST(Connect, AnEngineInTroubleIsUnreachableWithItsWords) {
  const auto info = info_of({test::response(500, "{\"message\":\"starting up\"}")});
  ASSERT_TRUE(info.has_error());
  EXPECT_EQ(info.error().kind, ErrorKind::engine_unreachable);
  EXPECT_THAT(info.error().message, HasSubstr("starting up"));
}

TEST(Connect, AnEngineThatIsSilentDoesNotAnswer) {
  const auto info = info_of({"", 1, Reply::After::hang});
  ASSERT_TRUE(info.has_error());
  EXPECT_EQ(info.error().kind, ErrorKind::engine_unreachable);
  EXPECT_THAT(info.error().message, HasSubstr("does not answer"));
}

class Named : public testing::Test {
 protected:
  Error fail(const std::string& url) {
    Loop loop;
    Surroundings surroundings;
    surroundings.environment = {{"HOME", "/nowhere"}, {"DOCKER_HOST", url}};
    surroundings.read_file = [](const std::string&) { return std::nullopt; };
    const auto engine = connect(loop, surroundings, {}, k_within);
    return engine ? Error{ErrorKind::usage, "it connected"} : engine.error();
  }
  std::string folder = "/tmp/caisson-connect-" + std::to_string(::getpid());
  void SetUp() override { std::filesystem::create_directory(folder); }
  void TearDown() override { std::filesystem::remove_all(folder); }
};

TEST_F(Named, NothingThereIsSaidAndNoOtherEngineTried) {
  const Error error = fail("unix://" + folder + "/none.sock");
  EXPECT_EQ(error.kind, ErrorKind::engine_unreachable);
  EXPECT_THAT(error.message, HasSubstr("no engine at `unix://" + folder + "/none.sock`"));
  EXPECT_THAT(error.message, HasSubstr("DOCKER_HOST"));
}

TEST_F(Named, AFileThatNobodyListensOnDoesNotAnswer) {
  {
    const FakeEngine server([](const std::string&) { return Reply{}; });
    std::filesystem::create_hard_link(server.endpoint().path, folder + "/dead.sock");
  }
  const Error error = fail("unix://" + folder + "/dead.sock");
  EXPECT_EQ(error.kind, ErrorKind::engine_unreachable);
  EXPECT_THAT(error.message, HasSubstr("does not answer: Connection refused"));
}

TEST_F(Named, ARefusedTcpPortDoesNotAnswer) {
  const Error error = fail("tcp://127.0.0.1:1");
  EXPECT_EQ(error.kind, ErrorKind::engine_unreachable);
  EXPECT_THAT(error.message, HasSubstr("does not answer"));
}

TEST_F(Named, NoPermissionNamesTheGroup) {
  // root may connect anywhere, so the errno is given instead of met.
  const Error error = connect_error(EACCES, *parse_endpoint("/var/run/docker.sock", "test"));
  EXPECT_EQ(error.kind, ErrorKind::engine_unreachable);
  EXPECT_THAT(error.message, HasSubstr("permission denied"));
  EXPECT_THAT(error.remedy, HasSubstr("docker"));
}

TEST_F(Named, OfTheWellKnownSocketsTheFirstThatAnswersIsTaken) {
  const FakeEngine server(
      [](const std::string&) { return Reply{ping("1.41", "Docker/20.10 (linux)")}; });
  std::filesystem::create_hard_link(server.endpoint().path, folder + "/docker.sock");
  Loop loop;
  Surroundings surroundings;
  surroundings.environment = {{"XDG_RUNTIME_DIR", folder}};
  surroundings.read_file = [](const std::string&) { return std::nullopt; };
  const auto engine = connect(loop, surroundings, {}, k_within);
  ASSERT_TRUE(engine) << to_string(engine.error());
  EXPECT_EQ((*engine)->info().found_by, "rootless Docker");
}

}  // namespace
}  // namespace caisson::engine::docker
