#include "cli/finding.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/json.hpp"
#include "report/text.hpp"

namespace caisson::cli {
namespace {

std::string mark(Finding::Grade grade, bool colour) {
  using report::Tone;
  switch (grade) {
    case Finding::Grade::good:
      return report::paint("✔", Tone::good, colour);
    case Finding::Grade::warn:
      return report::paint("⚠", Tone::warn, colour);
    case Finding::Grade::bad:
      break;
  }
  return report::paint("✘", Tone::bad, colour);
}

const char* word(Finding::Grade grade) {
  switch (grade) {
    case Finding::Grade::good:
      return "good";
    case Finding::Grade::warn:
      return "warn";
    case Finding::Grade::bad:
      break;
  }
  return "bad";
}

}  // namespace

std::string findings_text(const Findings& findings, bool colour) {
  std::size_t width = 0;
  for (const auto& finding : findings)
    width = std::max(width, report::columns(finding.what));
  std::string text;
  for (const auto& finding : findings) {
    text += fmt::format("{} {}  {}\n", mark(finding.grade, colour),
                        report::pad(finding.what, width), report::printable(finding.detail));
    if (!finding.fix.empty())
      text += fmt::format("  {}  → {}\n", std::string(width, ' '), finding.fix);
  }
  return text;
}

std::string findings_json(const Findings& findings) {
  report::Json list = report::Json::array();
  for (const auto& finding : findings) {
    list.push_back(report::Json{{"what", finding.what},
                                {"grade", word(finding.grade)},
                                {"detail", finding.detail},
                                {"fix", finding.fix}});
  }
  return report::dump(report::Json{{"schema", 1}, {"findings", list}}) + "\n";
}

}  // namespace caisson::cli
