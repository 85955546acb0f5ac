#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

#include "cli/with_engine.hpp"

namespace caisson::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A port of this machine that nobody has at the moment.
std::string unused_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(socket, name, size), 0);
  EXPECT_EQ(::getsockname(socket, name, &size), 0);
  ::close(socket);
  return std::to_string(ntohs(address.sin_port));
}

/// db ← api ← web; `client`, a one-shot, asks api by its name who answers; `fake` stands in for it.
class Backends : public WithEngine {
 protected:
  void SetUp() override {
    WithEngine::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    json manifest = json::parse(*read_file(m_folder / "stack.json"));
    json& services = manifest.at("services");
    const auto needs = [](const char* service, const char* condition) {
      return json::array({json{{"service", service}, {"condition", condition}}});
    };
    json api = toy("5", {"/toy", "serve", "8081", "as", "container"});
    api["ports"] = {8081};
    api["healthcheck"] = http(8081);
    api["liveness"] = http(8081);
    api["depends"] = needs("db", "healthy");
    api["env"] = {{"DB_URL", "http://db:8080"}, {"PORT", "8081"}, {"POSTGRES_USER", "db"}};
    api["mock"] = "fake";
    json fake = toy("6", {"/toy", "serve", "8081", "as", "mock"});
    fake["ports"] = {8081};
    fake["healthcheck"] = http(8081);
    json web = toy("7", {"/toy", "serve", "8090"});
    web["depends"] = needs("api", "started");
    json client = toy("8", {"/toy", "ask", "api", "8081"});
    client["depends"] = needs("api", "healthy");
    client["completes"] = true;
    services["api"] = api;
    services["fake"] = fake;
    services["web"] = web;
    services["client"] = client;
    ASSERT_TRUE(write_file(m_folder / "stack.json", manifest.dump()).has_value());
  }

  void TearDown() override {
    for (Command& process : m_processes) {
      process.signal(SIGTERM);
      process.wait();
    }
    WithEngine::TearDown();
  }

  /// A toy on this machine, in the environment of api.
  void serve_here(const std::string& port, const std::string& name) {
    m_processes.push_back(m_command);
    m_processes.back().start({"env", "--for", "api", "--", CAISSON_TOY, "serve", port, "as", name});
  }

  /// What the client in the network and a program on this machine are answered; it is the same.
  std::string answered() {
    const std::string port = std::to_string(service("api").at("ports")[0].at("host").get<int>());
    const std::string here =
        run({"env", "--for", "api", "--", CAISSON_TOY, "ask", "127.0.0.1", port}).out;
    EXPECT_THAT(run({"logs", "client"}).out, HasSubstr(here));
    return here;
  }

