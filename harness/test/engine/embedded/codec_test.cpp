#include "engine/embedded/wire/codec.hpp"

#include <gtest/gtest.h>

namespace caisson::engine::embedded {
namespace {

const std::string k_odd = "ünï \"q\" \\b\\ $H & \t tab \n line 日本";

ContainerSpec whole_spec() {
  ContainerSpec spec;
  spec.name = "name";
  spec.image = "sha256:1";
  spec.entrypoint = {"/bin/sh", k_odd};
  spec.command = {"-c"};
  spec.env = {{"ODD", k_odd}};
  spec.labels = {{"label", k_odd}};
  spec.networks = {{"net", "10.0.0.2"}, {"other", ""}};
  spec.hosts = {{"db", "10.0.0.3"}};
  spec.ports = {{5432, "127.0.0.1", 0}, {80, "0.0.0.0", 8080}};
  spec.mounts = {{Mount::Kind::bind, "/a", "/b", true}, {Mount::Kind::volume, "", "/c", false}};
  spec.tmpfs = {"/tmp"};
  spec.capabilities = {"CHOWN"};
  spec.user = "1:2";
  spec.memory_bytes = 1LL << 40;
  spec.nano_cpus = 5;
  spec.pids = 7;
  spec.read_only_root = false;
  spec.image_healthcheck = true;
  spec.leashed = true;
  return spec;
}

TEST(Codec, ASpecIsTheSameAgain) {
  ContainerSpec again;
  from_json(Json::parse(encode(whole_spec()).dump()), again);
  EXPECT_EQ(encode(again), encode(whole_spec()));
  EXPECT_EQ(again.entrypoint.back(), k_odd);
  EXPECT_EQ(again.mounts[1].kind, Mount::Kind::volume);
  EXPECT_EQ(again.memory_bytes, 1LL << 40);
  EXPECT_TRUE(again.leashed);
}

TEST(Codec, AContainerIsTheSameAgain) {
  Container container;
  container.id = "id";
  container.phase = Phase::paused;
  container.exit_code = 3;
  container.oom_killed = true;
  container.ports = {{1, "127.0.0.1", 2}};
  Container again;
  from_json(encode(container), again);
  EXPECT_EQ(encode(again), encode(container));
  EXPECT_EQ(again.phase, Phase::paused);
  EXPECT_EQ(again.exit_code, 3);
  container.exit_code.reset();
  from_json(encode(container), again);
  EXPECT_FALSE(again.exit_code.has_value());
}

TEST(Codec, AnEventIsTheSameAgain) {
  Event event;
  event.kind = Event::Kind::died;
  event.container = "id";
  event.exit_code = 137;
  Event again;
  from_json(encode(event), again);
  EXPECT_EQ(encode(again), encode(event));
}

TEST(Codec, AnAnswerIsAValueOrAnError) {
  EXPECT_EQ(*decode_answer(encode_answer({{"a", 1}})), Json({{"a", 1}}));
  const auto failed =
      decode_answer(encode_failure({ErrorKind::conflict, "taken", "here", "take another"}));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::conflict);
  EXPECT_EQ(to_string(failed.error()), "here: taken\n  take another");
  for (const char* const nonsense : {"", "{}", "[1]", "nonsense"})
    EXPECT_EQ(decode_answer(nonsense).error().kind, ErrorKind::protocol) << nonsense;
}

}  // namespace
}  // namespace caisson::engine::embedded
