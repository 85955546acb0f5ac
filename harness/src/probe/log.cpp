#include "probe/log.hpp"

#include <boost/regex.hpp>

namespace caisson::probe {
namespace {

constexpr std::size_t k_longest_line = 4096;

}  // namespace

// Boost's matcher keeps its stack on the heap and gives up on explosive patterns; the standard
// library's recurses once a character.
struct LogMatcher::State {
  boost::regex pattern;
};

LogMatcher::LogMatcher(std::unique_ptr<State> state) : m_state(std::move(state)) {}
LogMatcher::~LogMatcher() = default;
LogMatcher::LogMatcher(LogMatcher&&) noexcept = default;
LogMatcher& LogMatcher::operator=(LogMatcher&&) noexcept = default;

Result<LogMatcher> LogMatcher::make(const std::string& pattern) {
  try {
    auto state = std::make_unique<State>();
    state->pattern.assign(pattern, boost::regex::ECMAScript);
    return LogMatcher(std::move(state));
  } catch (const boost::regex_error& error) {
    std::string why = error.what();
    why = why.substr(0, why.find("  The error occurred"));
    return Error{ErrorKind::manifest, "`" + pattern + "` is no regular expression: " + why +
                                          " (at character " + std::to_string(error.position() + 1) +
                                          ")"};
  }
}

bool LogMatcher::matches(std::string_view line) const {
  line = line.substr(0, k_longest_line);
  try {
    return boost::regex_search(line.begin(), line.end(), m_state->pattern);
  } catch (const std::runtime_error&) {  // the complexity of the search exceeds a limit
    return false;
  }
}

}  // namespace caisson::probe
