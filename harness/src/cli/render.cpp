#include "render/render.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <map>

#include "base/file.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/leftovers.hpp"
#include "cli/mounted_files.hpp"
#include "cli/verbs.hpp"
#include "render/difference.hpp"

namespace caisson::cli {
namespace {

namespace fs = std::filesystem;

/// What `caisson report --format times` has written; without the file, nothing.
Result<std::map<std::string, double>> test_seconds(const std::string& source_dir) {
  const std::string path = source_dir + "/.github/test-times.json";
  const auto text = read_file(path);
  if (!text) {
    if (text.error().kind == ErrorKind::not_found) return std::map<std::string, double>();
    return text.error();
  }
  try {
    return parse_json(*text).get<std::map<std::string, double>>();
  } catch (const nlohmann::json::exception&) {
    return Error{ErrorKind::usage, "is no object of tests and seconds", path,
                 "write it by `caisson report --format times`, after a run of ctest"};
  }
}

/// The files for other tools that the stack declares, written or compared.
class Render final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("file", m_wanted, "of those declared, by path; all without any");
    arguments.option("--output", m_output, "folder to write into, instead of the source tree");
    arguments.flag("--check", m_check, "write nothing; fail where a file is not as declared");
    arguments.option("--compose-engine", m_compose_engine,
                     "major version of the oldest engine that compose files are for; 25 and above "
                     "can look more often while a service starts");
  }

  std::vector<std::string> formats() const override { return {"text"}; }

  Result<int> run(Context& context) override {
    const auto stack = context.stack();
    if (!stack) return stack.error();
    const auto wanted = renderings(**stack);
    if (!wanted) return wanted.error();
    m_folder = m_output.empty() ? (*stack)->source_dir : m_output;
    render::Options options;
    options.compose.engine = m_compose_engine.value_or(options.compose.engine);
    auto seconds = test_seconds((*stack)->source_dir);
    if (!seconds) return seconds.error();
    options.github.test_seconds = std::move(*seconds);
    options.kubernetes.files_at = read_mounted_files;
    for (const model::Rendering* rendering : *wanted) {
      const auto rendered = render::render(**stack, *rendering, options);
      if (!rendered) return rendered.error();
      for (const render::RenderedFile& file : rendered->files) {
        const auto done = m_check ? compare(context, file) : write(context, file);
        if (!done) return done.error();
      }
      if (auto done = treat_leftovers(context, *rendering, *rendered); !done) return done.error();
      if (m_check) continue;
      for (const std::string& loss : rendered->losses)
        spdlog::warn("{}: {}", rendering->path, loss);
    }
    if (m_different.empty()) return k_done;
    return different();
  }

 private:
  Result<std::vector<const model::Rendering*>> renderings(const model::Stack& stack) const {
    std::vector<const model::Rendering*> found;
    for (const std::string& path : m_wanted) {
      const auto at = stack.renderings.find(path);
      if (at == stack.renderings.end()) {
        return Error{ErrorKind::usage, fmt::format("no rendering `{}` is declared", path), "",
                     did_you_mean(path, names_of(stack.renderings))};
      }
      found.push_back(&at->second);
    }
    if (!m_wanted.empty()) return found;
    for (const auto& [path, rendering] : stack.renderings)
      found.push_back(&rendering);
    return found;
  }

  Result<void> write(Context& context, const render::RenderedFile& file) const {
    const std::string path = m_folder + "/" + file.path;
    const auto there = read_file(path);
    if (!there && there.error().kind != ErrorKind::not_found) return there.error();
    const bool same = there && *there == file.text;
    if (!same) {
      if (auto made = make_directories(fs::path(path).parent_path().string()); !made) return made;
      if (auto written = write_file(path, file.text); !written) return written;
    }
    context.out().write(fmt::format("{} {}\n", same ? "unchanged" : "written  ", file.path));
    return {};
  }

  Result<void> compare(Context& context, const render::RenderedFile& file) {
    const auto there = read_file(m_folder + "/" + file.path);
    if (!there && there.error().kind != ErrorKind::not_found) return there.error();
    const std::string committed = there ? *there : std::string();
    const auto found =
        render::difference(committed, file.text, there ? file.path : "/dev/null", file.path);
    if (found.line == 0) return {};
    m_different.push_back(there ? fmt::format("{}:{}", file.path, found.line) : file.path);
    context.out().write(found.unified);
    return {};
  }

  /// What an earlier render wrote into a folder of the rendering's, and this one does not.
  Result<void> treat_leftovers(Context& context, const model::Rendering& rendering,
                               const render::Rendered& rendered) {
    if (rendered.folder.empty()) return {};
    const auto left = leftovers(m_folder, rendering, rendered);
    if (!left) return left.error();
    for (const std::string& path : *left) {
      if (m_check) {
        m_different.push_back(path);
        context.out().write(fmt::format("{} is left from an earlier render\n", path));
        continue;
      }
      if (auto removed = remove_file(m_folder + "/" + path); !removed) return removed;
      context.out().write(fmt::format("removed   {}\n", path));
    }
    return {};
  }

  Error different() const {
    const std::string what = m_different.size() == 1
                                 ? "is not what the declarations say"
                                 : fmt::format("{} files are not what the declarations say: `{}`",
                                               m_different.size(), join(m_different, "`, `"));
    return Error{ErrorKind::conflict, what, m_different.size() == 1 ? m_different.front() : "",
                 "change the declarations, not the file, and run `caisson render`"};
  }

  std::vector<std::string> m_wanted;
  std::string m_output;
  bool m_check = false;
  std::optional<int> m_compose_engine;
  std::string m_folder;
  std::vector<std::string> m_different;  ///< file:line, or the file where it is missing
};

}  // namespace

std::unique_ptr<Verb> make_render() {
  return std::make_unique<Render>();
}

}  // namespace caisson::cli
