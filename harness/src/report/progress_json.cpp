#include <cmath>
#include <string>

#include "model/names.hpp"
#include "report/json.hpp"
#include "report/milliseconds.hpp"
#include "report/progress.hpp"

namespace caisson::report {
namespace {

class JsonLines final : public Progress {
 public:
  explicit JsonLines(Terminal& terminal) : m_terminal(terminal) {}

  void observe(const model::Event& event, Duration elapsed) override {
    const Json fields = std::visit([](const auto& happened) { return describe(happened); }, event);
    if (!fields.is_null()) write(fields, elapsed);
  }

  void reachable(const std::string& service, const std::vector<std::string>& urls,
                 Duration elapsed) override {
    write({{"event", "reachable"}, {"service", service}, {"urls", urls}}, elapsed);
  }

  void note(std::string_view line, Duration elapsed) override {
    write({{"event", "note"}, {"line", line}}, elapsed);
  }

 private:
  void write(const Json& fields, Duration elapsed) {
    Json object{{"schema", 1}, {"elapsed_ms", milliseconds(elapsed)}};
    object.update(fields);
    m_terminal.write(dump(object) + "\n");
  }

  static Json describe(const model::event::ImageStarted& e) {
    return {{"event", "image_started"}, {"image", e.image}, {"build", e.build}};
  }
  static Json describe(const model::event::ImageProgress& e) {
    return {{"event", "image_progress"}, {"image", e.image}, {"line", e.line}};
  }
  static Json describe(const model::event::ImageReady& e) {
    return {{"event", "image_ready"},
            {"image", e.image},
            {"id", e.id},
            {"source", model::to_string(e.source)}};
  }
  static Json describe(const model::event::ImageFailed& e) {
    Json fields{{"event", "image_failed"}, {"image", e.image}, {"error", to_json(e.error)}};
    if (e.unavailable) fields["unavailable"] = true;
    return fields;
  }
  static Json describe(const model::event::NetworksReady&) { return {{"event", "networks_ready"}}; }
  static Json describe(const model::event::ProgramsFit&) { return nullptr; }
  static Json describe(const model::event::Created& e) {
    return {{"event", "created"}, {"service", e.service}, {"container", e.container}};
  }
  static Json describe(const model::event::Started& e) {
    return {{"event", "started"}, {"service", e.service}};
  }
  static Json describe(const model::event::Ready& e) {
    return {{"event", "ready"}, {"service", e.service}};
  }
  static Json describe(const model::event::NotReady& e) {
    return {{"event", "not_ready"}, {"service", e.service}, {"reason", e.reason}};
  }
  static Json describe(const model::event::Unalive& e) {
    return {{"event", "unalive"}, {"service", e.service}, {"reason", e.reason}};
  }
  static Json describe(const model::event::Exited& e) {
    return {{"event", "exited"},
            {"service", e.service},
            {"exit_code", e.exit_code},
            {"oom_killed", e.oom_killed}};
  }
  static Json describe(const model::event::Halted& e) {
    if (!e.halted) return nullptr;
    return {{"event", "halted"}, {"service", e.service}};
  }
  static Json describe(const model::event::Removed& e) {
    return {{"event", "removed"}, {"service", e.service}};
  }
  static Json describe(const model::event::NetworksRemoved&) {
    return {{"event", "networks_removed"}};
  }
  static Json describe(const model::event::CallFailed& e) {
    return {{"event", "call_failed"},
            {"service", e.service},
            {"call", e.call},
            {"error", to_json(e.error)}};
  }
  static Json describe(const model::event::TimerFired&) { return nullptr; }
  static Json describe(const model::event::Interrupted&) { return {{"event", "interrupted"}}; }
  static Json describe(const model::event::EngineLost& e) {
    return {{"event", "engine_lost"}, {"error", to_json(e.error)}};
  }

  Terminal& m_terminal;
};

}  // namespace

std::unique_ptr<Progress> make_progress_json(Terminal& terminal) {
  return std::make_unique<JsonLines>(terminal);
}

}  // namespace caisson::report
