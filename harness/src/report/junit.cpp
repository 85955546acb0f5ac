#include "report/junit.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "base/text.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

constexpr std::string_view k_replacement = "\xEF\xBF\xBD";

/// XML 1.0, production 2 "Char", for what is left when control characters are gone.
bool is_char(std::uint32_t code) {
  return (code >= 0x20 && code <= 0xD7FF) || (code >= 0xE000 && code <= 0xFFFD) ||
         (code >= 0x10000 && code <= 0x10FFFF);
}

/// The length of the character at the front, 0 when it is none (RFC 3629 with all its points).
std::size_t character(std::string_view text) {
  const auto byte = [&text](std::size_t at) {
    return at < text.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(text[at])) : 0U;
  };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return is_char(lead) ? 1 : 0;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) return 0;
    code = (code << 6U) | (byte(at) & 0x3FU);
  }
  const bool is_overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  return is_overlong || !is_char(code) ? 0 : length;
}

std::string escape_line(std::string_view line) {
  std::string safe;
  while (!line.empty()) {
    const std::size_t length = character(line);
    const std::string_view text = line.substr(0, length);
    if (length == 0) {
      safe += k_replacement;
    } else if (text == "<") {
      safe += "&lt;";
    } else if (text == ">") {
      safe += "&gt;";
    } else if (text == "&") {
      safe += "&amp;";
    } else if (text == "\"") {
      safe += "&quot;";
    } else {
      safe += text;
    }
    line.remove_prefix(length == 0 ? 1 : length);
  }
  return safe;
}

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

std::string property(std::string_view name, std::string_view value) {
  return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, xml_escape(value));
}

std::string properties(const TestResult& test) {
  std::string text;
  for (const std::string& label : test.labels)
    text += property("label", label);
  if (test.runs > 1) text += property("runs", std::to_string(test.runs));
  if (!test.folder.empty()) text += property("caisson_folder", test.folder);
  return text.empty() ? text : "    <properties>\n" + text + "    </properties>\n";
}

std::string verdict(const TestRun& run, const TestResult& test) {
  if (test.outcome == Outcome::skipped || test.outcome == Outcome::disabled) {
    const std::string_view reason = test.reason.empty() ? to_string(test.outcome) : test.reason;
    return fmt::format("    <skipped message=\"{}\"/>\n", xml_escape(reason));
  }
  if (test.outcome == Outcome::cut_off) {
    return "    <error message=\"CTest's log ends within this test\"/>\n";
  }
  if (!test.cause) return {};
  const RootCause& cause = run.causes[*test.cause];
  std::string message = first_line(cause.text);
  if (test.outcome == Outcome::not_run && message != test.reason) message = "not run: " + message;
  const std::string folder = test.folder.empty() ? "" : "\nmore in " + test.folder;
  return fmt::format("    <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                     to_string(test.outcome), xml_escape(message), xml_escape(cause.text + folder));
}

std::string place(const TestResult& test) {
  if (test.place.file.empty()) return {};
  return fmt::format(" file=\"{}\" line=\"{}\"", xml_escape(test.place.file), test.place.line);
}

std::string testcase(const TestRun& run, const TestResult& test) {
  std::string text =
      fmt::format("  <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"{}>\n",
                  xml_escape(run.name), xml_escape(test.name), test.seconds, place(test));
  text += properties(test) + verdict(run, test);
  if (!test.output.empty())
    text += "    <system-out>" + xml_escape(test.output) + "</system-out>\n";
  return text + "  </testcase>\n";
}

}  // namespace

std::string xml_escape(std::string_view text) {
  std::string safe;
  bool is_first = true;
  for (const std::string& line : split(text, '\n')) {
    if (!is_first) safe += "\n";
    is_first = false;
    safe += escape_line(printable(line));
  }
  return safe;
}

std::string junit_xml(const TestRun& run) {
  double seconds = 0;
  for (const TestResult& test : run.tests)
    seconds += test.seconds;
  const std::size_t failures = run.count(Outcome::failed) + run.count(Outcome::not_run);
  const std::size_t skipped = run.count(Outcome::skipped) + run.count(Outcome::disabled);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text += fmt::format(
      "<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" "
      "time=\"{:.3f}\">\n",
      xml_escape(run.name), run.tests.size(), failures, run.count(Outcome::cut_off), skipped,
      seconds);
  for (const TestResult& test : run.tests)
    text += testcase(run, test);
  return text + "</testsuite>\n";
}

}  // namespace caisson::report
