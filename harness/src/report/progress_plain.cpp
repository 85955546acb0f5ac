#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/text.hpp"
#include "report/progress.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

/// A build says nothing for minutes otherwise; more often than this would be spam in a CI log.
constexpr Duration k_image_pause = std::chrono::seconds(10);

class Plain final : public Progress {
 public:
  Plain(Terminal& terminal, const plan::Plan& plan) : m_terminal(terminal) {
    for (const auto& step : plan.steps) {
      m_width = std::max(m_width, columns(step.service->name));
      if (step.service->completes) m_one_shots.insert(step.service->name);
    }
  }

  void observe(const model::Event& event, Duration elapsed) override {
    m_elapsed = elapsed;
    std::visit([this](const auto& happened) { tell(happened); }, event);
  }

  void reachable(const std::string& service, const std::vector<std::string>& urls,
                 Duration elapsed) override {
    m_elapsed = elapsed;
    line(service, "at " + join(urls, " "));
  }

  void note(std::string_view text, Duration elapsed) override {
    m_elapsed = elapsed;
    line("caisson", printable(text));
  }

 private:
  void line(std::string_view subject, std::string_view text) {
    const double seconds = std::chrono::duration<double>(m_elapsed).count();
    m_terminal.write(fmt::format("{:8.3f} s  {}  {}\n", seconds, pad(subject, m_width), text));
  }

  static std::string_view how(bool build) { return build ? "building" : "pulling"; }

  void tell(const model::event::ImageStarted& e) {
    m_images[e.image] = {e.build, m_elapsed};
    line(e.image, fmt::format("{} image", how(e.build)));
  }
  void tell(const model::event::ImageProgress& e) {
    auto& image = m_images[e.image];
    if (m_elapsed - image.told < k_image_pause) return;
    image.told = m_elapsed;
    line(e.image, fmt::format("still {}: {}", how(image.build), printable(e.line)));
  }
  void tell(const model::event::ImageReady& e) {
    // An image that was there already is no change of state.
    if (m_images.erase(e.image) == 0) return;
    line(e.image, e.source == model::ImageSource::registry ? "image ready (registry)"
                                                           : "image ready (recipe)");
  }
  void tell(const model::event::ImageFailed& e) {
    m_images.erase(e.image);
    line(e.image, fmt::format("image {}: {}", e.unavailable ? "unavailable" : "failed",
                              printable(e.error.message)));
  }
  void tell(const model::event::Created& e) {
    m_touched.insert(e.service);
    line(e.service, "created");
  }
  void tell(const model::event::Started& e) {
    m_touched.insert(e.service);
    line(e.service, "started");
  }
  void tell(const model::event::Ready& e) {
    // One that was ready before this run changed nothing.
    if (m_touched.count(e.service) > 0) line(e.service, "ready");
  }
  void tell(const model::event::NotReady& e) {
    line(e.service, "not ready yet: " + printable(e.reason));
  }
  void tell(const model::event::Unalive& e) {
    line(e.service, "not alive: " + printable(e.reason));
  }
  void tell(const model::event::Exited& e) {
    if (e.oom_killed) {
      line(e.service, "killed: out of memory");
    } else if (e.exit_code == 0 && m_one_shots.count(e.service) > 0) {
      line(e.service, "completed");
    } else {
      line(e.service, fmt::format("exited with {}", e.exit_code));
    }
  }
  void tell(const model::event::Halted& e) {
    if (e.halted && m_halted.insert(e.service).second)
      line(e.service, "a debugger has stopped it, or what it depends on: its deadline waits");
  }
  void tell(const model::event::Removed& e) { line(e.service, "removed"); }
  void tell(const model::event::CallFailed& e) {
    line(e.service.empty() ? "engine" : e.service,
         fmt::format("{} failed: {}", e.call, printable(e.error.message)));
  }
  void tell(const model::event::Interrupted&) { line("caisson", "interrupted, stopping"); }
  void tell(const model::event::EngineLost& e) {
    line("engine", "lost: " + printable(e.error.message));
  }
  void tell(const model::event::NetworksReady&) {}
  void tell(const model::event::ProgramsFit&) {}
  void tell(const model::event::NetworksRemoved&) {}
  void tell(const model::event::TimerFired&) {}

  struct Image {
    bool build = false;
    Duration told{};
  };

  Terminal& m_terminal;
  std::size_t m_width = 0;
  std::set<std::string> m_one_shots;
  std::set<std::string> m_touched;  ///< created or started by this run
  std::set<std::string> m_halted;   ///< told to be waited for on account of a debugger
  std::map<std::string, Image> m_images;
  Duration m_elapsed{};
};

}  // namespace

std::unique_ptr<Progress> make_progress_plain(Terminal& terminal, const plan::Plan& plan) {
  return std::make_unique<Plain>(terminal, plan);
}

}  // namespace caisson::report
