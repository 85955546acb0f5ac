#include "engine/docker/encode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/docker/http.hpp"

namespace caisson::engine::docker {
namespace {

using Json = nlohmann::json;

TEST(EncodeContainer, SecurityIsTheDefault) {
  ContainerSpec spec;
  spec.image = "i";
  const Json body = Json::parse(encode_container(spec));
  const Json& host = body["HostConfig"];
  EXPECT_EQ(host["CapDrop"], Json::array({"ALL"}));
  EXPECT_EQ(host["CapAdd"], Json::array());
  EXPECT_EQ(host["SecurityOpt"], Json::array({"no-new-privileges"}));
  EXPECT_EQ(host["PidsLimit"], 4096);
  EXPECT_EQ(host["ReadonlyRootfs"], true);
  EXPECT_EQ(host["NetworkMode"], "none");
  EXPECT_EQ(host["LogConfig"]["Config"]["max-size"], "16m");
  EXPECT_EQ(body["Healthcheck"]["Test"], Json::array({"NONE"}));
  for (const char* absent : {"Cmd", "Entrypoint", "User", "NetworkingConfig", "ExposedPorts"})
    EXPECT_FALSE(body.contains(absent)) << absent;
  EXPECT_FALSE(host.contains("Memory"));
}

TEST(EncodeContainer, ALeashedOneRunsItsCommandUnderTheLeash) {
  ContainerSpec spec;
  spec.image = "i";
  spec.entrypoint = {"/e"};
  spec.command = {"a"};
  spec.labels = {{"l", "v"}};
  spec.mounts = {{Mount::Kind::volume, "", "/d", false}};
  spec.leashed = true;
  const Json body = Json::parse(encode_container(spec, "leash-volume"));
  EXPECT_EQ(body["Entrypoint"], Json::array({"/.caisson/leash"}));
  EXPECT_EQ(body["Cmd"], Json::array({"/e", "a"}));
  for (const char* key : {"OpenStdin", "StdinOnce", "AttachStdin", "AttachStdout", "AttachStderr"})
    EXPECT_EQ(body[key], true) << key;
  EXPECT_EQ(body["HostConfig"]["AutoRemove"], true);
  const Json& mounts = body["HostConfig"]["Mounts"];
  ASSERT_EQ(mounts.size(), 2U);
  EXPECT_FALSE(mounts[0].contains("Source"));
  EXPECT_EQ(mounts[0]["VolumeOptions"]["Labels"]["l"], "v");
  EXPECT_EQ(mounts[1]["Source"], "leash-volume");
  EXPECT_EQ(mounts[1]["Target"], "/.caisson");
  EXPECT_EQ(mounts[1]["ReadOnly"], true);
  EXPECT_EQ(mounts[1]["VolumeOptions"]["NoCopy"], true);
}

TEST(EncodeContainer, OthersHaveNothingOfTheLeash) {
  const Json body = Json::parse(encode_container({}));
  for (const char* key : {"OpenStdin", "StdinOnce", "AttachStdin", "Entrypoint"})
    EXPECT_FALSE(body.contains(key)) << key;
  EXPECT_FALSE(body["HostConfig"].contains("AutoRemove"));
  EXPECT_FALSE(body["HostConfig"].contains("Mounts"));
}

TEST(EncodeContainer, MapsEverythingAskedFor) {
  ContainerSpec spec;
  spec.image = "i";
  spec.entrypoint = {"/e"};
  spec.command = {"a", "b c"};
  spec.env = {{"A", "1=2"}, {"B", ""}};
  spec.labels = {{"l", "v"}};
  spec.networks = {{"one", "10.0.0.5"}, {"two", "10.1.0.5"}};
  spec.hosts = {{"db", "10.0.0.6"}};
  spec.ports = {{80, "127.0.0.1", 8080}, {80, "127.0.0.1", 8081}, {81, "0.0.0.0", 0}};
  spec.mounts = {{Mount::Kind::bind, "/h", "/c", true}, {Mount::Kind::volume, "v", "/d", false}};
  spec.tmpfs = {"/t"};
  spec.capabilities = {"CHOWN"};
  spec.user = "7:7";
  spec.memory_bytes = 1 << 20;
  spec.nano_cpus = 500'000'000;
  spec.pids = 12;
  spec.read_only_root = false;
  spec.image_healthcheck = true;
  const Json body = Json::parse(encode_container(spec));
  const Json& host = body["HostConfig"];
  EXPECT_EQ(body["Cmd"], Json::array({"a", "b c"}));
  EXPECT_EQ(body["Entrypoint"], Json::array({"/e"}));
  EXPECT_EQ(body["Env"], Json::array({"A=1=2", "B="}));
  EXPECT_EQ(body["Labels"]["l"], "v");
  EXPECT_EQ(body["User"], "7:7");
  EXPECT_FALSE(body.contains("Healthcheck"));
  EXPECT_EQ(body["NetworkingConfig"]["EndpointsConfig"],
            Json::parse(R"({"one":{"IPAMConfig":{"IPv4Address":"10.0.0.5"}}})"));
  EXPECT_EQ(host["NetworkMode"], "one");
  EXPECT_EQ(host["ExtraHosts"], Json::array({"db:10.0.0.6"}));
  EXPECT_EQ(host["PortBindings"],
            Json::parse(R"({"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"},
                                      {"HostIp":"127.0.0.1","HostPort":"8081"}],
                            "81/tcp":[{"HostIp":"0.0.0.0","HostPort":""}]})"));
  EXPECT_EQ(host["Mounts"], Json::parse(R"([
      {"Type":"bind","Source":"/h","Target":"/c","ReadOnly":true},
      {"Type":"volume","Source":"v","Target":"/d","ReadOnly":false}])"));
  EXPECT_EQ(host["Tmpfs"], Json::parse(R"({"/t":""})"));
  EXPECT_EQ(host["CapAdd"], Json::array({"CHOWN"}));
  EXPECT_EQ(host["Memory"], 1 << 20);
  EXPECT_EQ(host["MemorySwap"], 1 << 20);
  EXPECT_EQ(host["NanoCpus"], 500'000'000);
  EXPECT_EQ(host["PidsLimit"], 12);
  EXPECT_EQ(host["ReadonlyRootfs"], false);
}

TEST(EncodeContainer, BytesThatAreNoUtf8DoNotThrow) {
  ContainerSpec spec;
  spec.env = {{"A", "\xff\xfe"}};
  EXPECT_TRUE(Json::accept(encode_container(spec)));
}

TEST(EncodeFilter, AnEmptyValueIsAnyValue) {
  EXPECT_EQ(encode_label_filter({}), "{}");
  EXPECT_EQ(Json::parse(encode_label_filter({{"a", "1"}, {"b", ""}})),
            Json::parse(R"({"label":["a=1","b"]})"));
}

TEST(EncodeLabelInstruction, QuotesWhatTheEngineWouldExpand) {
  EXPECT_EQ(*encode_label_instruction("k", "v"), R"(LABEL "k"="v")");
  EXPECT_EQ(*encode_label_instruction("k", R"(a "b" \c $d)"), R"(LABEL "k"="a \"b\" \\c \$d")");
  EXPECT_EQ(encode_label_instruction("k", "two\nlines").error().kind, ErrorKind::usage);
}

TEST(SplitReference, FindsTheTagBehindARegistrysPort) {
  for (const auto& [reference, name, tag] :
       {std::tuple{"postgres", "postgres", "latest"}, std::tuple{"postgres:17", "postgres", "17"},
        std::tuple{"r.example:5000/a/b", "r.example:5000/a/b", "latest"},
        std::tuple{"r.example:5000/a/b:c", "r.example:5000/a/b", "c"},
        std::tuple{"a/b@sha256:12", "a/b", "sha256:12"}}) {
    const Reference parts = split_reference(reference);
    EXPECT_EQ(parts.name, name);
    EXPECT_EQ(parts.tag, tag);
  }
}

TEST(PercentEncode, LeavesOnlyUnreservedCharacters) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("/?#&=+ %\n\xc3\xbc"), "%2F%3F%23%26%3D%2B%20%25%0A%C3%BC");
  EXPECT_EQ(Target("/x").segment("a b").literal("json").query("k", "1&2").query("l", "").str(),
            "/x/a%20b/json?k=1%262&l=");
}

}  // namespace
}  // namespace caisson::engine::docker
