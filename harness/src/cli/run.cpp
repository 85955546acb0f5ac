#include <unistd.h>

#include <filesystem>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/context.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

/// A command with services: they are there before it begins, its own for as long as it runs, and
/// told to it by CAISSON_<SERVICE>_… variables. What is said here is checked here; the work is that
/// of the program `caisson-run` beside us, which we become: harness/launcher.
class Run final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.options("--services", m_services, "services the command needs");
    arguments.options("--isolate", m_isolate, "services it wants of its own, or STACK");
    arguments.option("--name", m_name, "name of the test, for reports");
    arguments.option("--derived-instance", m_derived_instance,
                     "name of the instance that follows from the manifest (tests know it)");
    arguments.rest(m_command);
  }

  Result<int> run(Context& context) override {
    if (m_command.empty()) {
      return Error{ErrorKind::usage, "there is no command", "",
                   "Put it behind `--`: `caisson run --services db -- ./my_test`."};
    }
    const auto known = context.known_services(m_services);
    if (!known) return known.error();
    const auto manifest = context.manifest();
    if (!manifest) return manifest.error();
    const auto instance = context.instance();
    if (!instance) return instance.error();
    return become({"--manifest", *manifest, "--instance", *instance, "--engine",
                   context.options().engine, "--services", join(m_services, ","), "--isolate",
                   join(m_isolate, ","), "--name", m_name, "--"});
  }

 private:
  /// Returns only what keeps us from it.
  Error become(std::vector<std::string> words) const {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::string program = self.parent_path() / "caisson-run";
    words.insert(words.begin(), program);
    words.insert(words.end(), m_command.begin(), m_command.end());
    std::vector<char*> pointers;
    for (std::string& word : words)
      pointers.push_back(word.data());
    pointers.push_back(nullptr);
    ::execv(program.c_str(), pointers.data());
    Error problem = errno_error("cannot run what `caisson run` is", program);
    problem.remedy = "It is installed beside `caisson`: install both.";
    return problem;
  }

  std::vector<std::string> m_services;
  std::vector<std::string> m_isolate;
  std::string m_name;
  std::string m_derived_instance;  ///< of use to who does not read the manifest
  std::vector<std::string> m_command;
};

}  // namespace

std::unique_ptr<Verb> make_run() {
  return std::make_unique<Run>();
}

}  // namespace caisson::cli
