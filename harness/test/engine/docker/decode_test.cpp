#include "engine/docker/decode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caisson::engine::docker {
namespace {

constexpr const char* k_running = R"({"Id":"c1","Name":"/web","Image":"sha256:1",
  "Config":{"Labels":{"a":"b"},"Tty":true},
  "State":{"Status":"running","Pid":77,"OOMKilled":false,"ExitCode":0,
           "StartedAt":"2026-01-01T00:00:00Z","FinishedAt":"0001-01-01T00:00:00Z",
           "Health":{"Status":"healthy"}},
  "HostConfig":{"NetworkMode":"n1"},
  "NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}],
                              "53/udp":[{"HostIp":"127.0.0.1","HostPort":"53"}],"81/tcp":null},
    "Networks":{"n1":{"NetworkID":"nid","IPAddress":"10.0.0.5","Gateway":"10.0.0.1",
                      "IPAMConfig":null}}}})";

TEST(DecodeContainer, ReadsARunningOne) {
  const auto inspected = decode_container(k_running);
  ASSERT_TRUE(inspected) << to_string(inspected.error());
  const Container& container = inspected->container;
  EXPECT_EQ(container.id, "c1");
  EXPECT_EQ(container.name, "web");
  EXPECT_EQ(container.labels, (Labels{{"a", "b"}}));
  EXPECT_EQ(container.phase, Phase::running);
  EXPECT_EQ(container.health, Health::healthy);
  EXPECT_EQ(container.pid, 77);
  EXPECT_FALSE(container.exit_code.has_value());
  EXPECT_EQ(container.started_at, "2026-01-01T00:00:00Z");
  EXPECT_EQ(container.finished_at, "");
  ASSERT_EQ(container.networks.size(), 1U);
  EXPECT_EQ(container.networks[0].address, "10.0.0.5");
  ASSERT_EQ(container.ports.size(), 1U);
  EXPECT_EQ(container.ports[0].host, 8080);
  EXPECT_EQ(inspected->wiring.legs.at(0).gateway, "10.0.0.1");
  EXPECT_TRUE(inspected->tty);
}

TEST(DecodeContainer, BeforeTheStartItTellsWhatWasAskedFor) {
  const auto inspected = decode_container(R"({"Id":"c","State":{"Status":"created"},
    "HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}]}},
    "NetworkSettings":{"Ports":{},"Networks":{"n":{"IPAddress":"",
      "IPAMConfig":{"IPv4Address":"10.0.0.9"}}}}})");
  ASSERT_TRUE(inspected);
  EXPECT_EQ(inspected->container.networks.at(0).address, "10.0.0.9");
  EXPECT_EQ(inspected->container.ports.at(0).host, 8080);
  EXPECT_EQ(inspected->wiring.legs.at(0).address, "") << "not reachable yet";
}

TEST(DecodeContainer, KnowsEveryState) {
  for (const auto& [word, phase] :
       {std::pair{"created", Phase::created}, std::pair{"running", Phase::running},
        std::pair{"restarting", Phase::running}, std::pair{"paused", Phase::paused},
        std::pair{"exited", Phase::exited}, std::pair{"dead", Phase::exited},
        std::pair{"removing", Phase::removing}}) {
    const auto inspected = decode_container(std::string(R"({"State":{"Status":")") + word +
                                            R"(","ExitCode":137,"OOMKilled":true}})");
    ASSERT_TRUE(inspected);
    EXPECT_EQ(inspected->container.phase, phase) << word;
    EXPECT_EQ(inspected->container.exit_code.has_value(), phase == Phase::exited);
    EXPECT_TRUE(inspected->container.oom_killed);
  }
}

TEST(DecodeContainer, NeverThrows) {
  for (const char* text :
       {"", "null", "[]", "{", "7", R"({"Id":7})", R"({"State":{"Pid":"x"}})", R"({"Name":{}})"}) {
    const auto inspected = decode_container(text);
    ASSERT_TRUE(inspected.has_error()) << text;
    EXPECT_EQ(inspected.error().kind, ErrorKind::protocol);
  }
  for (const char* text : {"{}", R"({"State":7,"Config":[],"NetworkSettings":"x"})",
                           R"({"NetworkSettings":{"Networks":{"n":null},"Ports":{"x/tcp":[7]}}})"})
    EXPECT_TRUE(decode_container(text)) << text;
}

TEST(DecodeContainers, ReadsWhatAListTells) {
  const auto list = decode_containers(R"json([
    {"Id":"1","Names":["/other/alias","/web"],"ImageID":"sha256:1","Labels":{"a":"b"},
     "State":"running","Status":"Up 3 minutes (healthy)",
     "Ports":[{"IP":"127.0.0.1","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},
              {"PrivatePort":81,"Type":"tcp"}],
     "NetworkSettings":{"Networks":{"n":{"NetworkID":"nid","IPAddress":"10.0.0.5"}}}},
    {"Id":"2","Names":["/job"],"State":"exited","Status":"Exited (137) 2 hours ago"}])json");
  ASSERT_TRUE(list) << to_string(list.error());
  ASSERT_EQ(list->size(), 2U);
  const Container& web = (*list)[0].container;
  EXPECT_EQ(web.name, "web");
  EXPECT_EQ(web.health, Health::healthy);
  ASSERT_EQ(web.ports.size(), 1U);
  EXPECT_EQ(web.ports[0].host, 8080);
  EXPECT_EQ(web.networks.at(0).address, "10.0.0.5");
  EXPECT_EQ((*list)[1].container.exit_code, 137);
  EXPECT_TRUE(decode_containers("null")->empty());
  EXPECT_TRUE(decode_containers("{}").has_error());
}

