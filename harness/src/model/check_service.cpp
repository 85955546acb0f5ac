#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <regex>
#include <set>

#include "base/text.hpp"
#include "model/findings.hpp"
#include "model/names.hpp"
#include "model/stack.hpp"

namespace caisson::model {
namespace {

/// Checks of one service; each method is one group of mistakes.
class ServiceCheck {
 public:
  ServiceCheck(const Stack& stack, const Service& service, Findings& findings)
      : m_stack(stack), m_service(service), m_findings(findings) {}

  void run() {
    check_name();
    check_image();
    for (const Dependency& dependency : m_service.depends)
      check_condition(dependency);
    check_doubles();
    check_host_ports();
    check_edge();
    for (const std::string& wanted : m_service.wants) {
      if (!find(wanted)) unknown_service("wants", wanted);
    }
    check_resolvable_names();
    check_templates();
    check_health_check("healthcheck", m_service.healthcheck);
    check_health_check("liveness", m_service.liveness);
    check_environment();
    check_mounts();
    check_restart();
    if (m_service.expires && !m_service.completes)
      add("expires_ms", "of a service that is no one-shot", "add COMPLETES, or take EXPIRES out");
    check_program();
  }

 private:
  void add(std::string_view key, std::string message, std::string remedy = {}) {
    m_findings.add(m_service.declared_at,
                   key.empty() ? "services." + m_service.name
                               : fmt::format("services.{}.{}", m_service.name, key),
                   std::move(message), std::move(remedy));
  }

  const Service* find(const std::string& name) const {
    const auto found = m_stack.services.find(name);
    return found == m_stack.services.end() ? nullptr : &found->second;
  }

  void unknown_service(std::string_view key, const std::string& name) {
    add(key, fmt::format("unknown service `{}`", name),
        did_you_mean(name, names_of(m_stack.services)));
  }

  /// The name becomes part of container names, host names and variables.
  void check_name() {
    static constexpr std::string_view k_allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const std::string& name = m_service.name;
    const bool good = !name.empty() && name.size() <= 63 && name.front() != '-' &&
                      name.front() != '_' && name.find_first_not_of(k_allowed) == std::string::npos;
    if (!good) {
      add("", fmt::format("`{}` cannot be the name of a service", name),
          "use up to 63 letters, digits, `-` and `_`, a letter or digit first");
    }
  }

  void check_image() {
    if (m_stack.images.contains(m_service.image)) return;
    add("image", fmt::format("unknown image `{}`", m_service.image),
        did_you_mean(m_service.image, names_of(m_stack.images)));
  }

  void check_condition(const Dependency& dependency) {
    const Service* const other = find(dependency.service);
    if (other == nullptr) return unknown_service("depends", dependency.service);
    const std::string& name = dependency.service;
    if (dependency.condition == Condition::completed && !other->completes) {
      add("depends", fmt::format("`{}:completed`, but `{}` is no one-shot", name, name),
          fmt::format("add COMPLETES to `{}`, or say `{}:healthy` or `{}:started`", name, name,
                      name));
    }
    if (dependency.condition == Condition::healthy && !other->healthcheck) {
      add("depends", fmt::format("`{}:healthy`, but `{}` has no health check", name, name),
          other->completes
              ? fmt::format("say `{}:completed`: it is a one-shot", name)
              : fmt::format("add HEALTHCHECK to `{}`, or say `{}:started`", name, name));
    }
  }

  void check_doubles() {
    std::set<std::string> seen;
    for (const Dependency& dependency : m_service.depends) {
      if (!seen.insert(dependency.service).second) {
        add("depends", fmt::format("`{}` is given twice", dependency.service), "keep one of them");
      }
    }
    for (const std::string& wanted : m_service.wants) {
      if (!seen.insert(wanted).second) {
        add("wants", fmt::format("`{}` is given twice, or in DEPENDS already", wanted),
            "keep one of them");
      }
    }
    std::set<std::uint16_t> ports;
    for (const std::uint16_t port : m_service.ports) {
      if (!ports.insert(port).second) {
        add("ports", fmt::format("`{}` is given twice", port), "keep one of them");
      }
    }
  }

  void check_host_ports() {
    std::set<std::uint16_t> fixed;
    for (const Publish& publish : m_service.publish)
      fixed.insert(publish.container);
    for (const Publish& prefer : m_service.prefer) {
      if (!fixed.contains(prefer.container)) continue;
      add("prefer", fmt::format("port `{}` is in PUBLISH already", prefer.container),
          "keep one of them");
    }
  }

