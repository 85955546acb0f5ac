#include "engine/docker/api_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <nlohmann/json.hpp>

namespace caisson::engine::docker {
namespace {

using testing::HasSubstr;

Error error_of(unsigned status, const std::string& message) {
  Response response;
  response.head.status = status;
  response.body = nlohmann::json{{"message", message}}.dump();
  return api_error("start container `web`", response);
}

TEST(ApiError, KindFollowsTheStatus) {
  EXPECT_EQ(error_of(404, "No such container: x").kind, ErrorKind::not_found);
  EXPECT_EQ(error_of(409, "in use").kind, ErrorKind::conflict);
  EXPECT_EQ(error_of(403, "network has active endpoints").kind, ErrorKind::conflict);
  EXPECT_EQ(error_of(500, "boom").kind, ErrorKind::protocol);
  EXPECT_EQ(error_of(400, "bad").kind, ErrorKind::protocol);
  EXPECT_EQ(error_of(404, "No such container: x").message,
            "cannot start container `web`: No such container: x");
}

TEST(ApiError, ATakenPortIsAConflictThatNamesIt) {
  for (const auto& [message, port] :
       {std::pair{"driver failed programming external connectivity on endpoint web (0a1b): Bind "
                  "for 127.0.0.1:8080 failed: port is already allocated",
                  "127.0.0.1:8080"},
        std::pair{"driver failed programming external connectivity on endpoint web (0a1b): Error "
                  "starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use",
                  "0.0.0.0:80"},
        std::pair{"failed to set up container networking: driver failed programming external "
                  "connectivity on endpoint web (0a1b): failed to bind host port for "
                  "127.0.0.1:5432:10.1.0.2:5432/tcp: address already in use",
                  "127.0.0.1:5432"},
        std::pair{"failed to bind host port 127.0.0.1:5432/tcp: address already in use",
                  "127.0.0.1:5432"},
        std::pair{"rootlessport listen tcp [::]:8080: bind: address already in use", "[::]:8080"},
        std::pair{"rootlessport listen tcp 0.0.0.0:8080: bind: address already in use",
                  "0.0.0.0:8080"}}) {
    const Error error = error_of(500, message);
    EXPECT_EQ(error.kind, ErrorKind::conflict) << message;
    EXPECT_EQ(error.message,
              std::string("cannot start container `web`: port `") + port + "` is already in use");
    EXPECT_THAT(error.remedy, HasSubstr("ss -ltnp"));
  }
}

TEST(ApiError, ATakenPortInUnknownWordsIsStillAConflict) {
  const Error error = error_of(500, "the port is already allocated, somewhere");
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_THAT(error.message, HasSubstr("somewhere"));
}

TEST(ApiError, OtherSentencesOfTheEngineAreKnown) {
  EXPECT_EQ(error_of(500, "write /x: no space left on device").kind, ErrorKind::io);
  EXPECT_THAT(error_of(500, "write /x: no space left on device").remedy,
              HasSubstr("docker system df"));
  EXPECT_EQ(error_of(500, "Address already in use").kind, ErrorKind::conflict);
  EXPECT_EQ(error_of(400, "Pool overlaps with other one on this address space").kind,
            ErrorKind::conflict);
  const Error name =
      error_of(409,
               "Conflict. The container name \"/web\" is already in use by container \"0a\". "
               "You have to remove (or rename) that container to be able to reuse that name.");
  EXPECT_THAT(name.message, testing::EndsWith("in use by container \"0a\"."));
}

TEST(ApiError, ABodyThatIsNoJsonIsQuotedShort) {
  Response response;
  response.head.status = 502;
  response.body = std::string(10'000, 'x');
  EXPECT_LT(api_error("x", response).message.size(), 500U);
  response.body.clear();
  EXPECT_THAT(api_error("x", response).message, HasSubstr("502"));
}

TEST(ConnectError, TellsTheThreeApart) {
  const Endpoint endpoint = *parse_endpoint("/run/x.sock", "DOCKER_HOST");
  EXPECT_THAT(connect_error(ENOENT, endpoint).message, HasSubstr("no engine at"));
  EXPECT_THAT(connect_error(EACCES, endpoint).message, HasSubstr("permission denied"));
  EXPECT_THAT(connect_error(ECONNREFUSED, endpoint).message, HasSubstr("does not answer"));
  for (const int code : {ENOENT, EACCES, ECONNREFUSED}) {
    EXPECT_EQ(connect_error(code, endpoint).kind, ErrorKind::engine_unreachable);
    EXPECT_FALSE(connect_error(code, endpoint).remedy.empty());
    EXPECT_THAT(connect_error(code, endpoint).message, HasSubstr("unix:///run/x.sock"));
  }
}

}  // namespace
}  // namespace caisson::engine::docker
