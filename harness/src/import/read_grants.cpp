#include <fmt/format.h>

#include "import/draft.hpp"
#include "import/features.hpp"
#include "model/names.hpp"

namespace caisson::import {
namespace {

constexpr std::string_view k_secrets_folder = "/run/secrets/";

/// One item of `secrets` or `configs` of a service.
struct Grant {
  std::string source;
  std::string target;
};

Grant grant_of(const Value& item) {
  if (!item.is_map()) return {item.text().value_or(""), ""};
  Grant grant;
  Fields fields = item.fields();
  if (const auto value = fields.require("source")) grant.source = value->text().value_or("");
  if (const auto value = fields.find("target")) grant.target = value->text().value_or("");
  report_features("granted", fields);
  fields.finish();
  return grant;
}

/// `file:/path` or `env:NAME`, where the value of a secret comes from; empty when from nowhere.
std::string source_of(const Value& secret, const std::string& name) {
  Fields fields = secret.fields();
  const auto file = fields.find("file");
  const auto variable = fields.find("environment");
  const auto external = fields.find("external");
  report_features("secret", fields);
  fields.finish();
  if (file) return "file:" + path_at(*file, file->text().value_or(""));
  if (variable) return "env:" + variable->text().value_or("");
  if (external) {
    external->loss(
        fmt::format("no secret is taken that was made elsewhere: `{}` is read from the environment",
                    model::variable_name(name)),
        fmt::format("set `{}` where the service is started", model::variable_name(name)));
    return "env:" + model::variable_name(name);
  }
  secret.error("has neither `file` nor `environment`", "say where the value comes from");
  return "";
}

void read_secret(const Value& item, Context& context, Draft& draft) {
  const Grant grant = grant_of(item);
  if (grant.source.empty()) return;
  const auto secret = context.declared("secrets", grant.source, item);
  if (!secret) return;
  std::string name = grant.target.empty() ? grant.source : grant.target;
  if (name.starts_with(k_secrets_folder)) name.erase(0, k_secrets_folder.size());
  if (name.find('/') != std::string::npos) {
    item.loss(fmt::format("the file is `/run/secrets/{}`, not `{}`", grant.source, name));
    name = grant.source;
  }
  const std::string source = source_of(*secret, grant.source);
  if (!source.empty()) draft.service.secrets[name] = source;
}

void read_config(const Value& item, Context& context, Draft& draft) {
  const Grant grant = grant_of(item);
  if (grant.source.empty()) return;
  const auto config = context.declared("configs", grant.source, item);
  if (!config) return;
  Fields fields = config->fields();
  const auto file = fields.find("file");
  for (const char* key : {"content", "environment", "external"}) {
    const auto value = fields.find(key);
    if (value) value->loss("a config is a file: this one is not mounted", "write it into a `file`");
  }
  report_features("config", fields);
  fields.finish();
  if (!file) return;
  const std::string target = grant.target.empty() ? "/" + grant.source : grant.target;
  draft.service.volumes.push_back({path_at(*file, file->text().value_or("")), target, true});
}

/// A value of ENV beside a secret of its name would be the secret, told to everybody.
void check_names(const Draft& draft, const Value& secrets) {
  for (const auto& [name, source] : draft.service.secrets) {
    for (const std::string& entry : {name, model::variable_name(name)}) {
      if (!draft.service.env.contains(entry)) continue;
      secrets.error(
          fmt::format("the variable `{}` has the name of the secret `{}`", entry, name),
          fmt::format("take it out of `environment`: the service reads /run/secrets/{}", name));
      break;
    }
  }
}

}  // namespace

void read_grants(Fields& fields, Context& context, Draft& draft) {
  if (const auto secrets = fields.find("secrets")) {
    for (const Value& item : secrets->items())
      read_secret(item, context, draft);
    check_names(draft, *secrets);
  }
  if (const auto configs = fields.find("configs")) {
    for (const Value& item : configs->items())
      read_config(item, context, draft);
  }
}

}  // namespace caisson::import
