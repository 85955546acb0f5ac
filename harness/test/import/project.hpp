#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "import/declare.hpp"
#include "import/import.hpp"

namespace caisson::import::test {

/// A project of compose files that exist in the test only, in the folder `/shop`.
class Project {
 public:
  explicit Project(const std::string& compose = {}) { file("compose.yaml", compose); }

  Project& file(const std::string& name, const std::string& text) {
    m_files["/shop/" + name] = text;
    return *this;
  }
  Project& set(const std::string& name, const std::string& value) {
    m_variables[name] = value;
    return *this;
  }
  Project& profile(const std::string& name) {
    m_profiles.push_back(name);
    return *this;
  }
  /// More files laid over `compose.yaml`.
  Project& over(const std::string& name) {
    m_over.push_back("/shop/" + name);
    return *this;
  }

  Result<Import> import() const {
    Request request;
    request.files = {"/shop/compose.yaml"};
    request.files.insert(request.files.end(), m_over.begin(), m_over.end());
    request.base = "/shop";
    request.profiles = m_profiles;
    request.environment = [this](const std::string& name) -> std::optional<std::string> {
      const auto at = m_variables.find(name);
      return at == m_variables.end() ? std::nullopt : std::optional(at->second);
    };
    request.read = [this](const std::string& path) -> Result<std::string> {
      const auto at = m_files.find(path);
      if (at != m_files.end()) return at->second;
      return Error{ErrorKind::not_found, "cannot open: No such file or directory", path};
    };
    return import_compose(request, "");
  }

  /// What was imported; the test fails where nothing was.
  Import imported() const {
    auto result = import();
    if (result) return std::move(*result);
    ADD_FAILURE() << to_string(result.error());
    return {};
  }

  /// The one service that is called `app`.
  model::Service app() const {
    const Import import = imported();
    const auto at = import.stack.services.find("app");
    return at == import.stack.services.end() ? model::Service{} : at->second;
  }

  std::string text() const { return declare(imported(), "/shop").text; }

  /// The mistakes, as a person reads them; empty where there are none.
  std::string mistakes() const {
    const auto result = import();
    return result ? "" : to_string(result.error());
  }

  /// Losses and notes, one a line: `loss compose.yaml:3: services.app.tty: message (remedy)`.
  std::string findings() const {
    std::string text;
    for (const Finding& finding : imported().findings) {
      text += std::string(to_string(finding.kind)) + " " + where(finding) + ": " + finding.message;
      if (!finding.remedy.empty()) text += " (" + finding.remedy + ")";
      text += "\n";
    }
    return text;
  }

 private:
  std::map<std::string, std::string> m_files;
  std::map<std::string, std::string> m_variables;
  std::vector<std::string> m_profiles;
  std::vector<std::string> m_over;
};

/// A project with the one service `app`, which says this of itself, a line a key.
inline Project with_app(const std::string& keys, const std::string& sections = {}) {
  std::string text = "services:\n  app:\n    image: shop/app:1\n";
  std::size_t begin = 0;
  while (begin < keys.size()) {
    const std::size_t end = std::min(keys.find('\n', begin), keys.size());
    text += "    " + keys.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return Project(text + sections);
}

}  // namespace caisson::import::test
