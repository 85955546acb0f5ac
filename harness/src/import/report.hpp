#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "import/node.hpp"

namespace caisson::import {

/// Something about the file that its reader should know.
struct Finding {
  enum class Kind {
    error,  ///< nothing is imported
    loss,   ///< has no equivalent: what runs will be different
    note,   ///< is expressed in another way
  };
  Kind kind = Kind::note;
  std::string place;    ///< `compose.yaml:12`
  std::string address;  ///< `services.web.ports[0]`
  std::string message;
  std::string remedy;
  bool operator==(const Finding&) const = default;
};

std::string_view to_string(Finding::Kind kind);

/// `compose.yaml:12: services.web.ports[0]`
std::string where(const Finding& finding);

/// Collects what the parts of an import find, in the order in which they look.
class Report {
 public:
  void add(Finding::Kind kind, const Node& at, std::string_view address, std::string message,
           std::string remedy = {});
  /// An error whose place is `file:line: address`.
  void add(const Error& problem);

  bool has_errors() const;
  /// All errors as one; there is at least one.
  Error to_error() const;
  std::vector<Finding> take() { return std::move(m_findings); }

 private:
  std::vector<Finding> m_findings;
};

}  // namespace caisson::import
