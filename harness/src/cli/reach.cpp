#include "cli/reach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "base/file.hpp"
#include "cli/service_environment.hpp"
#include "cli/survey.hpp"
#include "model/names.hpp"
#include "plan/identity.hpp"
#include "run/observe.hpp"

namespace caisson::cli {
namespace {

/// As it is where every reader takes it so, else in single quotes.
std::string quoted(const std::string& value) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-._~:/@%+,=").find(c) != std::string_view::npos;
  };
  if (std::all_of(value.begin(), value.end(), is_plain)) return value;
  std::string text = "'";
  for (const char c : value)
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

Result<std::map<std::string, lease::Facts>> reach(Context& context) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto listed = containers(context, *instance);
  if (!listed) return listed.error();
  std::map<std::string, lease::Facts> facts;
  for (const auto& [name, container] : run::containers_of(*instance, *listed)) {
    const auto declared = (*stack)->services.find(name);
    if (declared == (*stack)->services.end() || container.phase != engine::Phase::running) continue;
    const model::Service service = run::as_found(**stack, declared->second, container);
    facts[name] =
        lease::facts_of(service, container.id, service_environment(service), container.ports);
    facts[name].backend = model::to_string(service.backend);
  }
  return facts;
}

std::string variables_text(const std::map<std::string, std::string>& variables, bool exported) {
  std::string text;
  for (const auto& [name, value] : variables)
    text += fmt::format("{}{}={}\n", exported ? "export " : "", name, quoted(value));
  return text;
}

Result<std::string> reach_file(Context& context) {
  const auto manifest = context.manifest();
  if (!manifest) return manifest.error();
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto own = plan::instance_name(**stack, "");
  const bool is_own = own && *own == *instance;
  const std::filesystem::path path(*manifest);
  const std::string name = path.stem().string() + (is_own ? "" : "." + *instance) + ".env";
  return (path.parent_path() / name).string();
}

Result<void> write_reach(Context& context) {
  const auto file = reach_file(context);
  if (!file) return file.error();
  const auto facts = reach(context);
  if (!facts) return facts.error();
  if (facts->empty()) return remove_file(*file);
  // Passwords of development are in it.
  return write_if_different(*file, variables_text(lease::variables_of(*facts), false), 0600);
}

}  // namespace caisson::cli
