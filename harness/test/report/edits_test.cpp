#include "report/edits.hpp"

#include <gtest/gtest.h>

#include "report/captured_terminal.hpp"

namespace caisson::report {
namespace {
using Action = model::Watch::Action;
using testing::CapturedTerminal;

class EditsTest : public ::testing::Test {
 protected:
  void tell(ProgressKind kind) {
    const auto edits = make_edits(kind, m_out, m_err, "/s");
    edits->watching({"api", "web"});
    edits->changed({"/s/src/a.ts", "/elsewhere/b"});
    edits->acting("api", Action::rebuild, "");
    edits->acting("web", Action::restart, "api");
    edits->settled(std::chrono::milliseconds(1234));
    edits->changed({"/s/1", "/s/2", "/s/3", "/s/4", "/s/5"});
    edits->acting("web", Action::sync, "");
    edits->kept("api", {ErrorKind::image, "step 3 failed", "/s/CMakeLists.txt:2"});
    edits->refused("web", {ErrorKind::service_failed, "`web` needs more", "", "Link it."});
    edits->trouble({ErrorKind::io, "no more", "/s/src", "Raise it."});
    edits->ended();
  }
  CapturedTerminal m_out;
  CapturedTerminal m_err;
};

TEST_F(EditsTest, AsText) {
  tell(ProgressKind::plain);
  EXPECT_EQ(m_out.text(), "");
  EXPECT_EQ(m_err.text(),
            "watching the sources of api, web; Ctrl-C ends the watch and leaves the stack running\n"
            "File change detected: src/a.ts, /elsewhere/b\n"
            "  api: rebuilding\n"
            "  web: restarting, with api\n"
            "  ready in 1.2 s\n"
            "File change detected: 1, 2, 3 and 2 more\n"
            "  web: sees it, and acts by itself\n"
            "  api: the rebuild failed, what runs goes on running\n"
            "/s/CMakeLists.txt:2: step 3 failed\n"
            "  web: the new program cannot be started, what runs goes on running\n"
            "`web` needs more\n  Link it.\n"
            "/s/src: no more\n  Raise it.\n"
            "the watch has ended; the stack is still running (`caisson down` removes it)\n");
}

TEST_F(EditsTest, QuietTellsWhatWentWrong) {
  tell(ProgressKind::quiet);
  EXPECT_EQ(m_err.text(),
            "  api: the rebuild failed, what runs goes on running\n"
            "/s/CMakeLists.txt:2: step 3 failed\n"
            "  web: the new program cannot be started, what runs goes on running\n"
            "`web` needs more\n  Link it.\n"
            "/s/src: no more\n  Raise it.\n");
}

TEST_F(EditsTest, AsJson) {
  tell(ProgressKind::json);
  EXPECT_EQ(m_err.text(), "");
  EXPECT_EQ(m_out.text(),
            R"({"schema":1,"event":"watching","services":["api","web"]}
{"schema":1,"event":"changed","paths":["/s/src/a.ts","/elsewhere/b"]}
{"schema":1,"event":"acting","service":"api","action":"rebuild"}
{"schema":1,"event":"acting","service":"web","action":"restart","because":"api"}
{"schema":1,"event":"settled","taken_ms":1234.0}
{"schema":1,"event":"changed","paths":["/s/1","/s/2","/s/3","/s/4","/s/5"]}
{"schema":1,"event":"acting","service":"web","action":"sync"}
{"schema":1,"event":"rebuild_failed","service":"api","error":{"kind":"image","message":"step 3 failed","place":"/s/CMakeLists.txt:2","remedy":""}}
{"schema":1,"event":"program_refused","service":"web","error":{"kind":"service_failed","message":"`web` needs more","place":"","remedy":"Link it."}}
{"schema":1,"event":"watch_trouble","error":{"kind":"io","message":"no more","place":"/s/src","remedy":"Raise it."}}
{"schema":1,"event":"watch_ended"}
)");
}

}  // namespace
}  // namespace caisson::report
