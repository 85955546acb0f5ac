#include "report/start_page.hpp"

#include <gmock/gmock.h>

#include <regex>

#include "render/well_formed.hpp"
#include "report/start_scene.hpp"

namespace caisson::report {
namespace {

using test::StartScene;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

StartPage page_of(const StartScene& scene) {
  StartPage page;
  page.status.stack = "shop";
  page.status.instance = "shop-1";
  page.status.mode = "everything";
  page.status.engine_kind = "docker";
  page.status.engine_version = "20.10";
  page.began_at = "2026-11-28 07:56 UTC";
  page.took = scene.start().end;
  page.lanes = scene.lanes();
  page.images = scene.start().images;
  page.source_dir = "/s";
  page.graph_svg = "<svg>the graph</svg>";
  return page;
}

ServiceStatus at(const std::string& service, std::vector<std::string> urls) {
  ServiceStatus status;
  status.name = service;
  status.urls = std::move(urls);
  return status;
}

/// Its elements nest and close.
std::string fault_of(const std::string& page) {
  const auto begin = page.find("<main>");
  const auto end = page.find("</body>");
  return caisson::test::xml_fault(page.substr(begin, end - begin));
}

Cause crash() {
  Cause cause;
  cause.service = "db";
  cause.declared_at = "/s/shop/CMakeLists.txt:7";
  cause.awaited = "healthy";
  cause.error = {ErrorKind::service_failed, "exited", "services.db", "Look at <its> log."};
  cause.exit_code = 1;
  cause.log = {"<img src=x onerror=alert(1)>", "\x1b[31mFATAL\x1b[0m & out"};
  cause.held_back = {"migrate", "api"};
  return cause;
}

TEST(StartPage, TellsAStartThatWentWell) {
  StartScene scene;
  scene.succeed();
  StartPage page = page_of(scene);
  page.status.services = {at("api", {"https://api.shop.local"}),
                          at("db", {"postgresql://u@127.0.0.1:5432/d"})};
  const std::string text = start_page(page);
  EXPECT_EQ(fault_of(text), "");
  for (const char* shown :
       {"Ready in 6 s", "3 of 3", "1 built", "<b>db</b> 2.8 s", "<b>migrate</b> 1 s",
        "<b>api</b> 2 s", "✔ healthy", "✔ completed", "waits for migrate", "built in 2 s",
        "aria-label=\"create 100 ms, start 200 ms, running, not ready yet 2.5 s\"",
        "<a href=\"https://api.shop.local\"", "<code>postgresql://u@127.0.0.1:5432/d</code>",
        ">shop/CMakeLists.txt:7<", "<svg>the graph</svg>"}) {
    EXPECT_THAT(text, HasSubstr(shown));
  }
  EXPECT_THAT(text, Not(HasSubstr("What failed")));
}

TEST(StartPage, PutsTheRootCauseFirstWithItsLastWords) {
  StartScene scene;
  scene.prepare();
  scene.see(3000ms, model::event::Exited{"db", 1, false});
  StartPage page = page_of(scene);
  Cause second = crash();
  second.service = "cache";
  page.causes = {crash(), second};
  page.lanes = scene.lanes(page.causes);
  const std::string text = start_page(page);
  EXPECT_EQ(fault_of(text), "");
  EXPECT_THAT(text, AllOf(HasSubstr("Failed after 3 s"), HasSubstr("exited with 1"),
                          HasSubstr("Last 2 lines of its log"), HasSubstr("held back by db"),
                          HasSubstr("span probing critical broken")));
  const auto root = text.find("cause root\"><h3>db failed while waiting");
  ASSERT_NE(root, std::string::npos);
  EXPECT_LT(root, text.find("<h3>cache failed"));
  EXPECT_LT(text.find("<h3>cache failed"), text.find("How it started"));
}

TEST(StartPage, NoNameOrLogBecomesMarkup) {
  StartScene scene;
  scene.stack().services["db"].declared_at = "/s/<b>&\"'/CMakeLists.txt:7";
  scene.stack().services["db"].image = "<i>db</i>";
  scene.prepare();
  StartPage page = page_of(scene);
  page.status.stack = "</title><script>alert(1)</script>";
  page.status.services = {at("db", {"javascript:alert(1)", "http://x/\"><b>"})};
  page.causes = {crash()};
  const std::string text = start_page(page);
  EXPECT_EQ(fault_of(text), "");
  for (const char* markup : {"<script", "<img", "<i>", "<b>&", "\x1b", "href=\"javascript"})
    EXPECT_THAT(text, Not(HasSubstr(markup)));
  EXPECT_THAT(text, HasSubstr("FATAL &amp; out"));
}

/// Links for the reader are no resources.
TEST(StartPage, NeedsNothingButItself) {
  StartScene scene;
  scene.succeed();
  const std::string text = start_page(page_of(scene));
  EXPECT_FALSE(std::regex_search(
      text, std::regex("(src|srcset|action|data)=|url\\(|@import|<link|<script")));
}

TEST(StartPage, TellsWhatStayedAwayAndAnInterruption) {
  StartScene scene;
  scene.prepare();
  StartPage page = page_of(scene);
  page.interrupted = true;
  page.absences = {crash()};
  page.lanes = scene.lanes({}, page.absences);
  const std::string text = start_page(page);
  EXPECT_THAT(text, AllOf(HasSubstr("Interrupted after 2.1 s"), HasSubstr("What stayed away"),
                          HasSubstr("db is unavailable"), HasSubstr("◌ unavailable")));
}

}  // namespace
}  // namespace caisson::report
