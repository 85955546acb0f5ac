#include "import/import.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/verbs.hpp"
#include "import/declare.hpp"
#include "report/json.hpp"

namespace caisson::cli {
namespace {

namespace fs = std::filesystem;

/// The names compose looks for, each with the one that is laid over it.
constexpr std::pair<const char*, const char*> k_usual[] = {
    {"compose.yaml", "compose.override.yaml"},
    {"compose.yml", "compose.override.yml"},
    {"docker-compose.yaml", "docker-compose.override.yaml"},
    {"docker-compose.yml", "docker-compose.override.yml"}};

Result<std::vector<std::string>> usual_files() {
  for (const auto& [name, over] : k_usual) {
    if (!file_exists(name)) continue;
    return file_exists(over) ? std::vector<std::string>{name, over}
                             : std::vector<std::string>{name};
  }
  return Error{ErrorKind::usage, "there is no compose file here", "",
               "Name one: `caisson import path/to/compose.yaml`."};
}

std::optional<std::string> environment_variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::string absolute(const std::string& path) {
  std::error_code ignored;
  return fs::absolute(path, ignored).lexically_normal().string();
}

/// What a reader should know, said by how much it matters.
void tell(const import::Finding& finding) {
  const std::string text = to_string(
      Error{ErrorKind::manifest, finding.message, import::where(finding), finding.remedy});
  if (finding.kind == import::Finding::Kind::loss) {
    spdlog::warn("{}", text);
  } else {
    spdlog::info("{}", text);
  }
}

std::string json_text(const import::Import& imported, const import::Declarations& declarations) {
  report::Json findings = report::Json::array();
  for (const import::Finding& finding : imported.findings) {
    findings.push_back({{"kind", import::to_string(finding.kind)},
                        {"place", finding.place},
                        {"address", finding.address},
                        {"message", finding.message},
                        {"remedy", finding.remedy}});
  }
  report::Json places = report::Json::object();
  for (const auto& [call, place] : declarations.places)
    places[call] = place;
  return report::dump(report::Json{{"schema", 1},
                                   {"stack", imported.stack.name},
                                   {"declarations", declarations.text},
                                   {"places", places},
                                   {"files", imported.files},
                                   {"findings", findings}}) +
         "\n";
}

/// Writes CMake declarations for compose files, and says what has no equivalent.
class Import final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("files", m_files,
                          "compose files, later ones laid over earlier ones; else the usual names");
    arguments.option("--output", m_output, "file to write instead of stdout, like CMakeLists.txt");
    arguments.option("--stack", m_stack,
                     "name of the stack, else what the file or its folder says");
  }

  Result<int> run(Context& context) override {
    if (!m_output.empty() && file_exists(m_output)) {
      return Error{ErrorKind::usage, "is there already", m_output,
                   "Name another file, or move it away."};
    }
    const bool json = context.options().json();
    import::Request request;
    auto files = m_files.empty() ? usual_files() : m_files;
    if (!files) return files.error();
    for (const std::string& file : *files)
      request.files.push_back(absolute(file));
    if (!json) request.base = absolute(".");
    request.profiles = context.options().profiles;
    request.environment = environment_variable;
    request.read = read_file;
    const auto imported = import::import_compose(request, m_stack);
    if (!imported) return imported.error();
    if (json) {
      context.out().write(json_text(*imported, import::declare(*imported, "")));
      return k_done;
    }
    for (const import::Finding& finding : imported->findings)
      tell(finding);
    return write(context, *imported, request);
  }

 private:
  Result<int> write(Context& context, const import::Import& imported,
                    const import::Request& request) const {
    // Paths begin where the file will lie; what is only shown is most likely put beside its origin.
    const std::string beside = m_output.empty() ? request.files.front() : absolute(m_output);
    const std::string base = fs::path(beside).parent_path().string();
    std::vector<std::string> origins;
    for (const std::string& file : request.files)
      origins.push_back(fs::path(file).lexically_relative(base).string());
    const std::string text =
        import::project_text(imported, import::declare(imported, base), join(origins, " and "));
    if (m_output.empty()) {
      context.out().write(text);
      return k_done;
    }
    if (const auto written = write_file(m_output, text); !written) return written.error();
    return k_done;
  }

  std::vector<std::string> m_files;
  std::string m_output;
  std::string m_stack;
};

}  // namespace

std::unique_ptr<Verb> make_import() {
  return std::make_unique<Import>();
}

}  // namespace caisson::cli
