#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "report/progress.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

/// No more than about thirty frames a second: events of a big graph come in bursts.
constexpr Duration k_frame = std::chrono::milliseconds(33);

/// One line of the picture: a service or an image at work.
struct Line {
  std::string name;
  std::string state = "waiting";
  std::string detail;
  Tone tone = Tone::dim;
  Duration since{};  ///< when its work began
  Duration until{};  ///< when it settled
  bool begun = false;
  bool settled = false;
  bool one_shot = false;
};

/// Each frame is one write: hide the cursor, step back over the old frame, draw, erase what is left
/// of it, show the cursor. So the terminal is whole between any two frames.
class Tty final : public Progress {
 public:
  Tty(Terminal& terminal, const plan::Plan& plan, bool colour)
      : m_terminal(terminal), m_colour(colour) {
    for (const auto& step : plan.steps) {
      Line line;
      line.name = step.service->name;
      line.one_shot = step.service->completes;
      m_width = std::max(m_width, columns(line.name));
      m_index[line.name] = m_services.size();
      m_services.push_back(std::move(line));
    }
  }

  void observe(const model::Event& event, Duration elapsed) override {
    m_elapsed = elapsed;
    std::visit([this](const auto& happened) { take(happened); }, event);
    if (elapsed - m_drawn_at >= k_frame) draw(false);
  }

  void reachable(const std::string& service, const std::vector<std::string>& urls,
                 Duration elapsed) override {
    m_elapsed = elapsed;
    const auto found = m_index.find(service);
    if (found == m_index.end()) return;
    m_services[found->second].detail = join(urls, " ");
    if (elapsed - m_drawn_at >= k_frame) draw(false);
  }

  void tick(Duration elapsed) override {
    m_elapsed = elapsed;
    draw(false);
  }

  void note(std::string_view line, Duration elapsed) override {
    m_elapsed = elapsed;
    const std::string back = m_rows > 0 ? fmt::format("\x1b[{}F", m_rows) : "";
    m_terminal.write(fmt::format("{}\x1b[J{}\n", back, printable(line)));
    m_rows = 0;
    draw(false);
  }

  void finish(Duration elapsed) override {
    m_elapsed = elapsed;
    draw(true);
    m_rows = 0;
  }

 private:
  void change(const std::string& service, std::string state, Tone tone, std::string detail = {}) {
    const auto found = m_index.find(service);
    if (found == m_index.end()) return;
    Line& line = m_services[found->second];
    line.state = std::move(state);
    line.tone = tone;
    line.detail = std::move(detail);
    if (!line.begun) line.since = m_elapsed;
    line.begun = true;
    line.settled = false;
  }
  void settle(const std::string& service, std::string state, Tone tone, std::string detail = {}) {
    change(service, std::move(state), tone, std::move(detail));
    const auto found = m_index.find(service);
    if (found == m_index.end()) return;
    m_services[found->second].settled = true;
    m_services[found->second].until = m_elapsed;
  }

  void take(const model::event::ImageStarted& e) {
    Line& line = m_images[e.image];
    line.name = e.image;
    line.state = e.build ? "building" : "pulling";
    line.tone = Tone::warn;
    line.since = m_elapsed;
    line.begun = true;
    m_width = std::max(m_width, columns(e.image));
  }
  void take(const model::event::ImageProgress& e) {
    const auto found = m_images.find(e.image);
    if (found != m_images.end()) found->second.detail = printable(e.line);
  }
  void take(const model::event::ImageReady& e) { m_images.erase(e.image); }
  void take(const model::event::ImageFailed& e) {
    Line& line = m_images[e.image];
    line.name = e.image;
    line.state = e.unavailable ? "missing" : "failed";
    line.tone = Tone::bad;
    line.detail = printable(e.error.message);
    line.settled = true;
    line.until = m_elapsed;
    m_width = std::max(m_width, columns(e.image));
  }
  void take(const model::event::Created& e) { change(e.service, "created", Tone::dim); }
  void take(const model::event::Started& e) { change(e.service, "starting", Tone::warn); }
  void take(const model::event::Ready& e) { settle(e.service, "ready", Tone::good); }
  void take(const model::event::NotReady& e) {
    change(e.service, "starting", Tone::warn, printable(e.reason));
  }
  void take(const model::event::Unalive& e) {
    change(e.service, "not alive", Tone::bad, printable(e.reason));
  }
  void take(const model::event::Exited& e) {
    const auto found = m_index.find(e.service);
    const bool completed = found != m_index.end() && m_services[found->second].one_shot &&
                           e.exit_code == 0 && !e.oom_killed;
    if (completed) {
      settle(e.service, "completed", Tone::good);
    } else {
      settle(e.service, e.oom_killed ? "killed" : "exited", Tone::bad,
             e.oom_killed ? std::string("out of memory") : fmt::format("exit {}", e.exit_code));
    }
  }
  void take(const model::event::Halted& e) {
    if (e.halted)
      change(e.service, "starting", Tone::warn, "a debugger has stopped it, or what it depends on");
  }
  void take(const model::event::Removed& e) { settle(e.service, "removed", Tone::dim); }
  void take(const model::event::CallFailed& e) {
    settle(e.service, "failed", Tone::bad,
           fmt::format("{}: {}", e.call, printable(e.error.message)));
  }
  void take(const model::event::Interrupted&) { m_notice = "interrupted, stopping"; }
  void take(const model::event::EngineLost& e) { m_notice = printable(e.error.message); }
  void take(const model::event::NetworksReady&) {}
  void take(const model::event::NetworksRemoved&) {}
  void take(const model::event::ProgramsFit&) {}
  void take(const model::event::TimerFired&) {}