TEST(DecodeStatus, HealthAndExitCode) {
  EXPECT_EQ(health_of_status("Up 1 second (health: starting)"), Health::starting);
  EXPECT_EQ(health_of_status("Up 1 second (unhealthy)"), Health::unhealthy);
  EXPECT_EQ(health_of_status("Up 1 second"), Health::none);
  EXPECT_EQ(exit_code_of_status("Exited (0) 1 second ago"), 0);
  EXPECT_EQ(exit_code_of_status("Exited (x) 1 second ago"), std::nullopt);
  EXPECT_EQ(exit_code_of_status("Created"), std::nullopt);
}

TEST(DecodeEvent, ReadsTheKindsTheSeamSpeaksOf) {
  const auto event = decode_event(R"({"Type":"container","Action":"die","Actor":{"ID":"c",
    "Attributes":{"exitCode":"7","image":"i","name":"n","a":"b"}}})");
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, Event::Kind::died);
  EXPECT_EQ(event->container, "c");
  EXPECT_EQ(event->exit_code, 7);
  EXPECT_EQ(event->labels, (Labels{{"a", "b"}}));
  EXPECT_EQ(decode_event(R"({"Action":"start"})")->kind, Event::Kind::started);
  EXPECT_EQ(decode_event(R"({"Action":"oom"})")->kind, Event::Kind::oom);
  EXPECT_EQ(decode_event(R"({"Action":"destroy"})")->kind, Event::Kind::destroyed);
  const auto health = decode_event(R"({"Action":"health_status: unhealthy"})");
  EXPECT_EQ(health->kind, Event::Kind::health);
  EXPECT_EQ(health->health, Health::unhealthy);
  for (const char* text : {R"({"Action":"exec_start: x"})", "", "{}", "[]", R"({"Action":7})"})
    EXPECT_FALSE(decode_event(text)) << text;
}

TEST(DecodeImage, ReadsInspectedAndListed) {
  const auto inspected = decode_image(
      R"({"Id":"sha256:1","RepoTags":["a:b"],"Size":123,"Config":{"Labels":{"k":"v"}}})");
  ASSERT_TRUE(inspected);
  EXPECT_EQ(inspected->labels, (Labels{{"k", "v"}}));
  EXPECT_EQ(inspected->size, 123);
  const auto listed = decode_images(
      R"([{"Id":"sha256:1","RepoTags":["<none>:<none>"],"Size":5,"Labels":{"k":"v"}}])");
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->at(0).labels, (Labels{{"k", "v"}}));
  EXPECT_TRUE(listed->at(0).tags.empty());
}

TEST(DecodeContainer, OneThatRemovesItselfStillTellsItsExitCode) {
  const auto inspected = decode_container(R"({"State":{"Status":"removing","ExitCode":3,
                                    "FinishedAt":"2026-01-01T00:00:00Z"}})");
  ASSERT_TRUE(inspected);
  EXPECT_EQ(inspected->container.phase, Phase::removing);
  EXPECT_EQ(inspected->container.exit_code, 3);
}

TEST(DecodeVolumes, ReadsNamesAndLabels) {
  const auto volumes = decode_volumes(
      R"({"Volumes":[{"Name":"a","Labels":{"k":"v"}},{"Name":"b","Labels":null}],"Warnings":[]})");
  ASSERT_TRUE(volumes);
  ASSERT_EQ(volumes->size(), 2U);
  EXPECT_EQ((*volumes)[0].name, "a");
  EXPECT_EQ((*volumes)[0].labels, (Labels{{"k", "v"}}));
  EXPECT_EQ((*volumes)[1].labels, Labels{});
  const auto none = decode_volumes(R"({"Volumes":null})");
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
}

TEST(DecodeWait, IsTheExitCode) {
  EXPECT_EQ(*decode_wait(R"({"StatusCode":137,"Error":null})"), 137);
  EXPECT_FALSE(decode_wait("").has_value());
}

TEST(DecodeImageCommand, WhatTheImageDoesNotSayIsEmpty) {
  const auto both = decode_image_command(R"({"Config":{"Entrypoint":["/e"],"Cmd":["a","b"]}})");
  ASSERT_TRUE(both);
  EXPECT_EQ(both->entrypoint, std::vector<std::string>{"/e"});
  EXPECT_EQ(both->command, (std::vector<std::string>{"a", "b"}));
  const auto none = decode_image_command(R"({"Config":{"Entrypoint":null}})");
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->entrypoint.empty());
  EXPECT_TRUE(none->command.empty());
}

TEST(DecodeId, AnAnswerWithoutOneIsNotUnderstood) {
  EXPECT_EQ(*decode_id(R"({"Id":"x","Warnings":null})"), "x");
  EXPECT_EQ(decode_id("{}").error().kind, ErrorKind::protocol);
}

}  // namespace
}  // namespace caisson::engine::docker
