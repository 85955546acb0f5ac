#include "plan/backend_choice.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "model/names.hpp"
#include "model/ports.hpp"

namespace caisson::plan {
namespace {

constexpr std::string_view k_prefix = "CAISSON_";
constexpr std::string_view k_suffix = "_BACKEND";
constexpr const char* k_option = "--backend";

/// What somebody asked for, and where they said so.
struct Wish {
  std::string place;
  std::string word;
  std::string where;
};

Wish wish_of(std::string place, const std::string& value) {
  const std::size_t colon = value.find(':');
  return {std::move(place), value.substr(0, colon),
          colon == std::string::npos ? std::string() : value.substr(colon + 1)};
}

Error mistake(const Wish& wish, std::string message, std::string remedy) {
  return {ErrorKind::usage, std::move(message), wish.place, std::move(remedy)};
}

std::optional<std::uint16_t> port_from(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool good = error == std::errc() && end == text.data() + text.size() && port != 0;
  return good ? std::optional(port) : std::nullopt;
}

std::uint16_t port_of_scheme(std::string_view scheme) {
  if (scheme == "http") return 80;
  if (scheme == "postgres" || scheme == "postgresql") return 5432;
  return scheme == "redis" ? 6379 : 0;
}

bool is_tls(std::string_view scheme) {
  return scheme == "https" || scheme == "rediss" || scheme == "wss" || scheme == "grpcs";
}

/// `[scheme://][user[:password]@]host[:port][/]`; a database of Postgres is no path.
Result<Place> place_from(const Wish& wish, const std::string& address) {
  std::string_view rest = address;
  std::string_view scheme;
  if (const std::size_t mark = rest.find("://"); mark != std::string_view::npos) {
    scheme = rest.substr(0, mark);
    rest.remove_prefix(mark + 3);
  }
  if (is_tls(scheme)) {
    return mistake(wish, fmt::format("`{}` speaks TLS, and the service itself does not", address),
                   "give an address that speaks as the service does");
  }
  const std::size_t slash = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view path = rest.substr(slash);
  const bool has_path = path.size() > 1 && !scheme.starts_with("postgres") && scheme != "redis";
  rest = rest.substr(0, slash);
  if (has_path) {
    return mistake(wish, fmt::format("`{}` is a path, and a service is a host and ports", address),
                   fmt::format("leave `{}` out", path));
  }
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos)
    rest.remove_prefix(at + 1);
  const bool in_brackets = rest.starts_with('[');
  const std::size_t colon = rest.find(':', in_brackets ? rest.find(']') : 0);
  std::string_view host = rest.substr(0, colon);
  if (in_brackets) host = host.substr(1, std::max<std::size_t>(host.size(), 2) - 2);
  const std::optional<std::uint16_t> port =
      colon == std::string_view::npos ? port_of_scheme(scheme) : port_from(rest.substr(colon + 1));
  if (host.empty() || host.find_first_of(" ,=") != std::string_view::npos || !port || *port == 0) {
    return mistake(wish, fmt::format("`{}` is no address with a port", address),
                   "write it like `10.0.0.7:8080` or `http://10.0.0.7:8080`");
  }
  const bool is_own = host == "127.0.0.1" || host == "::1";
  return Place{is_own ? "localhost" : std::string(host), *port};
}

/// One service's wish against its declaration.
class Choice {
 public:
  Choice(const model::Service& service, const Variables& variables, const Wish& wish)
      : m_service(service),
        m_variables(variables),
        m_wish(wish),
        m_main(model::main_port(service)) {}

  Result<Backend> made() const {
    const auto kind = model::backend_from(m_wish.word);
    if (!kind) {
      return mistake(m_wish, fmt::format("unknown backend `{}`", m_wish.word),
                     did_you_mean(m_wish.word, model::backend_names()));
    }
    const bool is_elsewhere = *kind == model::Backend::process || *kind == model::Backend::external;
    if (!is_elsewhere && !m_wish.where.empty()) {
      return mistake(m_wish, fmt::format("`{}` is at no address", m_wish.word),
                     fmt::format("leave `:{}` out", m_wish.where));
    }
    if (is_elsewhere && m_service.completes) {
      return mistake(m_wish,
                     fmt::format("`{}` is a one-shot, whose end nobody could see", m_service.name),
                     "leave it a container");
    }
    switch (*kind) {
      case model::Backend::process:
        return process();
      case model::Backend::external:
        return external();
      case model::Backend::mock:
        return mock();
      case model::Backend::container:
        break;
    }
    return Backend{};
  }

 private:
  Result<Backend> mock() const {
    if (!m_service.mock.empty()) return Backend{model::Backend::mock};
    return mistake(m_wish, fmt::format("`{}` has no MOCK", m_service.name),
                   fmt::format("name what stands in for it where it is declared, at {}",
                               m_service.declared_at));
  }

