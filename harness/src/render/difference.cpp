#include "render/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace caisson::render {
namespace {

constexpr std::size_t k_context = 3;
/// Beyond this many changes nobody reads which lines stayed by chance, and the search is quadratic.
constexpr std::ptrdiff_t k_most_changes = 2000;

using Lines = std::vector<std::string>;

/// A line of the unified form: both texts have it, or only the old or the new one.
struct Step {
  char mark = ' ';
  std::string_view text;
};

Lines lines_of(std::string_view text) {
  Lines lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

/// The shortest way from one list of lines to the other (Myers, "An O(ND) difference algorithm",
/// 1986), greedy and forward.
class Search {
 public:
  Search(const Lines& from, const Lines& to) : m_from(from), m_to(to) {}

  std::vector<Step> steps() {
    const auto most = static_cast<std::ptrdiff_t>(m_from.size() + m_to.size());
    m_reach.assign(static_cast<std::size_t>(2 * std::min(most, k_most_changes) + 3), 0);
    for (std::ptrdiff_t changes = 0; changes <= std::min(most, k_most_changes); ++changes) {
      m_trace.push_back(m_reach);
      if (extend(changes)) return walk_back(changes);
    }
    return replace_all();
  }

 private:
  std::ptrdiff_t& reach(std::vector<std::ptrdiff_t>& row, std::ptrdiff_t diagonal) const {
    return row[static_cast<std::size_t>(diagonal + static_cast<std::ptrdiff_t>(row.size() / 2))];
  }
  bool goes_down(std::vector<std::ptrdiff_t>& row, std::ptrdiff_t diagonal,
                 std::ptrdiff_t changes) const {
    return diagonal == -changes ||
           (diagonal != changes && reach(row, diagonal - 1) < reach(row, diagonal + 1));
  }

  /// One change more on every diagonal; true when the end of both is reached.
  bool extend(std::ptrdiff_t changes) {
    const auto rows = static_cast<std::ptrdiff_t>(m_from.size());
    const auto columns = static_cast<std::ptrdiff_t>(m_to.size());
    for (std::ptrdiff_t diagonal = -changes; diagonal <= changes; diagonal += 2) {
      std::ptrdiff_t x = goes_down(m_reach, diagonal, changes) ? reach(m_reach, diagonal + 1)
                                                               : reach(m_reach, diagonal - 1) + 1;
      std::ptrdiff_t y = x - diagonal;
      while (x < rows && y < columns && y >= 0 &&
             m_from[static_cast<std::size_t>(x)] == m_to[static_cast<std::size_t>(y)]) {
        ++x;
        ++y;
      }
      reach(m_reach, diagonal) = x;
      if (x >= rows && y >= columns) return true;
    }
    return false;
  }

  std::vector<Step> walk_back(std::ptrdiff_t changes) {
    std::vector<Step> steps;
    auto x = static_cast<std::ptrdiff_t>(m_from.size());
    auto y = static_cast<std::ptrdiff_t>(m_to.size());
    for (; changes >= 0; --changes) {
      std::vector<std::ptrdiff_t>& row = m_trace[static_cast<std::size_t>(changes)];
      const std::ptrdiff_t diagonal = x - y;
      const bool down = goes_down(row, diagonal, changes);
      const std::ptrdiff_t before_x = changes == 0 ? 0 : reach(row, diagonal + (down ? 1 : -1));
      const std::ptrdiff_t before_y = changes == 0 ? 0 : before_x - diagonal - (down ? 1 : -1);
      while (x > before_x && y > before_y) {
        steps.push_back({' ', m_from[static_cast<std::size_t>(--x)]});
        --y;
      }
      if (changes == 0) break;
      if (down) {
        steps.push_back({'+', m_to[static_cast<std::size_t>(--y)]});
      } else {
        steps.push_back({'-', m_from[static_cast<std::size_t>(--x)]});
      }
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
  }

  std::vector<Step> replace_all() const {
    std::vector<Step> steps;
    for (const std::string& line : m_from)
      steps.push_back({'-', line});
    for (const std::string& line : m_to)
      steps.push_back({'+', line});
    return steps;
  }

  const Lines& m_from;
  const Lines& m_to;
  std::vector<std::ptrdiff_t> m_reach;  ///< by diagonal: how far into the old text
  std::vector<std::vector<std::ptrdiff_t>> m_trace;
};

/// Which steps are shown: the changes and what is around them.
std::vector<bool> shown(const std::vector<Step>& steps) {
  std::vector<bool> show(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].mark == ' ') continue;
    const std::size_t end = std::min(steps.size(), i + k_context + 1);
    for (std::size_t j = i - std::min(i, k_context); j < end; ++j)
      show[j] = true;
  }
  return show;
}

/// The lines of a hunk and where it begins in both texts.
struct Hunk {
  std::size_t old_line;
  std::size_t new_line;
  std::size_t old_count = 0;
  std::size_t new_count = 0;
  std::string text{};

  std::string whole() const {
    // An empty range is named by the line before it.
    const std::size_t old_begin = old_count == 0 ? old_line - 1 : old_line;
    const std::size_t new_begin = new_count == 0 ? new_line - 1 : new_line;
    return fmt::format("@@ -{},{} +{},{} @@\n{}", old_begin, old_count, new_begin, new_count, text);
  }
};

}  // namespace

Difference difference(std::string_view old_text, std::string_view new_text,
                      std::string_view old_name, std::string_view new_name) {
  Difference found;
  if (old_text == new_text) return found;
  const Lines from = lines_of(old_text);
  const Lines to = lines_of(new_text);
  const std::vector<Step> steps = Search(from, to).steps();
  const std::vector<bool> show = shown(steps);
  found.unified = fmt::format("--- {}\n+++ {}\n", old_name, new_name);
  Hunk hunk{1, 1};
  std::size_t old_line = 1;
  std::size_t new_line = 1;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    if (step.mark != ' ' && found.line == 0) found.line = old_line;
    const bool in_old = step.mark != '+';
    const bool in_new = step.mark != '-';
    if (show[i]) {
      if (hunk.text.empty()) hunk = {old_line, new_line};
      hunk.text += fmt::format("{}{}\n", step.mark, step.text);
      hunk.old_count += in_old ? 1 : 0;
      hunk.new_count += in_new ? 1 : 0;
    }
    old_line += in_old ? 1 : 0;
    new_line += in_new ? 1 : 0;
    if (!hunk.text.empty() && (i + 1 == steps.size() || !show[i + 1])) {
      found.unified += hunk.whole();
      hunk.text.clear();
    }
  }
  if (found.line == 0) found.line = std::max<std::size_t>(from.size(), 1);  // the last line feed
  return found;
}

}  // namespace caisson::render
