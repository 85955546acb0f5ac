#include <fmt/format.h>

#include <atomic>
#include <mutex>

#include "engine/docker/await.hpp"
#include "engine/docker/docker_engine.hpp"
#include "engine/docker/fake_engine.hpp"

namespace caisson::engine::docker {
namespace {

using test::chunked;
using test::FakeEngine;
using test::Reply;
using test::response;
using testing::HasSubstr;

/// A whole engine against a server that plays one: calls of several requests.
class Seam : public testing::Test {
 protected:
  /// `answer` gets the request line; _ping is answered already.
  void serve(std::function<Reply(const std::string& line)> answer) {
    server = std::make_unique<FakeEngine>([this, answer](const std::string& request) {
      const std::string line = request.substr(0, request.find(" HTTP/1.1"));
      if (line == "GET /_ping") return Reply{response(200, "OK")};
      {
        const std::lock_guard lock(mutex);
        lines.push_back(line);
      }
      return answer(line);
    });
    auto connected = connect(loop, server->endpoint());
    ASSERT_TRUE(connected) << to_string(connected.error());
    engine = *std::move(connected);
  }
  Deadline soon() { return test::in(loop, std::chrono::seconds(20)); }
  std::vector<std::string> seen() {
    const std::lock_guard lock(mutex);
    return lines;
  }

