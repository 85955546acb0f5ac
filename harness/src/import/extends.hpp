#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "import/node.hpp"
#include "import/report.hpp"

namespace caisson::import {

/// Replaces `extends` of services by what it means: this service laid over the one it names, in the
/// same file or in another.
class Extends {
 public:
  /// `load` reads another file, variables put in.
  Extends(Report& report, std::function<Result<Node>(const std::string& path)> load)
      : m_report(report), m_load(std::move(load)) {}

  /// All services of a file.
  void resolve(Node& root, const std::string& path);

 private:
  using Place = std::pair<std::string, std::string>;  ///< file, service

  void resolve_service(Node& services, const Place& place);
  void extend(Node& service, const Place& place, Node& siblings);
  Node* services_of(const std::string& path, const Node& at, const std::string& address);

  Report& m_report;
  std::function<Result<Node>(const std::string& path)> m_load;
  std::map<std::string, Node> m_others;  ///< files that were read for it
  std::vector<Place> m_open;
  std::set<Place> m_done;
};

}  // namespace caisson::import
