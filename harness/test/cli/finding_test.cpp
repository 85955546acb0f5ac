#include "cli/finding.hpp"

#include <gmock/gmock.h>

namespace caisson::cli {
namespace {

const Findings k_findings{{"engine", Finding::Grade::good, "docker 20.10", ""},
                          {"mmdebstrap", Finding::Grade::warn, "not found", "apt-get install it"},
                          {"port 80", Finding::Grade::bad, "held by `x`", "End it."}};

TEST(Finding, ShowsAMarkAndAFix) {
  EXPECT_EQ(findings_text(k_findings, false),
            "✔ engine      docker 20.10\n"
            "⚠ mmdebstrap  not found\n"
            "              → apt-get install it\n"
            "✘ port 80     held by `x`\n"
            "              → End it.\n");
}

TEST(Finding, ShowsTheSameAsJson) {
  EXPECT_EQ(findings_json({k_findings[2]}),
            R"({"schema":1,"findings":[{"what":"port 80","grade":"bad","detail":"held by `x`",)"
            R"("fix":"End it."}]})"
            "\n");
}

}  // namespace
}  // namespace caisson::cli