  Result<Backend> process() const {
    Backend backend{model::Backend::process};
    for (const std::uint16_t port : model::ports_of(m_service))
      backend.places[port] = {"localhost", port};
    if (m_wish.where.empty()) return backend;
    const auto port = port_from(m_wish.where);
    if (!port || m_main == 0) {
      return mistake(
          m_wish, fmt::format("`{}` is no port that `{}` could have", m_wish.where, m_service.name),
          "write it like `process:3001`");
    }
    backend.places[m_main].port = *port;
    return backend;
  }

  Result<Backend> external() const {
    if (m_main == 0) {
      return mistake(m_wish,
                     fmt::format("`{}` has no port that could lead elsewhere", m_service.name),
                     fmt::format("add PORTS where it is declared, at {}", m_service.declared_at));
    }
    const auto where = main_place();
    if (!where) return where.error();
    Backend backend{model::Backend::external};
    for (const std::uint16_t port : model::ports_of(m_service)) {
      const std::string name = variable("PORT_" + std::to_string(port));
      const std::string said = value_of(name);
      const auto told = said.empty() ? std::optional(port) : port_from(said);
      if (!told) return no_port(name, said);
      backend.places[port] = {where->host, *told};
    }
    backend.places[m_main] = *where;
    return backend;
  }

  Result<Place> main_place() const {
    if (!m_wish.where.empty()) return place_from(m_wish, m_wish.where);
    const std::string url = value_of(variable("URL"));
    if (!url.empty()) return place_from({variable("URL"), {}, {}}, url);
    const std::string host = value_of(variable("HOST"));
    const std::string port = value_of(variable("PORT"));
    if (host.empty() || port.empty()) return nowhere(host.empty(), port.empty());
    if (!port_from(port)) return no_port(variable("PORT"), port);
    const bool is_ipv6 = host.find(':') != std::string::npos && !host.starts_with('[');
    return place_from({variable("HOST"), {}, {}},
                      fmt::format("{}{}{}:{}", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "", port));
  }

  Error nowhere(bool no_host, bool no_port) const {
    std::string remedy = fmt::format("set `{}`, or `{}` and `{}`", variable("URL"),
                                     variable("HOST"), variable("PORT"));
    if (no_host != no_port) remedy = fmt::format("set `{}`", variable(no_host ? "HOST" : "PORT"));
    return mistake(m_wish, fmt::format("where `{}` is, is not said", m_service.name), remedy);
  }

  static Error no_port(const std::string& name, const std::string& value) {
    return {ErrorKind::usage, fmt::format("`{}` is no port", value), name, "give 1 to 65535"};
  }

  std::string variable(const std::string& what) const {
    return fmt::format("{}{}_{}", k_prefix, model::variable_name(m_service.name), what);
  }

  std::string value_of(const std::string& name) const {
    const auto found = m_variables.find(name);
    return found == m_variables.end() ? std::string() : found->second;
  }

  const model::Service& m_service;
  const Variables& m_variables;
  const Wish& m_wish;
  std::uint16_t m_main;
};

using Wishes = std::map<std::string, Wish>;

/// One that is set to nothing is as good as unset.
Result<void> read_variables(const model::Stack& stack, const Variables& variables, Wishes& wishes) {
  std::map<std::string, std::string> services;
  for (const auto& [name, service] : stack.services)
    services.emplace(backend_variable(name), name);
  for (const auto& [name, value] : variables) {
    const bool is_ours = name.starts_with(k_prefix) && name.ends_with(k_suffix) &&
                         name.size() > k_prefix.size() + k_suffix.size();
    if (!is_ours || value.empty()) continue;
    const auto service = services.find(name);
    if (service == services.end()) {
      return Error{ErrorKind::usage, fmt::format("`{}` has no such service", stack.name), name,
                   did_you_mean(name, names_of(services))};
    }
    wishes[service->second] = wish_of(name, value);
  }
  return {};
}

Result<void> read_options(const model::Stack& stack, const std::vector<std::string>& options,
                          Wishes& wishes) {
  for (const std::string& option : options) {
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos) {
      return Error{ErrorKind::usage, fmt::format("`{}` does not say which backend", option),
                   k_option, fmt::format("write it like `{}=process`", option)};
    }
    const std::string service = option.substr(0, equals);
    if (!stack.services.contains(service)) {
      return Error{ErrorKind::usage, fmt::format("unknown service `{}`", service), k_option,
                   did_you_mean(service, names_of(stack.services))};
    }
    wishes[service] = wish_of(k_option, option.substr(equals + 1));
  }
  return {};
}

}  // namespace

std::string backend_variable(const std::string& service) {
  return fmt::format("{}{}{}", k_prefix, model::variable_name(service), k_suffix);
}

Result<Backends> choose_backends(const model::Stack& stack, const Variables& variables,
                                 const std::vector<std::string>& options) {
  Wishes wishes;
  if (const auto read = read_variables(stack, variables, wishes); !read) return read.error();
  if (const auto read = read_options(stack, options, wishes); !read) return read.error();
  Backends backends;
  for (const auto& [name, wish] : wishes) {
    auto made = Choice(stack.services.at(name), variables, wish).made();
    if (!made) return made.error();
    if (made->kind != model::Backend::container) backends[name] = std::move(*made);
  }
  return backends;
}

}  // namespace caisson::plan
