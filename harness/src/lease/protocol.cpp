#include "lease/protocol.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "base/json.hpp"

namespace caisson::lease {
namespace {

using Json = nlohmann::ordered_json;
using Strings = std::vector<std::string>;

constexpr std::array<std::pair<ErrorKind, std::string_view>, 8> k_kinds{
    {{ErrorKind::engine_unreachable, "engine_unreachable"},
     {ErrorKind::usage, "usage"},
     {ErrorKind::manifest, "manifest"},
     {ErrorKind::service_failed, "service_failed"},
     {ErrorKind::timed_out, "timed_out"},
     {ErrorKind::conflict, "conflict"},
     {ErrorKind::io, "io"},
     {ErrorKind::protocol, "protocol"}}};

std::string_view word_of(ErrorKind kind) {
  for (const auto& [known, word] : k_kinds) {
    if (known == kind) return word;
  }
  return "service_failed";
}

ErrorKind kind_of(std::string_view text) {
  for (const auto& [kind, word] : k_kinds) {
    if (word == text) return kind;
  }
  return ErrorKind::protocol;
}

/// A request's fields, in both directions: `Fields` either writes or reads them.
template <class Fields>
struct Layout {
  Fields& fields;
  void operator()(request::Ping&) {}
  void operator()(request::Status&) {}
  void operator()(request::Busy&) {}
  void operator()(request::Stop& stop) { fields("drain", stop.drain); }
  void operator()(request::Release&) {}
  void operator()(request::Lease& lease) {
    fields("protocol", lease.protocol);
    fields("manifest", lease.manifest);
    fields("services", lease.services);
    fields("isolate", lease.isolate);
    fields("name", lease.name);
    fields("keep", lease.keep);
    fields("warm", lease.warm);
  }
  void operator()(request::Settle& settle) { fields("manifest", settle.manifest); }
  void operator()(request::Begin& begin) { fields("test", begin.test); }
  void operator()(request::End& end) {
    fields("test", end.test);
    fields("failed", end.failed);
  }
  void operator()(request::Exec& exec) {
    fields("service", exec.service);
    fields("argv", exec.argv);
  }
  template <class OfOneService>
  void operator()(OfOneService& request) {
    fields("service", request.service);
  }
};

struct Writer {
  Json json;
  template <class T>
  void operator()(const char* name, const T& value) {
    json[name] = value;
  }
};

/// A field that is missing keeps its default; one of another type throws.
struct Reader {
  const Json& json;
  template <class T>
  void operator()(const char* name, T& value) {
    const auto at = json.find(name);
    if (at != json.end()) at->get_to(value);
  }
};

constexpr std::array<std::string_view, std::variant_size_v<Request>> k_words{
    "ping", "status", "busy",  "stop",    "lease", "settle",  "begin",  "end",
    "exec", "logs",   "pause", "unpause", "kill",  "restart", "release"};

template <std::size_t index = 0>
Request made_of(std::size_t wanted, const Json& json) {
  if constexpr (index < std::variant_size_v<Request>) {
    if (index != wanted) return made_of<index + 1>(wanted, json);
    std::variant_alternative_t<index, Request> request;
    Reader reader{json};
    Layout<Reader>{reader}(request);
    return request;
  }
  return request::Ping{};
}

Json json_of(const Facts& facts) {
  Json ports = Json::object();
  for (const auto& [container, host] : facts.ports)
    ports[std::to_string(container)] = host;
  return {{"host", facts.host},         {"ports", ports},
          {"port", facts.first_port},   {"url", facts.url},
          {"database", facts.database}, {"container", facts.container}};
}

Facts facts_from(const Json& json) {
  Facts facts;
  facts.host = json.value("host", "");
  facts.first_port = json.value("port", std::uint16_t{0});
  facts.url = json.value("url", "");
  facts.database = json.value("database", "");
  facts.container = json.value("container", "");
  const Json ports = json.value("ports", Json::object());
  for (const auto& [container, host] : ports.items()) {
    std::uint16_t port = 0;
    std::from_chars(container.data(), container.data() + container.size(), port);
    facts.ports[port] = host.get<std::uint16_t>();
  }
  return facts;
}

Error not_understood(std::string_view line) {
  return {ErrorKind::protocol, "the supervisor answered `" + std::string(line.substr(0, 80)) + "`"};
}

/// `read` of a line that is an object and no error reply.
template <class T, class Read>
Result<T> decode(std::string_view line, Read read) {
  const auto json = parse_ordered_json(line);
  if (!json.is_object()) return not_understood(line);
  try {
    const std::string error = json.value("error", "");
    if (!error.empty()) return Error{kind_of(json.value("kind", "")), error};
    return read(json);
  } catch (const Json::exception&) {
    return not_understood(line);
  }
}

}  // namespace

std::string encode(const Request& request) {
  Writer writer;
  writer.json["request"] = k_words.at(request.index());
  Request copy = request;
  std::visit(Layout<Writer>{writer}, copy);
  return dump_json(writer.json);
}

std::string encode(const Reply& reply) {
  Json services = Json::array();
  for (const auto& kept : reply.services) {
    services.push_back(
        Json{{"service", kept.service}, {"restarts", kept.restarts}, {"failed", kept.failed}});
  }
  return dump_json(Json{{"protocol", reply.protocol},
                        {"version", reply.version},
                        {"pid", reply.pid},
                        {"error", reply.error},
                        {"kind", reply.error.empty() ? "" : word_of(reply.kind)},
                        {"services", services}});
}

std::string encode(const Grant& grant) {
  Json services = Json::object();
  for (const auto& [name, facts] : grant.services)
    services[name] = json_of(facts);
  return dump_json(Json{{"protocol", k_protocol},
                        {"lease", grant.lease},
                        {"environment", grant.environment},
                        {"services", services},
                        {"variables", grant.variables}});
}

std::string encode(const Verdict& verdict) {
  return dump_json(Json{{"summary", verdict.summary}, {"folder", verdict.folder}});
}

std::string encode(const Error& error) {
  return dump_json(
      Json{{"protocol", k_protocol}, {"error", to_string(error)}, {"kind", word_of(error.kind)}});
}

std::string encode_output(int exit_code, const std::string& output) {
  return dump_json(Json{{"exit_code", exit_code}, {"output", output}});
}

std::string encode_lines(const Strings& lines) {
  return dump_json(Json{{"lines", lines}});
}

Result<Request> decode_request(std::string_view line) {
  const Error error{ErrorKind::protocol,
                    "not a request: `" + std::string(line.substr(0, 80)) + "`"};
  const auto json = parse_ordered_json(line);
  if (!json.is_object()) return error;
  const auto word = json.find("request");
  if (word == json.end() || !word->is_string()) return error;
  for (std::size_t i = 0; i < k_words.size(); ++i) {
    if (*word != k_words.at(i)) continue;
    try {
      return made_of(i, json);
    } catch (const Json::exception&) {
      return error;
    }
  }
  return error;
}

Result<Reply> decode_reply(std::string_view line) {
  const auto json = parse_ordered_json(line);
  if (!json.is_object()) return not_understood(line);
  try {
    Reply reply;
    reply.protocol = json.value("protocol", 0);
    reply.version = json.value("version", "");
    reply.pid = json.value("pid", 0);
    reply.error = json.value("error", "");
    if (!reply.error.empty()) reply.kind = kind_of(json.value("kind", ""));
    for (const auto& kept : json.value("services", Json::array())) {
      reply.services.push_back(
          {kept.value("service", ""), kept.value("restarts", 0), kept.value("failed", "")});
    }
    return reply;
  } catch (const Json::exception&) {
    return not_understood(line);
  }
}

Result<Grant> decode_grant(std::string_view line) {
  return decode<Grant>(line, [](const Json& json) {
    Grant grant;
    grant.lease = json.value("lease", std::uint64_t{0});
    grant.environment = json.value("environment", "");
    const Json services = json.value("services", Json::object());
    for (const auto& [name, facts] : services.items())
      grant.services[name] = facts_from(facts);
    grant.variables =
        json.value("variables", Json::object()).get<std::map<std::string, std::string>>();
    return grant;
  });
}

Result<Verdict> decode_verdict(std::string_view line) {
  return decode<Verdict>(line, [](const Json& json) {
    return Verdict{json.value("summary", ""), json.value("folder", "")};
  });
}

}  // namespace caisson::lease
