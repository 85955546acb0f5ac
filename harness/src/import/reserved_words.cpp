#include "import/reserved_words.hpp"

#include <fmt/format.h>

#include <set>

namespace caisson::import {
namespace {

/// Those of cmake/detail/keywords.cmake (a test compares), and those that end a health check.
const std::set<std::string>& reserved_words() {
  static const std::set<std::string> words{
      "ALIASES",  "BUDGET",       "CAPABILITIES", "COMMAND",     "COMPLETES", "CPUS",
      "DEBUG",    "DEPENDS",      "EDGE",         "ENTRYPOINT",  "ENV",       "ENV_FILE",
      "EVERY",    "EXPIRES",      "GRACE",        "HEALTHCHECK", "IMAGE",     "LABELS",
      "LIVENESS", "MEMORY",       "METRICS",      "MOCK",        "NETWORKS",  "PHASE",
      "PORTS",    "PREFER",       "PROFILE",      "PROGRAM",     "PUBLISH",   "REPLICAS",
      "RESTART",  "RESTART_WITH", "ROUTE",        "RUN_AS",      "SECRETS",   "TEMPLATE_BY",
      "TMPFS",    "VOLUMES",      "WANTS",        "WATCH",       "WITHIN",    "WRITABLE_ROOT"};
  return words;
}

}  // namespace

void refuse_reserved_words(const Draft& draft) {
  const auto& check = draft.service.healthcheck;
  const std::vector<std::string> probe = check ? check->command : std::vector<std::string>{};
  for (const auto* words : {&draft.service.entrypoint, &draft.service.command, &probe}) {
    if (!words->empty() && words->front().empty())
      draft.value.error("the first word of a command is empty", "name the program");
    for (const std::string& word : *words) {
      if (!reserved_words().contains(word)) continue;
      draft.value.error(fmt::format("the word `{}` of its command is a keyword of CMake's", word),
                        fmt::format("have a shell say it: `sh -c \"… {}\"`", word));
    }
  }
}

}  // namespace caisson::import
