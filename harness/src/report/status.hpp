#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/event.hpp"

namespace caisson::report {

struct Port {
  std::uint16_t container = 0;
  std::uint16_t host = 0;
};

/// One service as `caisson status` shows it; absent values are empty.
struct ServiceStatus {
  std::string name;
  model::ServiceState state = model::ServiceState::absent;
  std::string container;  ///< name of the container
  std::string image;
  std::optional<model::ImageSource> image_source;
  std::vector<Port> ports;
  std::vector<std::string> urls;
  std::string started_at;          ///< RFC 3339
  std::optional<double> ready_ms;  ///< from start to ready
  int restarts = 0;
  std::optional<int> exit_code;
  std::string backend;                ///< other than its container: `process`, `external`, `mock`
  std::vector<std::string> leads_to;  ///< `<host>:<port>`, of a process or an external service
  std::string note;  ///< why it is as it is, when that is not plain: "failed for good: …"
};

struct Status {
  std::string stack;
  std::string instance;
  std::string mode;  ///< empty: nothing runs, or services were named
  std::string engine_kind;
  std::string engine_version;
  std::vector<ServiceStatus> services;
};

/// The table for people; columns fit their content, the last one is cut at `width`.
std::string status_text(const Status& status, std::size_t width, bool colour);

/// Schema 1 of `status --format json`: one object, indented by two, with a line feed.
std::string status_json(const Status& status);

/// One line per service with a URL or port: what to open when `up` has ended.
std::string urls_text(const Status& status, bool colour);

}  // namespace caisson::report
