#pragma once

#include "model/stack.hpp"

namespace caisson::model {

/// What EDGE implies: such a service WANTS every other that has a route, and is on a network with
/// each of them.
void connect_edges(Stack& stack);

/// The service of the stack that is an edge and of which `runs` holds; null: none.
template <class Runs>
const Service* find_edge(const Stack& stack, Runs runs) {
  for (const auto& [name, service] : stack.services) {
    if (service.edge && runs(name)) return &service;
  }
  return nullptr;
}

}  // namespace caisson::model
