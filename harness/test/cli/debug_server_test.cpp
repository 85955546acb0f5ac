#include "cli/debug_server.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "cli/gdbinit.hpp"

namespace caisson::cli {
namespace {

/// Sets a variable for as long as it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : m_name(name) {
    if (const char* before = std::getenv(name)) m_before = before;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() {
    if (m_before) {
      ::setenv(m_name, m_before->c_str(), 1);
    } else {
      ::unsetenv(m_name);
    }
  }

 private:
  const char* m_name;
  std::optional<std::string> m_before;
};

TEST(DebugServer, IsTheFirstInThePath) {
  const test::TemporaryFolder folder;
  const Variable path("PATH", "relative:/nowhere:" + folder.path());
  const Variable wanted("CAISSON_GDBSERVER", "");
  EXPECT_EQ(*debug_server(), std::nullopt);
  ASSERT_TRUE(write_file(folder / "gdbserver", "", 0644).has_value());
  EXPECT_EQ(*debug_server(), std::nullopt) << "it is no program";
  ASSERT_TRUE(write_file(folder / "gdbserver", "", 0755).has_value());
  EXPECT_EQ(*debug_server(), folder / "gdbserver");
  const Variable image("CAISSON_GDBSERVER", "image");
  EXPECT_EQ(*debug_server(), std::nullopt);
}

TEST(DebugServer, OneThatIsAskedForHasToBeThere) {
  const Variable wanted("CAISSON_GDBSERVER", "/nowhere/gdbserver");
  EXPECT_EQ(to_string(debug_server().error()),
            "CAISSON_GDBSERVER: `/nowhere/gdbserver` is no program with an absolute path\n"
            "  Give the path of a gdbserver, or `image`.");
}

TEST(DebugServer, TheLastWordOfItsLogHolds) {
  std::vector<std::string> lines{"Process /usr/local/bin/roller created; pid = 9"};
  EXPECT_EQ(session_in(lines), DebugSession::waiting);
  lines.emplace_back("Listening on port 2345");
  EXPECT_EQ(session_in(lines), DebugSession::waiting);
  lines.emplace_back("Remote debugging from host 172.17.0.1, port 40000");
  lines.emplace_back("rolled 4");
  EXPECT_EQ(session_in(lines), DebugSession::attached);
  lines.emplace_back(
      "Remote side has terminated connection.  GDBserver will reopen the connection.");
  lines.emplace_back("Listening on port 2345");
  EXPECT_EQ(session_in(lines), DebugSession::waiting);
  lines.emplace_back("Remote debugging from host 172.17.0.1, port 40000");
  lines.emplace_back("Detaching from process 9");
  EXPECT_EQ(session_in(lines), DebugSession::over);
}

TEST(Gdbinit, NamesTheProgramItsSourcesAndTheServer) {
  model::Service service;
  service.name = "roller";
  service.debug = model::Debug{model::Debug::Kind::gdb, 2345};
  EXPECT_EQ(gdbinit(service, 20001),
            "# roller, as `caisson debug` started it last.\ntarget remote 127.0.0.1:20001\n");
  service.program = model::Program{"roller", "/b/roller"};
  service.debug->sources = model::Sources{"/s/src", "/usr/src/roller"};
  EXPECT_EQ(gdbinit(service, 20001),
            "# roller, as `caisson debug` started it last.\nfile /b/roller\n"
            "set substitute-path /usr/src/roller /s/src\ntarget remote 127.0.0.1:20001\n");
}

}  // namespace
}  // namespace caisson::cli
