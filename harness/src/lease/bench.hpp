#pragma once

#include <functional>
#include <memory>
#include <string>

#include "plan/plan.hpp"
#include "run/driver.hpp"

namespace caisson::lease {

/// What one bring-up works with on this machine.
class Bench {
 public:
  virtual ~Bench() = default;
  virtual run::Surroundings surroundings() = 0;
  virtual const run::Site& site() const = 0;
  virtual run::HostPorts& ports() = 0;
};

/// Made anew for each plan of this manifest, for an instance of this name.
using MakeBench = std::function<Result<std::unique_ptr<Bench>>(
    const plan::Plan&, const std::string& instance, const std::string& manifest)>;

}  // namespace caisson::lease
