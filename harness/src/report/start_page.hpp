#pragma once

#include <map>
#include <string>
#include <vector>

#include "report/failure.hpp"
#include "report/lanes.hpp"
#include "report/status.hpp"

namespace caisson::report {

/// What the page of a start tells.
struct StartPage {
  Status status{};  ///< whose start it was, and where its services are; their states are not used
  std::string began_at{};  ///< for people
  Duration took{};
  std::string source_dir{};  ///< places below it are told without it
  bool interrupted = false;
  std::vector<Lane> lanes{};
  std::map<std::string, ImageTimes> images{};
  std::vector<Cause> causes{};    ///< root causes in the order they happened; none: all went well
  std::vector<Cause> absences{};  ///< services that stayed away
  std::string graph_svg{};        ///< a picture of ours, trusted
};

/// One HTML page that needs nothing else: what failed and its last words, the start as a waterfall
/// with its critical path, the graph, and each service's state, image and addresses.
std::string start_page(const StartPage& page);

}  // namespace caisson::report
