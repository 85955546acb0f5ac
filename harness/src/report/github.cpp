#include "report/github.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace caisson::report {
namespace {

std::string escaped(std::string_view text, std::string_view special) {
  std::string safe;
  for (const char byte : text) {
    if (special.find(byte) == special.npos) {
      safe += byte;
    } else {
      safe += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    }
  }
  return safe;
}

std::string relative(const std::string& file, std::string root) {
  if (root.empty()) return file;
  if (root.back() != '/') root += '/';
  return file.rfind(root, 0) == 0 ? file.substr(root.size()) : file;
}

}  // namespace

std::string github_data(std::string_view text) {
  return escaped(text, "%\r\n");
}

std::string github_property(std::string_view text) {
  return escaped(text, "%\r\n:,");
}

std::string github_annotations(const TestRun& run, const std::string& root) {
  std::string text;
  for (const RootCause& cause : run.causes) {
    std::string properties;
    if (!cause.place.file.empty()) {
      properties = fmt::format("file={},line={},",
                               github_property(relative(cause.place.file, root)), cause.place.line);
    }
    const std::string names =
        (cause.tests.size() == 1 ? "test: " : "tests: ") + join(cause.tests, ", ");
    text += fmt::format("::error {}title={}::{}\n", properties, github_property(cause.title),
                        github_data(cause.text + "\n" + names));
  }
  if (!run.ended) text += "::warning title=CTest did not end::Its log ends before the run does.\n";
  return text;
}

}  // namespace caisson::report
