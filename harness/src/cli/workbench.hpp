#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/process.hpp"
#include "cli/context.hpp"
#include "image/provider.hpp"
#include "lease/bench.hpp"
#include "run/driver.hpp"

namespace caisson::cli {

/// What the image is made from as it lies on the disk now: its reference, and its recipe where it
/// has one.
std::string identity_of(const model::Stack& stack, const model::Image& image);

/// Everything a driver works with, made for one plan on this machine.
class Workbench final : public lease::Bench {
 public:
  enum class Purpose {
    act,   ///< secrets and missing folders are written
    look,  ///< nothing is written
  };
  /// For whom, where and on what. What is pointed to outlives the bench.
  struct Order {
    engine::Engine* engine = nullptr;
    Loop* loop = nullptr;
    const plan::Plan* plan = nullptr;
    std::string instance;
    std::string manifest;
  };
  /// `notice` gets lines for the reader that belong to no service; it may be empty.
  static Result<std::unique_ptr<Workbench>> make(Context& context, const plan::Plan& plan,
                                                 Purpose purpose,
                                                 std::function<void(std::string)> notice);
  static Result<std::unique_ptr<Workbench>> make(const Order& order, Purpose purpose,
                                                 std::function<void(std::string)> notice);

  run::Surroundings surroundings() override;
  const run::Site& site() const override { return m_site; }
  run::HostPorts& ports() override { return *m_ports; }

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