  std::string text_of(const Line& line, std::size_t width) const {
    const bool running = line.begun && !line.settled;
    const Duration taken = (running ? m_elapsed : line.until) - line.since;
    const std::string time = line.begun ? format_duration(taken) : "";
    const std::string head = fmt::format("{}  ", pad(line.name, m_width));
    std::string tail = fmt::format("  {:>12}  {}", time, line.detail);
    tail.erase(tail.find_last_not_of(' ') + 1);
    const std::size_t used = columns(head) + 9;
    if (width <= used) return fit(head + line.state, width);
    const std::string rest = fit(tail, width - used);
    return head + paint(pad(line.state, 9), line.tone, m_colour) + paint(rest, Tone::dim, m_colour);
  }

  /// All lines where they fit; else those at work first, as many as the screen holds.
  std::vector<const Line*> visible(std::size_t rows, bool whole) const {
    std::vector<const Line*> lines;
    for (const auto& [name, image] : m_images)
      lines.push_back(&image);
    for (const auto& service : m_services)
      lines.push_back(&service);
    if (whole || lines.size() <= rows) return lines;
    std::stable_partition(lines.begin(), lines.end(), [](const Line* line) {
      return line->begun && (!line->settled || line->tone == Tone::bad);
    });
    lines.resize(rows);
    return lines;
  }

  void draw(bool whole) {
    const auto width = static_cast<std::size_t>(std::max(m_terminal.width() - 1, 1));
    const auto height = static_cast<std::size_t>(std::max(m_terminal.height() - 2, 1));
    const auto settled = std::count_if(m_services.begin(), m_services.end(),
                                       [](const Line& line) { return line.settled; });
    std::string frame = "\x1b[?25l";
    if (m_rows > 0) frame += fmt::format("\x1b[{}F", m_rows);
    std::size_t rows = 0;
    const auto put = [&frame, &rows](const std::string& line) {
      frame += line + "\x1b[K\n";
      ++rows;
    };
    for (const Line* line : visible(height, whole))
      put(text_of(*line, width));
    std::string sum =
        fmt::format("{}/{} in {}", settled, m_services.size(), format_duration(m_elapsed));
    if (!m_notice.empty()) sum += ", " + m_notice;
    put(paint(fit(sum, width), Tone::strong, m_colour));
    frame += "\x1b[J\x1b[?25h";
    m_terminal.write(frame);
    m_rows = rows;
    m_drawn_at = m_elapsed;
  }

  Terminal& m_terminal;
  bool m_colour;
  std::size_t m_width = 0;
  std::size_t m_rows = 0;
  std::vector<Line> m_services;
  std::map<std::string, std::size_t> m_index;
  std::map<std::string, Line> m_images;
  std::string m_notice;
  Duration m_elapsed{};
  Duration m_drawn_at{};
};

}  // namespace

std::unique_ptr<Progress> make_progress_tty(Terminal& terminal, const plan::Plan& plan,
                                            bool colour) {
  return std::make_unique<Tty>(terminal, plan, colour);
}

}  // namespace caisson::report
