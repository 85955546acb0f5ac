#include "plan/debugging.hpp"

#include <gmock/gmock.h>

namespace caisson::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

model::Service service_of(model::Debug::Kind kind) {
  model::Service service;
  service.name = "api";
  service.declared_at = "/s/CMakeLists.txt:3";
  service.debug = model::Debug{kind, 9229};
  return service;
}

TEST(Debugging, NodeIsToldByItsCommand) {
  model::Service service = service_of(model::Debug::Kind::node);
  service.command = {"/usr/bin/node", "main.js"};
  ASSERT_TRUE(debug(service, {}).has_value());
  EXPECT_THAT(service.command, ElementsAre("/usr/bin/node", "--inspect=0.0.0.0:9229", "main.js"));
  EXPECT_TRUE(service.debugging);
  EXPECT_THAT(service.prefer, ElementsAre(model::Publish{9229, 9229}));
}

TEST(Debugging, NodeInAWrapperIsToldByItsEnvironment) {
  model::Service service = service_of(model::Debug::Kind::node);
  service.env["NODE_OPTIONS"] = "--no-warnings";
  ASSERT_TRUE(debug(service, {}).has_value());
  EXPECT_EQ(service.env["NODE_OPTIONS"], "--no-warnings --inspect=0.0.0.0:9229");
}

TEST(Debugging, APortThatIsPlacedStaysThere) {
  model::Service service = service_of(model::Debug::Kind::node);
  service.publish = {{4000, 9229}};
  ASSERT_TRUE(debug(service, {}).has_value());
  EXPECT_THAT(service.prefer, IsEmpty());
}

TEST(Debugging, AProgramIsStartedByTheGdbServerOfThisMachine) {
  model::Service service = service_of(model::Debug::Kind::gdb);
  service.program = model::Program{"roller", "/b/bin/roller"};
  service.command = {"--sides", "6"};
  ASSERT_TRUE(debug(service, "/opt/gdb/gdbserver").has_value());
  EXPECT_EQ(service.debug_server, (model::Program{"", "/opt/gdb/gdbserver"}));
  EXPECT_THAT(service.entrypoint,
              ElementsAre("/usr/local/bin/gdbserver", "--no-startup-with-shell",
                          "--no-disable-randomization", ":9229", "/usr/local/bin/roller"));
  EXPECT_THAT(service.command, ElementsAre("--sides", "6"));
}

TEST(Debugging, OrByThatOfTheImage) {
  model::Service service = service_of(model::Debug::Kind::gdb);
  service.entrypoint = {"/app/api"};
  ASSERT_TRUE(debug(service, {}).has_value());
  EXPECT_FALSE(service.debug_server.has_value());
  EXPECT_EQ(service.entrypoint.front(), "gdbserver");
  EXPECT_EQ(service.entrypoint.back(), "/app/api");
}

TEST(Debugging, RefusesWhatNobodyCanStart) {
  model::Service unknown = service_of(model::Debug::Kind::gdb);
  EXPECT_EQ(to_string(debug(unknown, {}).error()),
            "/s/CMakeLists.txt:3: nobody says here which program `api` runs\n"
            "  give it a PROGRAM or an ENTRYPOINT");
  model::Service none = service_of(model::Debug::Kind::gdb);
  none.debug.reset();
  EXPECT_EQ(to_string(debug(none, {}).error()),
            "/s/CMakeLists.txt:3: `api` has no DEBUG\n"
            "  Declare it with `DEBUG NODE ON 9229` or `DEBUG GDB`.");
}

}  // namespace
}  // namespace caisson::plan
