#include "report/json.hpp"

#include "base/json.hpp"

namespace caisson::report {

std::string_view kind_name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::manifest:
      return "manifest";
    case ErrorKind::engine_unreachable:
      return "engine_unreachable";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::timed_out:
      return "timed_out";
    case ErrorKind::interrupted:
      return "interrupted";
    case ErrorKind::image:
      return "image";
    case ErrorKind::service_failed:
      return "service_failed";
    case ErrorKind::io:
      return "io";
    case ErrorKind::protocol:
      return "protocol";
  }
  return "unknown";
}

Json to_json(const Error& error) {
  return Json{{"kind", kind_name(error.kind)},
              {"message", error.message},
              {"place", error.place},
              {"remedy", error.remedy}};
}

std::string dump(const Json& json) {
  return dump_json(json);
}

}  // namespace caisson::report
