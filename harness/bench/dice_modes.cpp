#include "bench/dice_modes.hpp"

#include <fmt/format.h>

#include <string>

#include "bench/dice_memory.hpp"
#include "bench/dice_stack.hpp"
#include "bench/rows.hpp"
#include "bench/statistics.hpp"

namespace caisson::bench {
namespace {

/// Starts on data that are there.
constexpr int k_starts = 3;
constexpr int k_backend_starts = 10;

struct Mode {
  std::string name;
  std::vector<std::string> words;
  double seconds;         ///< goal
  double bytes;           ///< goal
  double promised_bytes;  ///< 0: none
};

const std::vector<Mode>& modes() {
  static const std::vector<Mode> all = {
      {"full-stack", {"--mode", "full-stack"}, 60, 2e9, 1.5e9},
      {"backend-only", {"--mode", "backend-only"}, 30, 800e6, 0},
      {"frontend-only", {"--mode", "frontend-only"}, 10, 500e6, 200e6},
      {"frontend-only with mock",
       {"--mode", "frontend-only", "--profile", "mock"},
       15,
       500e6,
       300e6},
  };
  return all;
}

struct Figures {
  double first = 0;           ///< seconds of a start with empty data
  std::vector<double> later;  ///< seconds of starts with data
  std::vector<double> stops;
  Memory memory;
};

Figures measure(const Setting& setting, const Mode& mode) {
  // Builds what is missing, and has the images in the page cache.
  DiceStack(setting).up(mode.words);
  const DiceStack stack(setting);
  Figures figures;
  figures.first = stack.up(mode.words);
  figures.stops.push_back(stack.down());
  for (int start = 0; start < k_starts; ++start) {
    figures.later.push_back(stack.up(mode.words));
    if (start == 0) figures.memory = settled_memory(setting, stack);
    figures.stops.push_back(stack.down());
    fmt::print(stderr, "DICE, {}: {} of {}\n", mode.name, start + 1, k_starts);
  }
  return figures;
}

/// Data that are empty are the harder case, so they decide.
Row start_row(const Mode& mode, const Figures& figures) {
  return limit_row(
      fmt::format("DICE {}, nothing running to ready", mode.name), mode.seconds, figures.first,
      fmt::format(" with empty data, {} later", seconds(median(figures.later))), seconds);
}

Row memory_row(const Mode& mode, const Memory& memory) {
  const std::string promise =
      mode.promised_bytes > 0 ? fmt::format("; promised {}", megabytes(mode.promised_bytes)) : "";
  return limit_row(fmt::format("DICE {}, memory", mode.name), mode.bytes, memory.bytes,
                   fmt::format(" ({}{})", memory.detail, promise), megabytes);
}

Row saving_row(const Mode& mode, const Memory& memory, const Memory& full) {
  constexpr double k_promised = 0.60;
  const double saved = 1 - memory.bytes / full.bytes;
  return {fmt::format("DICE {}, memory saved against full-stack", mode.name),
          fmt::format("≥ {:.0f} %", 100 * k_promised),
          fmt::format("{:.0f} %", 100 * saved),
          saved >= k_promised,
          "–",
          "–"};
}

}  // namespace

std::vector<Row> dice_mode_rows(const Setting& setting) {
  std::vector<Row> rows;
  Memory full;
  for (const Mode& mode : modes()) {
    const Figures figures = measure(setting, mode);
    rows.push_back(start_row(mode, figures));
    rows.push_back(memory_row(mode, figures.memory));
    if (mode.name == "full-stack") {
      full = figures.memory;
      rows.push_back(limit_row("DICE full-stack, stop", 2, median(figures.stops), "", seconds));
    } else {
      rows.push_back(saving_row(mode, figures.memory, full));
    }
  }
  return rows;
}

std::vector<Row> dice_backend_rows(const Setting& setting) {
  DiceStack(setting).up({"backend"});
  const DiceStack stack(setting);
  const double first = stack.up({"backend"});
  std::vector<double> later;
  for (int start = 0; start < k_backend_starts; ++start) {
    stack.down();
    later.push_back(stack.up({"backend"}));
    fmt::print(stderr, "DICE, backend: {} of {}\n", start + 1, k_backend_starts);
  }
  return {limit_row("DICE backend and what it needs, second start", 5, median(later),
                    fmt::format(" ({} with empty data)", seconds(first)), seconds)};
}

}  // namespace caisson::bench
