#pragma once

#include <map>
#include <string>
#include <vector>

#include "import/load.hpp"
#include "import/names.hpp"
#include "import/value.hpp"
#include "model/stack.hpp"

namespace caisson::import {

/// A dependency as it is written.
struct Wait {
  Value at;
  std::string name;  ///< the name in the file
  model::Condition condition = model::Condition::started;
  bool required = true;
};

/// A service on its way from the file to a declaration.
struct Draft {
  std::string name;  ///< the name in the file
  Value value;
  model::Service service{};
  std::vector<Wait> waits{};
  std::vector<std::string> profiles{};
  std::vector<std::string> hosts{};                ///< further names that others may call it by
  std::vector<std::string> texts{};                ///< values and words in which it may name others
  std::map<std::string, std::string> variables{};  ///< its environment, as far as it is known now
  bool unchecked = false;                          ///< its health check is switched off
  bool started = true;                             ///< not scaled to nothing
};

/// What the readers of a service share.
struct Context {
  const Request& request;
  const Project& project;
  Report& report;
  model::Stack& stack;
  Names images{};
  bool told_loopback = false;
  bool told_dot_env = false;

  /// The entry of a section (`volumes`, `networks` …) that a service names; an unknown one is an
  /// error at `at`.
  std::optional<Value> declared(const char* section, const std::string& name,
                                const Value& at) const;
};

// Each reads some keys of a service; one file each.
void read_image(Fields& fields, Context& context, Draft& draft);
void read_command(Fields& fields, Draft& draft);
void read_ports(Fields& fields, Context& context, Draft& draft);
void read_environment(Fields& fields, Context& context, Draft& draft);
void read_mounts(Fields& fields, Context& context, Draft& draft);
void read_grants(Fields& fields, Context& context, Draft& draft);
void read_networks(Fields& fields, Context& context, Draft& draft);
void read_waits(Fields& fields, Draft& draft);
void read_limits(Fields& fields, Draft& draft);
void read_rights(Fields& fields, Draft& draft);
void read_labels(Fields& fields, Draft& draft);
/// Wants the environment of the service to be read.
void read_health_check(Fields& fields, Draft& draft);

/// Where a path of the file begins.
std::string path_at(const Value& at, const std::string& path);

}  // namespace caisson::import
