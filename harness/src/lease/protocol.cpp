#include "lease/protocol.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace caisson::lease {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<Request, std::string_view>, 4> k_requests{
    {{Request::ping, "ping"},
     {Request::status, "status"},
     {Request::busy, "busy"},
     {Request::stop, "stop"}}};

std::string to_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string encode(Request request) {
  for (const auto& [kind, name] : k_requests) {
    if (kind == request) return to_line(Json{{"request", name}});
  }
  return {};
}

std::string encode(const Reply& reply) {
  Json services = Json::array();
  for (const auto& kept : reply.services) {
    services.push_back(
        Json{{"service", kept.service}, {"restarts", kept.restarts}, {"failed", kept.failed}});
  }
  return to_line(Json{{"protocol", reply.protocol},
                      {"version", reply.version},
                      {"pid", reply.pid},
                      {"error", reply.error},
                      {"services", services}});
}

Result<Request> decode_request(std::string_view line) {
  const auto json = Json::parse(line, nullptr, false);
  const auto found = json.is_object() ? json.find("request") : json.end();
  if (json.is_object() && found != json.end() && found->is_string()) {
    for (const auto& [kind, name] : k_requests) {
      if (*found == name) return kind;
    }
  }
  return Error{ErrorKind::protocol, "not a request: `" + std::string(line.substr(0, 80)) + "`"};
}

Result<Reply> decode_reply(std::string_view line) {
  const Error error{ErrorKind::protocol,
                    "the supervisor answered `" + std::string(line.substr(0, 80)) + "`"};
  const auto json = Json::parse(line, nullptr, false);
  if (!json.is_object()) return error;
  try {
    Reply reply;
    reply.protocol = json.value("protocol", 0);
    reply.version = json.value("version", "");
    reply.pid = json.value("pid", 0);
    reply.error = json.value("error", "");
    for (const auto& kept : json.value("services", Json::array())) {
      reply.services.push_back(
          {kept.value("service", ""), kept.value("restarts", 0), kept.value("failed", "")});
    }
    return reply;
  } catch (const Json::exception&) {
    return error;
  }
}

}  // namespace caisson::lease
