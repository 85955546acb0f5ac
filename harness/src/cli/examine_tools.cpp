#include <memory>

#include "base/process.hpp"
#include "cli/await.hpp"
#include "cli/finding.hpp"

namespace caisson::cli {
namespace {

struct Tool {
  const char* name;
  const char* purpose;
  const char* package;  ///< Debian's
};

constexpr Tool k_tools[] = {
    {"cmake", "configures projects", "cmake"},
    {"ninja", "builds them", "ninja-build"},
    {"c++", "compiles the harness", "g++"},
    {"mmdebstrap", "builds images where no registry answers", "mmdebstrap"},
};

/// The first line of `<tool> --version`, or nothing when it cannot be run.
std::optional<std::string> version_of(Loop& loop, Process& processes, const std::string& tool) {
  std::string first;
  std::unique_ptr<ChildProcess> child;
  const auto ended = await<ProcessExit>(loop, [&](engine::Completion<ProcessExit> done) {
    ProcessSpec spec;
    spec.argv = {tool, "--version"};
    child = processes.spawn(
        std::move(spec),
        [&first](const std::string& line) {
          if (first.empty()) first = line;
        },
        std::move(done));
  });
  if (!ended || !ended->ok()) return std::nullopt;
  return first;
}

}  // namespace

Findings examine_tools(Context& context) {
  Findings findings;
  const auto processes = make_system_process(context.loop());
  for (const Tool& tool : k_tools) {
    const auto version = version_of(context.loop(), *processes, tool.name);
    if (version) {
      findings.push_back({tool.name, Finding::Grade::good, *version, {}});
    } else {
      findings.push_back({tool.name, Finding::Grade::warn,
                          std::string("not found; it ") + tool.purpose,
                          std::string("apt-get install ") + tool.package});
    }
  }
  return findings;
}

}  // namespace caisson::cli