  void check_edge() {
    if (!m_service.routes.empty() && m_stack.domain.empty()) {
      add("routes", "there is no domain that hosts could be below", "give the stack a DOMAIN");
    }
    if (m_service.edge && !m_service.edge->folder.starts_with('/')) {
      add("edge.folder",
          fmt::format("`{}` is no absolute path in the container", m_service.edge->folder),
          "begin it with `/`");
    }
  }

  /// Two services under one name: which of them answers would be chance.
  void check_resolvable_names() {
    std::map<std::string, std::string> owners;
    std::set<std::string> reached;
    for (const Dependency& dependency : m_service.depends)
      reached.insert(dependency.service);
    reached.insert(m_service.wants.begin(), m_service.wants.end());
    for (const std::string& name : reached) {
      const Service* const other = find(name);
      if (other == nullptr) continue;
      std::vector<std::string> names = other->aliases;
      names.push_back(name);
      for (const std::string& alias : names) {
        const auto [owner, fresh] = owners.emplace(alias, name);
        if (!fresh && owner->second != name) {
          add("depends",
              fmt::format("would find two services under `{}`: `{}` and `{}`", alias, owner->second,
                          name),
              "rename one of the ALIASES");
        }
      }
    }
  }

  void check_templates() {
    for (const std::string& name : m_service.template_by) {
      const Service* const other = find(name);
      if (other == nullptr) {
        unknown_service("template_by", name);
      } else if (!other->completes) {
        add("template_by", fmt::format("`{}` is no one-shot", name),
            fmt::format("add COMPLETES to `{}`", name));
      }
    }
  }

  void check_health_check(std::string_view key, const std::optional<HealthCheck>& check) {
    if (!check || check->kind != HealthCheck::Kind::log) return;
    try {
      const std::regex compiled(check->pattern, std::regex::ECMAScript);
    } catch (const std::regex_error& cause) {
      add(fmt::format("{}.log", key),
          fmt::format("`{}` is no regular expression: {}", check->pattern, cause.what()),
          "it is read as ECMAScript");
    }
  }

  void check_environment() {
    for (const auto& [name, value] : m_service.env) {
      if (name.empty() || name.find_first_of("= \t\n") != std::string::npos) {
        add("env", fmt::format("`{}` cannot be the name of a variable", name), "say NAME=value");
      }
    }
    for (const auto& [name, source] : m_service.secrets) {
      const bool known = source.starts_with("env:") || source.starts_with("file:/");
      if (!known || source == "env:") {
        add("secrets." + name, fmt::format("`{}` is no source of a secret", source),
            "say `env:VARIABLE` or `file:/absolute/path`");
      }
      const std::string variable = variable_name(name);
      for (const std::string& entry : {name, variable}) {
        if (!m_service.env.contains(entry)) continue;
        add("env." + entry, fmt::format("has the name of the secret `{}`", name),
            fmt::format("the value of a secret never goes into the environment: drop the ENV entry "
                        "and read /run/secrets/{}",
                        name));
        break;
      }
    }
  }

  void check_mounts() {
    std::set<std::string> targets;
    const auto check_target = [&](std::string_view key, const std::string& target) {
      if (target.empty() || target.front() != '/') {
        add(key, fmt::format("`{}` is no absolute path in the container", target),
            "begin it with `/`");
      } else if (!targets.insert(target).second) {
        add(key, fmt::format("`{}` is mounted twice", target), "keep one of them");
      }
    };
    for (const Volume& volume : m_service.volumes)
      check_target("volumes", volume.target);
    for (const std::string& target : m_service.tmpfs)
      check_target("tmpfs", target);
  }

  void check_restart() {
    static const std::vector<std::string> k_policies{"no", "on-failure", "always"};
    const std::string& policy = m_service.restart;
    const bool known = std::find(k_policies.begin(), k_policies.end(), policy) != k_policies.end();
    if (!policy.empty() && !known) {
      add("restart", fmt::format("`{}` is no restart policy", policy),
          did_you_mean(policy, k_policies));
    }
  }

  void check_program() {
    if (m_service.program && !m_service.program->path.starts_with('/')) {
      add("program.path", fmt::format("`{}` is no absolute path", m_service.program->path),
          "configure the project anew");
    }
    if (m_service.time_scale < 1) {
      add("time_scale", fmt::format("`{}` would shorten deadlines", m_service.time_scale),
          "give a number of at least 1");
    }
  }

  const Stack& m_stack;
  const Service& m_service;
  Findings& m_findings;
};

}  // namespace

void check_service(const Stack& stack, const Service& service, Findings& findings) {
  ServiceCheck(stack, service, findings).run();
}

}  // namespace caisson::model
