#include "import/import.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "import/connect.hpp"
#include "import/draft.hpp"
#include "import/features.hpp"
#include "import/path.hpp"
#include "import/rendered.hpp"
#include "import/reserved_words.hpp"
#include "model/check.hpp"

namespace caisson::import {
namespace {

/// Names that recipes of the catalogue know their bases by.
constexpr const char* k_bases[] = {"debian", "debian-bookworm", "go"};

class Importer {
 public:
  Importer(const Request& request, std::string stack) : m_request(request) {
    m_result.stack.name = std::move(stack);
  }

  Result<Import> run() {
    auto project = load(m_request, m_report);
    if (!project) return project.error();
    m_result.files = project->files;
    const bool rendered = is_rendered(project->root);
    if (rendered) take_back(project->root, m_report);
    Context context{m_request, *project, m_report, m_result.stack};
    for (const char* base : k_bases)
      context.images.take(base);
    read_project(*project, context);
    if (!m_report.has_errors()) finish(context, rendered);
    if (m_report.has_errors()) return m_report.to_error();
    m_result.findings = m_report.take();
    return std::move(m_result);
  }

 private:
  void read_project(const Project& project, Context& context) {
    Fields fields(Value(project.root, "", m_report));
    fields.find("version");  // declared for older versions of compose, and ignored by all others
    const auto name = fields.find("name");
    std::string& stack = m_result.stack.name;
    if (stack.empty()) {
      stack = label_of(name ? name->text().value_or("") : name_of(project.directory), "stack");
    }
    m_result.stack.declared_at = place_of(project.root);
    m_result.stack.domain = stack + ".local";
    for (const char* section : {"networks", "volumes", "secrets", "configs"})
      fields.find(section);
    report_features("project", fields);
    const auto services = fields.find("services");
    fields.finish();
    if (!services) {
      Value(project.root, "", m_report)
          .error("has no `services`", "a file of version 1 has to be converted first");
      return;
    }
    read_volumes(project);
    read_names(*services);
    for (Draft& draft : m_drafts)
      read_service(context, draft);
  }

  /// What volumes have and cannot keep is told even where nobody mounts them.
  void read_volumes(const Project& project) {
    const Node* const volumes = project.root.find("volumes");
    if (volumes == nullptr) return;
    for (const auto& [name, volume] : Value(*volumes, "volumes", m_report).entries()) {
      Fields fields = volume.fields();
      const auto driver = fields.find("driver");
      if (driver && driver->text().value_or("local") != "local")
        driver->loss(fmt::format("the volume is a folder of the engine's, not of `{}`",
                                 driver->node().text));
      report_features("volume", fields);
      fields.finish();
    }
  }

  void read_names(const Value& services) {
    Names names;
    for (const auto& [name, value] : services.entries()) {
      if (name.starts_with("x-")) continue;
      std::string label = label_of(name, "service");
      if (label == "all" || label.starts_with("mode-")) label = "service-" + label;
      Draft draft{name, value};
      draft.service.name = names.take(label);
      draft.service.declared_at = place_of(value.node());
      if (draft.service.name != name) {
        draft.hosts.push_back(name);
        value.note(fmt::format("the service `{}` is called `{}`", name, draft.service.name),
                   "others still find it under its old name, if that is a name of a host");
      }
      m_drafts.push_back(std::move(draft));
    }
  }

  void read_service(Context& context, Draft& draft) {
    Fields fields = draft.value.fields();
    if (draft.value.is_null()) draft.value.unexpected("a map");
    read_image(fields, context, draft);
    read_command(fields, draft);
    read_ports(fields, context, draft);
    read_environment(fields, context, draft);
    read_mounts(fields, context, draft);
    read_grants(fields, context, draft);
    read_networks(fields, context, draft);
    read_waits(fields, draft);
    read_limits(fields, draft);
    read_rights(fields, draft);
    read_labels(fields, draft);
    read_health_check(fields, draft);
    if (const auto profiles = fields.find("profiles")) draft.profiles = profiles->texts();
    read_extension(fields, draft);
    report_features("service", fields);
    fields.finish();
    refuse_reserved_words(draft);
  }

  void finish(Context& context, bool rendered) {
    connect(m_drafts, rendered ? Mentions::mean_nothing : Mentions::are_wants);
    if (m_report.has_errors()) return;
    make_modes(m_drafts, context);
    for (Draft& draft : m_drafts) {
      m_result.services.push_back(draft.service.name);
      m_result.stack.services.emplace(draft.service.name, draft.service);
    }
    // What is left is what nobody thought of: no file may be written that does not configure.
    for (const Error& problem : model::check(m_result.stack))
      m_report.add(problem);
  }

  const Request& m_request;
  Report m_report;
  Import m_result;
  std::vector<Draft> m_drafts;
};

}  // namespace

std::optional<Value> Context::declared(const char* section, const std::string& name,
                                       const Value& at) const {
  const Node* const entries = project.root.find(section);
  const Node* const entry = entries == nullptr ? nullptr : entries->find(name);
  if (entry != nullptr) return Value(*entries, section, report).under(name, *entry);
  std::vector<std::string> known;
  for (const Entry& one : entries == nullptr ? std::vector<Entry>{} : entries->entries)
    known.push_back(one.key);
  at.error(fmt::format("`{}` is not declared under `{}`", name, section),
           known.empty() ? fmt::format("add `{}: {{ {}: }}`", section, name)
                         : did_you_mean(name, known));
  return std::nullopt;
}

Result<Import> import_compose(const Request& request, const std::string& stack) {
  return Importer(request, stack).run();
}

}  // namespace caisson::import
