#pragma once

#include <string>

#include "base/loop.hpp"
#include "bench/contestants.hpp"
#include "engine/engine.hpp"

namespace caisson::bench {

inline constexpr const char* k_image = "caisson/bench-server:1";
inline constexpr const char* k_reaper_image = "caisson/bench-reaper:1";

/// Says whose container it is; the value is `server` or `reaper`, from the image.
inline constexpr const char* k_label = "dev.caisson.bench";

struct Arguments {
  Tools tools;
  std::string package;         ///< source folder of Caisson
  std::string server;          ///< tar with the benchmark server
  std::string use;             ///< program that uses one server once
  std::string reaper;          ///< tar with the reaper's build context
  std::string node;            ///< Node.js, or empty
  std::string testcontainers;  ///< folder with the rival and its packages, or empty
  std::string edge;            ///< folder with what asks DICE's edge, and its packages
  std::string dice;            ///< DICE's manifest, or empty
  std::string output;          ///< folder of benchmarks.json and benchmarks.md; empty: none
  std::string only;            ///< begin of the names of the parts to run; empty: all
  bool cold = false;           ///< build every image of DICE anew, too
  int pairs = 15;
  int trials = 200;
};

/// What every part of the benchmark works with.
struct Setting {
  Loop& loop;
  engine::Engine& engine;
  const Arguments& arguments;
};

}  // namespace caisson::bench