  Loop loop;
  std::mutex mutex;
  std::vector<std::string> lines;
  std::unique_ptr<FakeEngine> server;
  std::unique_ptr<Engine> engine;
};

bool starts(const std::string& line, const std::string& with) {
  return line.starts_with(with);
}

TEST_F(Seam, AContainerThatCannotBeConnectedIsRemovedAgain) {
  serve([](const std::string& line) {
    if (starts(line, "POST /v1.41/containers/create"))
      return Reply{response(201, R"({"Id":"c1"})")};
    if (starts(line, "POST /v1.41/networks/"))
      return Reply{response(404, R"({"message":"network b not found"})")};
    return Reply{response(204, "")};
  });
  ContainerSpec spec;
  spec.name = "x";
  spec.networks = {{"a", ""}, {"b", ""}};
  const auto id = test::await<std::string>(
      loop, [&](auto done) { engine->create_container(spec, soon(), std::move(done)); });
  ASSERT_TRUE(id.has_error());
  EXPECT_EQ(id.error().kind, ErrorKind::not_found);
  EXPECT_THAT(seen(), testing::ElementsAre("POST /v1.41/containers/create?name=x",
                                           "POST /v1.41/networks/b/connect",
                                           "DELETE /v1.41/containers/c1?force=1&v=1"));
}

TEST_F(Seam, NamesNeverEscapeTheirPlaceInTheTarget) {
  serve([](const std::string&) { return Reply{response(404, "{}")}; });
  (void)test::await<Container>(loop, [&](auto done) {
    engine->inspect_container("a/../b?c=d#e f", soon(), std::move(done));
  });
  EXPECT_THAT(seen(),
              testing::ElementsAre("GET /v1.41/containers/a%2F..%2Fb%3Fc%3Dd%23e%20f/json"));
}

TEST_F(Seam, ARemovalUnderWayIsWaitedFor) {
  serve([](const std::string& line) {
    if (starts(line, "DELETE"))
      return Reply{response(409, R"({"message":"removal of container x is already in progress"})")};
    return Reply{response(200, R"({"StatusCode":0})")};
  });
  EXPECT_TRUE(test::await<void>(
      loop, [&](auto done) { engine->remove_container("x", soon(), std::move(done)); }));
  EXPECT_THAT(seen(), testing::ElementsAre("DELETE /v1.41/containers/x?force=1&v=1",
                                           "POST /v1.41/containers/x/wait?condition=removed"));
}

TEST_F(Seam, GraceIsRoundedUpToWholeSeconds) {
  serve([](const std::string&) { return Reply{response(204, "")}; });
  for (const auto grace : {std::chrono::milliseconds(0), std::chrono::milliseconds(1),
                           std::chrono::milliseconds(2000)})
    EXPECT_TRUE(test::await<void>(
        loop, [&](auto done) { engine->stop_container("x", grace, soon(), std::move(done)); }));
  EXPECT_THAT(seen(), testing::ElementsAre("POST /v1.41/containers/x/stop?t=0",
                                           "POST /v1.41/containers/x/stop?t=1",
                                           "POST /v1.41/containers/x/stop?t=2"));
}

TEST_F(Seam, AnExitCodeIsAskedForUntilItIsKnown) {
  std::atomic<int> asked = 0;
  const std::string frame("\1\0\0\0\0\0\0\2hi", 10);
  serve([&](const std::string& line) {
    if (line.ends_with("/exec")) return Reply{response(201, R"({"Id":"e1"})")};
    if (line.ends_with("/start"))
      return Reply{"HTTP/1.1 200 OK\r\n\r\n" + frame, 1, Reply::After::close};
    return Reply{response(200, ++asked < 4 ? R"({"Running":true,"ExitCode":null})"
                                           : R"({"Running":false,"ExitCode":3})")};
  });
  const auto result = test::await<ExecResult>(
      loop, [&](auto done) { engine->exec("x", {"true"}, soon(), std::move(done)); });
  ASSERT_TRUE(result) << to_string(result.error());
  EXPECT_EQ(result->exit_code, 3);
  EXPECT_EQ(result->output, "hi");
  EXPECT_EQ(asked, 4);
}

std::string archive(char type, const std::string& content, const std::string& link) {
  std::string block(512, '\0');
  block.replace(124, 11, fmt::format("{:011o}", content.size()));
  block[156] = type;
  block.replace(157, link.size(), link);
  block += content;
  block.resize(content.empty() ? 512 : 1024);
  return block;
}

TEST_F(Seam, AFileIsReadAtTheEndOfItsLinks) {
  serve([](const std::string& line) {
    if (line.ends_with("path=%2Flib%2Flibm.so.6"))
      return Reply{response(200, archive('2', "", "libm-2.41.so"))};
    if (line.ends_with("path=%2Flib%2Flibm-2.41.so"))
      return Reply{response(200, archive('0', "code", ""))};
    if (line.ends_with("path=%2Fround")) return Reply{response(200, archive('2', "", "round"))};
    if (line.ends_with("path=%2Flib")) return Reply{response(200, archive('5', "", ""))};
    return Reply{response(404, R"({"message":"Could not find the file /x in container c"})")};
  });
  const auto read = [this](const std::string& path) {
    return test::await<std::string>(
        loop, [&](auto done) { engine->read_file("c", path, soon(), std::move(done)); });
  };
  EXPECT_EQ(*read("/lib/libm.so.6"), "code");
  for (const char* path : {"/x", "/round", "/lib"})
    EXPECT_EQ(read(path).error().kind, ErrorKind::not_found) << path;
}

TEST_F(Seam, ProcessesAreListedWithTheirStates) {
  serve([](const std::string& line) {
    EXPECT_EQ(line, "GET /v1.41/containers/c/top?ps_args=-eo%20pid%2Cstat");
    return Reply{response(200, R"({"Titles":["PID","STAT"],"Processes":[["7","Ss"],["9","t+"]]})")};
  });
  const auto processes = test::await<std::vector<ProcessState>>(
      loop, [&](auto done) { engine->list_processes("c", soon(), std::move(done)); });
  ASSERT_TRUE(processes) << to_string(processes.error());
  ASSERT_EQ(processes->size(), 2U);
  EXPECT_EQ(processes->at(1).pid, 9);
  EXPECT_EQ(processes->at(1).state, "t+");
}

TEST_F(Seam, EventsReconnectWithResync) {
  std::atomic<int> streams = 0;
  const std::string died =
      R"({"Type":"container","Action":"die","Actor":{"ID":"c","Attributes":{"exitCode":"1"}}})"
      "\n";
  serve([&](const std::string&) {
    // The second try finds an engine in trouble; it is not the end.
    const int number = ++streams;
    if (number == 2) return Reply{response(500, "{}")};
    return Reply{chunked({died}), 1, number < 4 ? Reply::After::close : Reply::After::hang};
  });
  std::string kinds;
  const SubscriptionPtr watching = engine->events(
      {{"a", "b"}},
      [&](const Event& event) {
        kinds += event.kind == Event::Kind::resync ? 'r' : 'd';
        if (kinds == "rdrdrd") loop.stop();
      },
      [](const Error& error) { FAIL() << to_string(error); });
  loop.run();
  EXPECT_EQ(kinds, "rdrdrd");
  EXPECT_THAT(seen().front(), HasSubstr("%22label%22%3A%5B%22a%3Db%22%5D"));
}

TEST_F(Seam, EventsAreLostOnceWhenTheEngineIsGoneForGood) {
  serve([](const std::string&) { return Reply{chunked({}), 1, Reply::After::close}; });
  int lost = 0;
  int resyncs = 0;
  const SubscriptionPtr watching = engine->events(
      {},
      [&](const Event&) {
        if (++resyncs == 1) server.reset();
      },
      [&](const Error& error) {
        EXPECT_EQ(error.kind, ErrorKind::engine_unreachable);
        ++lost;
      });
  loop.run();  // ends by itself: nothing is left to wait for
  EXPECT_EQ(resyncs, 1);
  EXPECT_EQ(lost, 1);
}

TEST_F(Seam, ADroppedWatchEndsItsTimers) {
  serve([](const std::string&) { return Reply{response(500, "{}")}; });
  SubscriptionPtr watching = engine->events(
      {}, [](const Event&) { FAIL(); }, [](const Error&) { FAIL(); });
  loop.clock().schedule(test::in(loop, std::chrono::milliseconds(100)), [&] { watching.reset(); });
  loop.run();
}

TEST_F(Seam, AContainerThatDoesNotRunCannotBeDialled) {
  serve([](const std::string&) {
    return Reply{response(200, R"({"Id":"c","State":{"Status":"exited"}})")};
  });
  const auto stream = test::await<std::unique_ptr<Stream>>(
      loop, [&](auto done) { engine->dial("c", 80, soon(), std::move(done)); });
  ASSERT_TRUE(stream.has_error());
  EXPECT_EQ(stream.error().kind, ErrorKind::io);
  EXPECT_THAT(stream.error().message, HasSubstr("not running"));
}

TEST_F(Seam, WhereTheNetworkIsNotOnThisHostThePublishedPortIsDialled) {
  serve([](const std::string&) {
    return Reply{response(200, R"({"Id":"c","State":{"Status":"running","Pid":1},
      "NetworkSettings":{"Networks":{"n":{"NetworkID":"0123456789abcdef","IPAddress":"192.0.2.1",
      "Gateway":"192.0.2.254"}},"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"1"}]}}})")};
  });
  const auto dial = [&](std::uint16_t port) {
    return test::await<std::unique_ptr<Stream>>(
        loop, [&](auto done) { engine->dial("c", port, soon(), std::move(done)); });
  };
  // Nobody listens on port 1 of this host: refused, not a wait for 192.0.2.1.
  EXPECT_EQ(dial(80).error().message, "connection refused");
  EXPECT_EQ(dial(80).error().message, "connection refused");
  EXPECT_EQ(seen().size(), 1U) << "a second dial must not inspect again";
  const auto unpublished = dial(81);
  ASSERT_TRUE(unpublished.has_error());
  EXPECT_THAT(unpublished.error().message, HasSubstr("cannot be reached from here"));
}

TEST_F(Seam, AFailedPullSaysWhy) {
  serve([](const std::string&) {
    return Reply{chunked({"{\"status\":\"Pulling\"}\r\n",
                          R"({"errorDetail":{"message":"manifest unknown"},"error":"x"})"}),
                 3};
  });
  SubscriptionPtr pulling;
  std::vector<std::string> progress;
  const auto image = test::await<ImageInfo>(loop, [&](auto done) {
    pulling = engine->pull_image(
        "registry.example:5000/a/b@sha256:12",
        [&](std::string line) { progress.push_back(std::move(line)); }, std::move(done));
  });
  ASSERT_TRUE(image.has_error());
  EXPECT_EQ(image.error().kind, ErrorKind::not_found);
  EXPECT_THAT(progress, testing::ElementsAre("Pulling"));
  EXPECT_THAT(seen(), testing::ElementsAre(
                          "POST /v1.41/images/create?fromImage=registry.example%3A5000%2Fa%2Fb"
                          "&tag=sha256%3A12"));
}

TEST_F(Seam, AnImportOfAFileThatIsNotThereIsAnError) {
  serve([](const std::string&) { return Reply{response(200, "{}")}; });
  SubscriptionPtr importing;
  const auto image = test::await<ImageInfo>(loop, [&](auto done) {
    importing = engine->import_image("a/b:c", "/nowhere/x.tar", {}, std::move(done));
  });
  ASSERT_TRUE(image.has_error());
  EXPECT_EQ(image.error().kind, ErrorKind::io);
  EXPECT_THAT(image.error().message, HasSubstr("/nowhere/x.tar"));
}

TEST_F(Seam, AnEngineThatGoesDropsEverything) {
  serve([](const std::string&) { return Reply{"", 1, Reply::After::hang}; });
  bool called = false;
  engine->list_containers({}, soon(), [&](const auto&) { called = true; });
  const auto watching = engine->events(
      {}, [&](const Event&) { called = true; }, [&](const Error&) { called = true; });
  const auto log = engine->logs(
      "x", {}, [&](const LogLine&) { called = true; }, [&](const Result<void>&) { called = true; });
  loop.post([&] { engine.reset(); });
  loop.run();
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace caisson::engine::docker