  void up() {
    const Ran ran = run({"up", "web", "client"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
  }

  std::vector<Command> m_processes;
};

TEST_F(Backends, AreSwappedAndDependantsNoticeNothing) {
  up();
  EXPECT_EQ(answered(), "answered by container\n");
  EXPECT_FALSE(service("api").contains("backend"));
  const json web = service("web").at("started_at");

  // Ready as soon as somebody has started it; what waits for it goes on then.
  const std::string port = unused_port();
  m_command.set("CAISSON_API_BACKEND", "process:" + port);
  Command starting = m_command;
  starting.start({"up", "web", "client"});
  ASSERT_TRUE(starting.wait_for_message("api is a process of this machine, on " + port +
                                        ": caisson env --for api -- /toy serve"));
  while (service("api").value("backend", "") != "process") {
  }
  serve_here(port, "process");
  const Ran started = starting.wait();
  EXPECT_EQ(started.exit_code, 0) << started.err;
  EXPECT_THAT(started.out, HasSubstr("(process)"));
  EXPECT_EQ(answered(), "answered by process\n");
  EXPECT_THAT(run({"env", "--for", "api"}).out, HasSubstr("PORT=" + port + "\n"));
  EXPECT_EQ(service("api").at("state"), "healthy");
  EXPECT_EQ(service("api").at("leads_to"), json::array({"localhost:" + port}));
  const Ran entered = run({"exec", "api", "--", "/toy"});
  EXPECT_EQ(entered.exit_code, 1);
  EXPECT_EQ(entered.err,
            "error: the backend of `api` is `process`: there is no container to enter\n"
            "  `caisson up api` makes it a container again.\n");
  EXPECT_THAT(run({"status"}).out, HasSubstr("process at localhost:" + port));
  EXPECT_EQ(json::parse(run({"env", "api", "--format", "json"}).out)
                .at("services")
                .at("api")
                .at("backend"),
            "process");

  const std::string elsewhere = unused_port();
  serve_here(elsewhere, "external");
  m_command.set("CAISSON_API_BACKEND", "external");
  m_command.set("CAISSON_API_URL", "http://127.0.0.1:" + elsewhere);
  up();
  EXPECT_EQ(answered(), "answered by external\n");

  // An option comes before the variable.
  const Ran mocked = run({"up", "web", "client", "--backend", "api=mock"});
  EXPECT_EQ(mocked.exit_code, 0) << mocked.err;
  EXPECT_THAT(mocked.err, HasSubstr("api is its mock, fake"));
  EXPECT_EQ(answered(), "answered by mock\n");
  EXPECT_EQ(service("api").at("backend"), "mock");

  m_command.set("CAISSON_API_BACKEND", "");
  up();
  EXPECT_EQ(answered(), "answered by container\n");
  EXPECT_EQ(service("web").at("started_at"), web) << "made anew on account of another";
}

TEST_F(Backends, AProcessHasTheEnvironmentOfItsContainer) {
  const Ran absent = run({"env", "--for", "api"});
  EXPECT_EQ(absent.exit_code, 1);
  EXPECT_EQ(absent.err, "error: `api` has no container\n  Start it with `caisson up api`.\n");
  ASSERT_EQ(run({"up", "api"}).exit_code, 0);
  const std::string told = run({"env", "--for", "api"}).out;
  EXPECT_THAT(told, HasSubstr("POSTGRES_USER=db\n")) << "a name that is no host";
  const std::size_t begin = told.find("DB_URL=http://") + 14;
  const std::string address = told.substr(begin, told.find(':', begin) - begin);
  EXPECT_THAT(told, HasSubstr("PORT=8081\n"));
  EXPECT_EQ(run({"env", "--for", "api", "--", CAISSON_TOY, "ask", address, "8080"}).out,
            "answered by \n");
  EXPECT_EQ(json::parse(run({"env", "--for", "api", "--format", "json"}).out)
                .at("environment")
                .at("DB_URL"),
            "http://" + address + ":8080");
}

TEST_F(Backends, WhoIsNotThereIsNotReady) {
  m_command.set("CAISSON_API_BACKEND", "process:" + unused_port());
  json manifest = json::parse(*read_file(m_folder / "stack.json"));
  manifest["services"]["api"]["healthcheck"]["within_ms"] = 500;
  ASSERT_TRUE(write_file(m_folder / "stack.json", manifest.dump()).has_value());
  const Ran late = run({"up", "client"});
  EXPECT_EQ(late.exit_code, 4);
  EXPECT_THAT(late.err, HasSubstr("not healthy in time; its last answer: connection refused"));
  EXPECT_THAT(late.err, HasSubstr("client"));
}

TEST_F(Backends, AreLedNowhereWhereTheyCameFrom) {
  ASSERT_EQ(run({"up", "api"}).exit_code, 0);
  const std::string port = std::to_string(service("api").at("ports")[0].at("host").get<int>());
  m_command.set("CAISSON_API_BACKEND", "external");
  m_command.set("CAISSON_API_URL", "http://127.0.0.1:" + port);
  const Ran circle = run({"up", "api"});
  EXPECT_EQ(circle.exit_code, 2);
  EXPECT_EQ(circle.err, "error: CAISSON_API_BACKEND: `api` would be led to itself: " + port +
                            " is its own port of this machine\n"
                            "  Say where it is: `caisson env` told you how it is reached.\n");
  EXPECT_FALSE(service("api").contains("backend"));
}

TEST_F(Backends, AreForeseen) {
  m_command.set("CAISSON_API_BACKEND", "mock");
  EXPECT_THAT(run({"explain", "api"}).out, HasSubstr("  api is its mock, fake\n"));
  EXPECT_THAT(run({"graph", "web"}).out, HasSubstr("toy:1 (mock)"));
  EXPECT_THAT(run({"graph", "web", "--backend", "api=external:10.0.0.7:80"}).out,
              AllOf(HasSubstr("(external)"), Not(HasSubstr("db"))));
  m_command.set("CAISSON_API_BACKEND", "process");
  const Ran debugged = run({"debug", "api"});
  EXPECT_EQ(debugged.exit_code, 2);
  EXPECT_EQ(debugged.err,
            "error: CAISSON_API_BACKEND: api is a process of this machine, on 8081: caisson env "
            "--for api -- /toy serve 8081 as container\n"
            "  Start it under your debugger there.\n");
}

}  // namespace
}  // namespace caisson::test
