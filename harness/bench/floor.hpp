#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/loop.hpp"
#include "bench/graph.hpp"
#include "engine/engine.hpp"

namespace caisson::bench {

/// The least anybody can do through the engine's API for a graph: create everything, start in
/// order, dial each port until it answers, remove. No manifest, no model, no recovery: what a run
/// of ours costs above this is ours.
class Floor {
 public:
  Floor(Loop& loop, engine::Engine& engine) : m_loop(loop), m_engine(engine) {}

  double up(const Graph& graph);  ///< seconds until the last service answered
  double down();                  ///< seconds until containers and network are gone

 private:
  void create(const Graph& graph);
  void start_what_may();
  void start(std::size_t index);
  void probe(std::size_t index);
  void answered();
  void remove(const std::string& container, int attempt, std::function<void()> done);

  Loop& m_loop;
  engine::Engine& m_engine;
  bool m_chain = false;
  std::string m_network;
  std::vector<std::string> m_containers;
  std::vector<std::shared_ptr<engine::Stream>> m_streams;
  std::size_t m_next = 0;       ///< next service to start
  std::size_t m_in_flight = 0;  ///< services being started
  std::size_t m_remaining = 0;  ///< services that have not answered
};

}  // namespace caisson::bench
