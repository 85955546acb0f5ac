#include "cli/context.hpp"

#include <spdlog/spdlog.h>

#include <cstdlib>
#include <filesystem>

#include "base/text.hpp"
#include "cli/find_manifest.hpp"
#include "engine/docker/docker_engine.hpp"
#include "engine/embedded/embedded_engine.hpp"
#include "model/parse.hpp"
#include "plan/identity.hpp"

namespace caisson::cli {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

Context::Context(const Options& options, Terminal& out, Terminal& err)
    : m_options(options), m_out(out), m_err(err) {}

Context::~Context() = default;

Result<std::string> Context::manifest() {
  if (!m_manifest) {
    std::error_code error;
    const auto here = std::filesystem::current_path(error);
    auto found = find_manifest(m_options.manifest, variable("CAISSON_MANIFEST"), here.string());
    if (!found) return found.error();
    m_manifest = std::filesystem::absolute(*found, error).string();
    spdlog::debug("manifest {}", *m_manifest);
  }
  return *m_manifest;
}

Result<const model::Stack*> Context::stack() {
  if (!m_stack) {
    const auto path = manifest();
    if (!path) return path.error();
    auto read = model::read_stack(*path);
    if (!read) return read.error();
    m_stack = std::move(*read);
  }
  return &*m_stack;
}

void Context::amend(const std::function<void(model::Stack&)>& change) {
  if (m_stack) change(*m_stack);
}

Result<std::string> Context::instance() {
  const std::string wanted =
      m_options.instance.empty() ? variable("CAISSON_INSTANCE") : m_options.instance;
  const auto read = stack();
  if (!read) return read.error();
  return plan::instance_name(**read, wanted);
}

Result<plan::Plan> Context::plan(const std::vector<std::string>& services) {
  const auto read = stack();
  if (!read) return read.error();
  return plan::make_plan(**read, {m_options.mode, services, m_options.profiles});
}

Result<const model::Service*> Context::service(const std::string& name) {
  const auto read = stack();
  if (!read) return read.error();
  const auto found = (*read)->services.find(name);
  if (found != (*read)->services.end()) return &found->second;
  return Error{ErrorKind::usage, "unknown service `" + name + "`", "",
               did_you_mean(name, names_of((*read)->services))};
}

Result<void> Context::known_services(const std::vector<std::string>& names) {
  for (const auto& name : names) {
    const auto found = service(name);
    if (!found) return found.error();
  }
  return {};
}

Loop& Context::loop() {
  if (!m_loop) m_loop = std::make_unique<Loop>();
  return *m_loop;
}

Result<engine::Engine*> Context::engine() {
  if (!m_engine) {
    auto connected = connect();
    if (!connected) return connected.error();
    m_engine = std::move(*connected);
    const auto& info = m_engine->info();
    spdlog::debug("engine {} {} (API {}) at {}, found by {}", info.kind, info.version, info.api,
                  info.endpoint, info.found_by);
  }
  return m_engine.get();
}

/// Docker or what speaks its API, unless the embedded engine is asked for by name.
Result<std::unique_ptr<engine::Engine>> Context::connect() {
  const std::string wanted =
      m_options.engine.empty() ? variable("CAISSON_ENGINE") : m_options.engine;
  engine::embedded::EmbeddedOptions embedded;
  if (!engine::embedded::names_embedded(wanted, embedded.runtime))
    return engine::docker::connect(loop(), m_options.engine);
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  embedded.nest_program = self.parent_path() / "caisson-nest";
  embedded.version = CAISSON_VERSION;
  embedded.found_by = m_options.engine.empty() ? "CAISSON_ENGINE" : "--engine";
  return engine::embedded::open_embedded(loop(), embedded);
}

engine::Deadline Context::in(Duration time) {
  return loop().clock().now() + time;
}

}  // namespace caisson::cli
