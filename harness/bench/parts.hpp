#pragma once

#include <string>
#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

struct Part {
  std::string name;
  std::vector<Row> (*rows)(const Setting&);
};

/// What is to be measured, in this order: the parts whose name begins with `only`; those of DICE
/// where it is declared, and what takes very long only where it is asked for.
std::vector<Part> parts(const Arguments& arguments);

}  // namespace caisson::bench
