#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/floor.hpp"
#include "bench/graph.hpp"

namespace caisson::bench {

/// Seconds of every run of one contestant, in the order of the runs.
struct Times {
  std::vector<double> up;
  std::vector<double> no_op;
  std::vector<double> down;
};

/// The tools compared. `compose` is empty when there is none: its rows then say "not run".
struct Tools {
  std::string caisson;  ///< our CLI
  std::string compose;  ///< docker-compose v2 as a program of its own
  std::string compose_version;
  std::string folder;  ///< scratch, for the input files
};

struct Comparison {
  Times ours;
  std::optional<Times> rival;
  Times floor;
};

/// Brings the graph up, up again, and down with each contestant in turn, `pairs` times (see
/// interleave.hpp).
Comparison compare(const Tools& tools, Floor& floor, const Graph& graph, int pairs);

}  // namespace caisson::bench
