#pragma once

#include <string>
#include <vector>

namespace caisson::bench {

/// A graph of benchmark servers, from which each contestant's own input is written.
struct Graph {
  std::string name;   ///< stack, project and container prefix
  std::string image;  ///< image of harness/bench/server.c
  int services = 0;
  bool chain = false;          ///< each depends on the one before, `healthy`; else all flat
  int check_every_ms = 100;    ///< interval of the health checks of tools that have one
  std::vector<int> delays_ms;  ///< per service, before it listens; empty: none
  std::string stamp_dir;       ///< host folder for the listen stamps, or empty
  bool is_published = false;   ///< the port is declared, so tests reach it from the host
};

inline constexpr int k_port = 8080;

std::string service_name(int index);
std::string to_manifest(const Graph& graph);  ///< stack.json, schema 1
std::string to_compose(const Graph& graph);   ///< compose.yaml (JSON is YAML)

}  // namespace caisson::bench
