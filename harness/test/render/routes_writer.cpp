#include <iostream>

#include "model/parse.hpp"
#include "render/traefik_routes.hpp"

/// Writes the routes of a manifest (first argument) for one of its edges (second) to stdout, for
/// readers that are not ours (ctest/unit/traefik_routes.cmake).
int main(int count, char** arguments) {
  if (count != 3) return 2;
  const auto stack = caisson::model::read_stack(arguments[1]);
  if (!stack) {
    std::cerr << caisson::to_string(stack.error()) << "\n";
    return 1;
  }
  std::cout << caisson::render::traefik_routes(*stack, stack->services.at(arguments[2]), {});
  return 0;
}
