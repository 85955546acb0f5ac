#include "report/edits.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "model/names.hpp"
#include "report/json.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

using Action = model::Watch::Action;

/// So many paths are named; a checkout of another branch has thousands.
constexpr std::size_t k_named = 3;

class Text final : public Edits {
 public:
  Text(Terminal& terminal, bool quiet, std::string root)
      : m_terminal(terminal), m_quiet(quiet), m_root(std::move(root)) {}

  void watching(const std::vector<std::string>& services) override {
    say(fmt::format(
        "watching the sources of {}; Ctrl-C ends the watch and leaves the stack running",
        join(services, ", ")));
  }

  void changed(const std::vector<std::string>& paths) override {
    std::vector<std::string> named;
    for (std::size_t i = 0; i < paths.size() && i < k_named; ++i)
      named.push_back(shown(paths[i]));
    std::string line = "File change detected: " + join(named, ", ");
    if (paths.size() > k_named) line += fmt::format(" and {} more", paths.size() - k_named);
    say(line);
  }

  void acting(const std::string& service, Action action, const std::string& because) override {
    static constexpr std::string_view k_what[] = {"sees it, and acts by itself", "restarting",
                                                  "rebuilding"};
    const auto what = k_what[static_cast<std::size_t>(action)];
    say(because.empty() ? fmt::format("  {}: {}", service, what)
                        : fmt::format("  {}: {}, with {}", service, what, because));
  }

  void settled(Duration taken) override { say("  ready in " + format_duration(taken)); }

  void kept(const std::string& service, const Error& error) override {
    write(fmt::format("  {}: the rebuild failed, what runs goes on running\n{}", service,
                      to_string(error)));
  }

  void refused(const std::string& service, const Error& error) override {
    write(fmt::format("  {}: the new program cannot be started, what runs goes on running\n{}",
                      service, to_string(error)));
  }

  void trouble(const Error& error) override { write(to_string(error)); }

  void ended() override {
    say("the watch has ended; the stack is still running (`caisson down` removes it)");
  }

 private:
  std::string shown(const std::string& path) const {
    const std::string inside = m_root + "/";
    return printable(path.starts_with(inside) ? path.substr(inside.size()) : path);
  }
  void say(const std::string& line) {
    if (!m_quiet) write(line);
  }
  void write(const std::string& text) { m_terminal.write(text + "\n"); }

  Terminal& m_terminal;
  bool m_quiet;
  std::string m_root;
};

class EditLines final : public Edits {
 public:
  explicit EditLines(Terminal& terminal) : m_terminal(terminal) {}

  void watching(const std::vector<std::string>& services) override {
    write({{"event", "watching"}, {"services", services}});
  }
  void changed(const std::vector<std::string>& paths) override {
    write({{"event", "changed"}, {"paths", paths}});
  }
  void acting(const std::string& service, Action action, const std::string& because) override {
    Json fields{{"event", "acting"}, {"service", service}, {"action", model::to_string(action)}};
    if (!because.empty()) fields["because"] = because;
    write(fields);
  }
  void settled(Duration taken) override {
    write({{"event", "settled"},
           {"taken_ms", std::chrono::duration<double, std::milli>(taken).count()}});
  }
  void kept(const std::string& service, const Error& error) override {
    write({{"event", "rebuild_failed"}, {"service", service}, {"error", to_json(error)}});
  }
  void refused(const std::string& service, const Error& error) override {
    write({{"event", "program_refused"}, {"service", service}, {"error", to_json(error)}});
  }
  void trouble(const Error& error) override {
    write({{"event", "watch_trouble"}, {"error", to_json(error)}});
  }
  void ended() override { write({{"event", "watch_ended"}}); }

 private:
  void write(const Json& fields) {
    Json object{{"schema", 1}};
    object.update(fields);
    m_terminal.write(dump(object) + "\n");
  }

  Terminal& m_terminal;
};

}  // namespace

std::unique_ptr<Edits> make_edits(ProgressKind kind, Terminal& out, Terminal& err,
                                  std::string root) {
  if (kind == ProgressKind::json) return std::make_unique<EditLines>(out);
  return std::make_unique<Text>(err, kind == ProgressKind::quiet, std::move(root));
}

}  // namespace caisson::report
