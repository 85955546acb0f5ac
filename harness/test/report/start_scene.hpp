#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/lanes.hpp"

namespace caisson::report::test {

using namespace std::chrono_literals;

/// A plan `db ← migrate (a one-shot) ← api` and the events of its start: api's image is built until
/// 2 s, db is ready at 3 s, migrate ends at 4 s, api is ready at 6 s.
class StartScene {
 public:
  StartScene() {
    declare("db", {});
    declare("migrate", {{0, model::Condition::healthy}});
    declare("api", {{1, model::Condition::completed}});
    m_stack.services["migrate"].completes = true;
    m_stack.services["db"].healthcheck.emplace();
    m_stack.services["api"].healthcheck.emplace();
    m_plan.stack = &m_stack;
    m_stack.name = "shop";
  }
  StartScene(const StartScene&) = delete;
  StartScene& operator=(const StartScene&) = delete;

  void prepare() {
    see(0ms, model::event::ImageStarted{"api", true});
    see(100ms, model::event::ImageReady{"db", "sha256:1", model::ImageSource::registry});
    see(200ms, model::event::NetworksReady{});
    see(300ms, model::event::Created{"db", "shop-db"});
    see(400ms, model::event::Created{"migrate", "shop-migrate"});
    see(500ms, model::event::Started{"db"});
    see(2000ms, model::event::ImageReady{"api", "sha256:2", model::ImageSource::recipe});
    see(2100ms, model::event::Created{"api", "shop-api"});
  }

  void succeed() {
    prepare();
    see(3000ms, model::event::Ready{"db"});
    see(3100ms, model::event::Started{"migrate"});
    see(4000ms, model::event::Exited{"migrate", 0, false});
    see(4200ms, model::event::Started{"api"});
    see(6000ms, model::event::Ready{"api"});
  }

  void see(Duration at, model::Event event) { m_start.observe(event, at); }

  model::Stack& stack() { return m_stack; }
  const plan::Plan& plan() const { return m_plan; }
  const Start& start() const { return m_start; }
  std::vector<Lane> lanes(const std::vector<Cause>& causes = {},
                          const std::vector<Cause>& absences = {}) const {
    return lanes_of(m_plan, m_start, causes, absences);
  }

 private:
  void declare(const std::string& name, std::vector<plan::Edge> after) {
    model::Service& service = m_stack.services[name];
    service.name = name;
    service.image = name == "migrate" ? "db" : name;
    service.declared_at = "/s/shop/CMakeLists.txt:7";
    plan::Step step;
    step.service = &service;
    step.after = std::move(after);
    m_plan.steps.push_back(step);
  }

  model::Stack m_stack;
  plan::Plan m_plan;
  Start m_start;
};

}  // namespace caisson::report::test
