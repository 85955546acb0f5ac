#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/process.hpp"
#include "cli/context.hpp"
#include "image/provider.hpp"
#include "run/driver.hpp"

namespace caisson::cli {

/// Everything a driver works with, made for one plan on this machine.
class Workbench {
 public:
  enum class Purpose {
    act,   ///< secrets and missing folders are written
    look,  ///< nothing is written
  };
  /// `notice` gets lines for the reader that belong to no service; it may be empty.
  static Result<std::unique_ptr<Workbench>> make(Context& context, const plan::Plan& plan,
                                                 Purpose purpose,
                                                 std::function<void(std::string)> notice);

  run::Surroundings surroundings();
  const run::Site& site() const { return m_site; }
  run::HostPorts& ports() { return *m_ports; }

 private:
  Workbench() = default;

  engine::Engine* m_engine = nullptr;
  Clock* m_clock = nullptr;
  run::Site m_site;
  std::unique_ptr<Process> m_processes;
  std::unique_ptr<run::HostPorts> m_ports;
  std::unique_ptr<image::Provider> m_images;
  std::function<std::string(const model::Image&)> m_fingerprint;
};

}  // namespace caisson::cli
