#include "report/root_cause.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "base/text.hpp"
#include "report/ready_line.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view k_cross = "✘ ";
constexpr std::string_view k_folder = "  all of it: ";

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

Lines lines_of(std::string_view output) {
  Lines lines;
  for (const std::string& line : split(output, '\n'))
    lines.push_back(printable(line));
  return lines;
}

/// Without the summary of the failure bundle, which tells what services did, not why.
Lines lines_of_test(std::string_view output) {
  Lines lines = lines_of(output);
  const auto summary = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return starts_with(line, "services of `") && ends_with(line, ":");
  });
  lines.erase(summary, lines.end());
  return lines;
}

std::string first_of(const Lines& lines) {
  Lines shown(lines.begin(),
              lines.begin() + static_cast<std::ptrdiff_t>(std::min(lines.size(), k_cause_lines)));
  while (!shown.empty() && trim(shown.back()).empty())
    shown.pop_back();
  return join(shown, "\n");
}

/// The block that failure_text writes: a headline and lines that are indented.
std::optional<Symptom> failed_service(const Lines& lines) {
  const auto headline = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find(k_cross) != line.npos && line.find("failed") != line.npos;
  });
  if (headline == lines.end()) return std::nullopt;
  Symptom symptom;
  symptom.title = headline->substr(headline->find(k_cross) + k_cross.size());
  Lines block{symptom.title};
  for (auto line = headline + 1; line != lines.end() && starts_with(*line, "  "); ++line) {
    block.push_back(line->substr(2));
    if (starts_with(*line, "  declared ")) symptom.place = parse_place(trim(line->substr(11)));
  }
  symptom.text = first_of(block);
  symptom.is_services = true;
  symptom.is_shared = true;
  return symptom;
}

/// `file:line: Failure`, what was expected, and an empty line or GoogleTest's next mark.
std::optional<Symptom> assertion(const Lines& lines) {
  constexpr std::string_view k_failure = ": Failure";
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const std::string& line) {
    return ends_with(line, k_failure);
  });
  if (found == lines.end()) return std::nullopt;
  Symptom symptom;
  const std::string where = found->substr(0, found->size() - k_failure.size());
  symptom.place = parse_place(where);
  Lines block;
  for (auto line = found + 1; line != lines.end() && !line->empty() && line->front() != '['; ++line)
    block.push_back(*line);
  symptom.title = block.empty() ? std::string("an assertion failed") : block.front();
  symptom.text = first_of(block);
  symptom.is_shared = !symptom.place.file.empty();
  return symptom;
}

/// Errors of `caisson`: the reader's remedy is in the next lines, indented.
std::optional<Symptom> own_error(const Lines& lines) {
  const auto found = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return starts_with(line, "error: ") || starts_with(line, "caisson: cannot ");
  });
  if (found == lines.end()) return std::nullopt;
  Lines block{*found};
  for (auto line = found + 1; line != lines.end() && starts_with(*line, "  "); ++line)
    block.push_back(*line);
  Symptom symptom;
  symptom.title = *found;
  symptom.text = first_of(block);
  symptom.is_shared = true;
  return symptom;
}

std::optional<Symptom> cmake_error(const Lines& lines) {
  constexpr std::string_view k_error = "CMake Error";
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const std::string& line) {
    return starts_with(line, k_error);
  });
  if (found == lines.end()) return std::nullopt;
  Symptom symptom;
  symptom.title = *found;
  symptom.text = first_of(Lines(found, lines.end()));
  return symptom;
}

/// A traceback names the exception in its last line, the first that is not indented.
std::optional<Symptom> exception(const Lines& lines) {
  const auto found =
      std::find(lines.rbegin(), lines.rend(), std::string("Traceback (most recent call last):"));
  if (found == lines.rend()) return std::nullopt;
  const auto end = std::find_if(found.base(), lines.end(), [](const std::string& line) {
    return !line.empty() && line.front() != ' ';
  });
  if (end == lines.end()) return std::nullopt;
  Symptom symptom;
  symptom.title = *end;
  symptom.text = first_of(Lines(end, lines.end()));
  return symptom;
}

Symptom last_lines(const Lines& lines) {
  constexpr std::size_t k_last = 5;
  Lines shown;
  for (auto line = lines.rbegin(); line != lines.rend() && shown.size() < k_last; ++line) {
    if (!trim(*line).empty() && !ready_after(*line)) shown.insert(shown.begin(), *line);
  }
  return {.title = {}, .text = join(shown, "\n"), .place = {}};
}

}  // namespace

Symptom symptom_of(std::string_view output) {
  const Lines lines = lines_of_test(output);
  for (const auto look : {&failed_service, &assertion, &own_error, &cmake_error, &exception}) {
    if (auto found = look(lines)) return std::move(*found);
  }
  return last_lines(lines);
}

std::string skip_reason(std::string_view output) {
  constexpr std::string_view k_skipped = "skipped: ";
  const Lines lines = lines_of_test(output);
  for (auto line = lines.begin(); line != lines.end(); ++line) {
    if (starts_with(*line, k_skipped)) return line->substr(k_skipped.size());
    const auto next = line + 1;
    if (ends_with(*line, ": Skipped") && next != lines.end() && !next->empty()) return *next;
  }
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (!trim(*line).empty()) return *line;
  }
  return {};
}

std::string bundle_folder(std::string_view output) {
  std::string folder;
  for (const std::string& line : lines_of(output)) {
    if (starts_with(line, k_folder)) folder = line.substr(k_folder.size());
  }
  return folder;
}

Place parse_place(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return {};
  int line = 0;
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), line);
  if (error != std::errc() || end != digits.data() + digits.size() || line <= 0) return {};
  return {std::string(text.substr(0, colon)), line};
}

}  // namespace caisson::report
