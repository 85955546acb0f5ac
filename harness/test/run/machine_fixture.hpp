#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "run/graph.hpp"
#include "run/machine.hpp"

namespace caisson::run::test {

namespace event = model::event;

inline std::string text(const Command& command) {
  struct {
    std::string operator()(const command::EnsureImage& c) const { return "image " + c.image; }
    std::string operator()(const command::EnsureNetworks&) const { return "networks"; }
    std::string operator()(const command::TryPrograms& c) const { return "try " + c.service; }
    std::string operator()(const command::Create& c) const { return "create " + c.service; }
    std::string operator()(const command::Start& c) const { return "start " + c.service; }
    std::string operator()(const command::Probe& c) const { return "probe " + c.service; }
    std::string operator()(const command::AskWhetherHalted& c) const {
      return "halted? " + c.service + ": " + join(c.debugged, " ");
    }
    std::string operator()(const command::StopProbe& c) const { return "unprobe " + c.service; }
    std::string operator()(const command::Stop& c) const { return "stop " + c.service; }
    std::string operator()(const command::Remove& c) const { return "remove " + c.service; }
    std::string operator()(const command::RemoveNetworks&) const { return "remove networks"; }
    std::string operator()(const command::WakeAt&) const { return "wake"; }
  } to_text;
  return std::visit(to_text, command);
}

/// A machine that is told what happened and shows what it wants, but for the alarm clock.
class MachineTest : public ::testing::Test {
 protected:
  std::vector<std::string> begin(Options options = {}) {
    const std::string mode = m_plan.mode;
    m_plan = graph.plan();
    m_plan.mode = mode;
    m_machine.emplace(m_plan, found, options);
    return texts(m_machine->begin(now));
  }
  std::vector<std::string> tell(const model::Event& event) {
    return texts(m_machine->step(event, now));
  }
  /// As far as every container created.
  void create_all() {
    tell(event::ImageReady{.image = "base", .id = "sha256:1"});
    tell(event::NetworksReady{});
    for (const std::string& name : graph.order())
      tell(event::Created{name, "id-" + name});
  }
  const Outcome& outcome() const { return *m_machine->outcome(); }
  bool finished() const { return m_machine->outcome().has_value(); }

  Graph graph;
  FoundMap found;
  Instant now{1s};
  std::optional<Machine> m_machine;

  plan::Plan m_plan;

 private:
  static std::vector<std::string> texts(const std::vector<Command>& commands) {
    std::vector<std::string> all;
    for (const Command& command : commands) {
      if (!std::holds_alternative<command::WakeAt>(command)) all.push_back(text(command));
    }
    return all;
  }
};

}  // namespace caisson::run::test
