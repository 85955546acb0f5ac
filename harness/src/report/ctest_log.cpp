#include "report/ctest_log.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "base/text.hpp"

namespace caisson::report {
namespace {

constexpr std::string_view k_rule = "----------------------------------------------------------\n";
constexpr std::string_view k_end_of_output = "<end of output>\n";
constexpr std::string_view k_time = "Test time = ";

/// A place in the log that moves forward over what it finds there.
class Cursor {
 public:
  explicit Cursor(std::string_view text, std::size_t at = 0) : m_text(text), m_at(at) {}

  std::size_t at() const { return m_at; }
  bool is_end() const { return m_at >= m_text.size(); }
  std::string_view rest() const { return m_text.substr(std::min(m_at, m_text.size())); }
  bool take(std::string_view expected) {
    if (rest().substr(0, expected.size()) != expected) return false;
    m_at += expected.size();
    return true;
  }
  /// The line here, without its end.
  std::string_view line() {
    const auto left = rest();
    const auto feed = left.find('\n');
    m_at += feed == left.npos ? left.size() : feed + 1;
    return left.substr(0, feed);
  }

 private:
  std::string_view m_text;
  std::size_t m_at;
};

struct Header {
  int number = 0;
  std::string name;
};

/// `3/19 Testing: name`, and the same again with `Test:`.
std::optional<Header> take_header(Cursor& cursor) {
  Cursor ahead = cursor;
  const std::string_view line = ahead.line();
  Header header;
  const auto [digits, error] =
      std::from_chars(line.data(), line.data() + line.size(), header.number);
  const auto slash = static_cast<std::size_t>(digits - line.data());
  const auto mark = line.find(" Testing: ");
  if (error != std::errc() || slash >= line.size() || line[slash] != '/' || mark == line.npos)
    return std::nullopt;
  const std::string_view total = line.substr(slash + 1, mark - slash - 1);
  const bool counts = !total.empty() && std::all_of(total.begin(), total.end(),
                                                    [](char c) { return c >= '0' && c <= '9'; });
  if (!counts) return std::nullopt;
  header.name = line.substr(mark + 10);
  const std::string again = std::string(line.substr(0, mark)) + " Test: " + header.name;
  if (ahead.line() != again || ahead.rest().substr(0, 9) != "Command: ") return std::nullopt;
  cursor = ahead;
  return header;
}

/// The lines behind the output, when they are those of the test `record.name`.
bool take_verdict(Cursor& cursor, LogRecord& record) {
  Cursor ahead = cursor;
  if (!ahead.take(k_end_of_output) || !ahead.take(k_time)) return false;
  record.seconds = std::strtod(std::string(ahead.line()).c_str(), nullptr);
  if (!ahead.take(k_rule)) return false;
  const std::string end = "\"" + record.name + "\" end time: ";
  const std::string elapsed = "\"" + record.name + "\" time elapsed: ";
  const std::string_view first = ahead.line();
  std::string reason;
  const bool has_reason = first == "Test Fail Reason:" || first == "Test Pass Reason:";
  // A regular expression, which the reason repeats, may have several lines.
  while (has_reason && !ahead.is_end() && ahead.rest().substr(0, end.size()) != end) {
    const std::string_view line = ahead.line();
    if (line == k_end_of_output.substr(0, k_end_of_output.size() - 1)) return false;
    reason += std::string(line) + "\n";
  }
  if (!ahead.take(end)) return false;
  ahead.line();
  if (!ahead.take(elapsed)) return false;
  ahead.line();
  if (!ahead.take(k_rule)) return false;
  ahead.take("\n");
  record.passed = first == "Test Passed." || first == "Test Pass Reason:";
  record.reason = trim(reason);
  record.whole = true;
  cursor = ahead;
  return true;
}

void take_output(std::string_view text, Cursor& cursor, LogRecord& record) {
  const std::size_t begin = cursor.at();
  for (std::size_t at = begin;; ++at) {
    at = text.find(k_end_of_output, at);
    if (at == text.npos) break;
    if (at != begin && text[at - 1] != '\n') continue;
    Cursor end(text, at);
    if (!take_verdict(end, record)) continue;
    record.output = text.substr(begin, at - begin);
    cursor = end;
    return;
  }
  // Cut off: what there is of the output.
  record.output = text.substr(begin);
  record.seconds = 0;
  cursor = Cursor(text, text.size());
}

LogRecord take_record(std::string_view text, Cursor& cursor, const Header& header) {
  LogRecord record;
  record.number = header.number;
  record.name = header.name;
  const std::string start = "\"" + record.name + "\" start time: ";
  // The command and the directory; an argument may have several lines.
  while (!cursor.is_end() && !cursor.take(start))
    cursor.line();
  // A test that does not run has no time here, and "Test Passed." at its end.
  record.started = !cursor.line().empty();
  if (cursor.take("Output:\n") && cursor.take(k_rule)) {
    take_output(text, cursor, record);
  } else {
    cursor = Cursor(text, text.size());
  }
  return record;
}

}  // namespace

CtestLog parse_ctest_log(std::string_view text) {
  CtestLog log;
  Cursor cursor(text);
  if (!cursor.take("Start testing: ")) return log;
  cursor.line();
  cursor.take(k_rule);
  std::string notice;
  while (!cursor.is_end()) {
    if (const auto header = take_header(cursor)) {
      log.records.push_back(take_record(text, cursor, *header));
      log.records.back().notice = trim(notice);
      notice.clear();
    } else if (cursor.take("End testing: ")) {
      log.ended = true;
      break;
    } else {
      notice += std::string(cursor.line()) + "\n";
    }
  }
  return log;
}

}  // namespace caisson::report
