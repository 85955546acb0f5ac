#include "import/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/problems.hpp"

namespace caisson::import {

std::string_view to_string(Finding::Kind kind) {
  switch (kind) {
    case Finding::Kind::error:
      return "error";
    case Finding::Kind::loss:
      return "loss";
    case Finding::Kind::note:
      break;
  }
  return "note";
}

std::string where(const Finding& finding) {
  return finding.address.empty() ? finding.place
                                 : fmt::format("{}: {}", finding.place, finding.address);
}

void Report::add(Finding::Kind kind, const Node& at, std::string_view address, std::string message,
                 std::string remedy) {
  Finding finding{kind, place_of(at), std::string(address), std::move(message), std::move(remedy)};
  // A service that others extend, or that is read under two names, says the same once.
  if (std::find(m_findings.begin(), m_findings.end(), finding) != m_findings.end()) return;
  m_findings.push_back(std::move(finding));
}

void Report::add(const Error& problem) {
  const std::size_t colon = problem.place.find(": ");
  const bool has_address = colon != std::string::npos;
  m_findings.push_back({Finding::Kind::error, problem.place.substr(0, colon),
                        has_address ? problem.place.substr(colon + 2) : "", problem.message,
                        problem.remedy});
}

bool Report::has_errors() const {
  return std::any_of(m_findings.begin(), m_findings.end(),
                     [](const Finding& finding) { return finding.kind == Finding::Kind::error; });
}

Error Report::to_error() const {
  model::Problems problems;
  for (const Finding& finding : m_findings) {
    if (finding.kind != Finding::Kind::error) continue;
    problems.push_back(Error{ErrorKind::manifest, finding.message, where(finding), finding.remedy});
  }
  const std::string& place = m_findings.front().place;
  return model::to_error(problems, place.substr(0, place.rfind(':')));
}

}  // namespace caisson::import
