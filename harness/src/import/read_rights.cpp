#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "base/text.hpp"
#include "import/docker_capabilities.hpp"
#include "import/draft.hpp"

namespace caisson::import {
namespace {

std::set<std::string> capabilities_in(const Value& list) {
  std::set<std::string> names;
  for (const Value& item : list.items()) {
    std::string name = to_upper(item.text().value_or(""));
    if (name.starts_with("CAP_")) name.erase(0, 4);
    static const std::regex pattern("[A-Z][A-Z_]+");
    if (std::regex_match(name, pattern)) {
      names.insert(name);
    } else {
      item.error(fmt::format("{} is not a capability", describe(item.node())),
                 "write it like `NET_ADMIN`");
    }
  }
  return names;
}

/// Caisson gives none by itself, Docker some: what is not dropped is asked for.
void read_capabilities(Fields& fields, Draft& draft) {
  const auto& docker = docker_capabilities();
  std::set<std::string> kept(docker.begin(), docker.end());
  if (const auto drop = fields.find("cap_drop")) {
    for (const std::string& name : capabilities_in(*drop)) {
      kept.erase(name);
      if (name == "ALL") kept.clear();
    }
  }
  if (const auto add = fields.find("cap_add")) {
    const auto added = capabilities_in(*add);
    kept.insert(added.begin(), added.end());
    if (added.contains("ALL")) kept = {"ALL"};
  }
  draft.service.capabilities.assign(kept.begin(), kept.end());
}

void read_user(const Value& value, Draft& draft) {
  static const std::regex pattern("[A-Za-z0-9_][-A-Za-z0-9_.]*(:[A-Za-z0-9_][-A-Za-z0-9_.]*)?");
  const std::string user = value.scalar().value_or("");
  if (user.empty()) return;
  if (!std::regex_match(user, pattern))
    return value.error(fmt::format("`{}` is not a user", user), "write it like `1000:1000`");
  draft.service.run_as = user;
}

void read_security(const Value& options) {
  for (const Value& item : options.items()) {
    const std::string option = item.text().value_or("");
    if (option == "no-new-privileges" || option == "no-new-privileges:true" ||
        option == "no-new-privileges=true")
      continue;  // always so
    if (option.starts_with("no-new-privileges")) {
      item.loss("a process never gains privileges", "have it start with those it needs");
    } else {
      item.loss("profiles of seccomp, AppArmor and SELinux are the engine's default");
    }
  }
}

}  // namespace

const std::vector<std::string>& docker_capabilities() {
  static const std::vector<std::string> names{
      "AUDIT_WRITE",      "CHOWN",   "DAC_OVERRIDE", "FOWNER", "FSETID",  "KILL",   "MKNOD",
      "NET_BIND_SERVICE", "NET_RAW", "SETFCAP",      "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"};
  return names;
}

void read_rights(Fields& fields, Draft& draft) {
  read_capabilities(fields, draft);
  if (const auto user = fields.find("user")) read_user(*user, draft);
  if (const auto options = fields.find("security_opt")) read_security(*options);
  const auto read_only = fields.find("read_only");
  draft.service.writable_root = !(read_only && read_only->flag().value_or(false));
}

}  // namespace caisson::import
