#include "import/known_check.hpp"

#include <algorithm>
#include <charconv>
#include <regex>
#include <set>

#include "base/text.hpp"
#include "import/interpolation.hpp"
#include "import/path.hpp"
#include "import/shell_words.hpp"
#include "model/names.hpp"

namespace caisson::import {
namespace {

using Kind = model::HealthCheck::Kind;
using Check = std::optional<model::HealthCheck>;

/// The arguments of a program, options with their values apart from the rest.
struct Arguments {
  std::map<std::string, std::string> options;
  std::vector<std::string> plain;
  bool has(const char* name) const { return options.contains(name); }
  std::string value(const char* name, const std::string& otherwise) const {
    const auto at = options.find(name);
    return at == options.end() ? otherwise : at->second;
  }
};

/// What options a program has: long ones with `--`, short ones with `-` that may be run together.
struct Grammar {
  std::set<std::string> flags;
  std::set<std::string> values;
};

/// None where an argument is none of the grammar's.
std::optional<Arguments> read(const std::vector<std::string>& argv, const Grammar& grammar) {
  Arguments arguments;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& word = argv[i];
    if (!word.starts_with('-') || word == "-") {
      arguments.plain.push_back(word);
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    if (grammar.values.contains(name)) {
      if (equals == std::string::npos && i + 1 == argv.size()) return std::nullopt;
      arguments.options[name] = equals == std::string::npos ? argv[++i] : word.substr(equals + 1);
      continue;
    }
    if (grammar.flags.contains(word)) {
      arguments.options[word] = "";
      continue;
    }
    if (word.starts_with("--")) return std::nullopt;
    // Run together: `-sf`, `-qO-`, `-Upostgres`.
    for (std::size_t at = 1; at < word.size(); ++at) {
      const std::string option = std::string("-") + word[at];
      if (grammar.flags.contains(option)) {
        arguments.options[option] = "";
      } else if (grammar.values.contains(option) && (at + 1 < word.size() || i + 1 < argv.size())) {
        arguments.options[option] = at + 1 < word.size() ? word.substr(at + 1) : argv[++i];
        break;
      } else {
        return std::nullopt;
      }
    }
  }
  return arguments;
}

bool is_here(const std::string& host) {
  static const std::set<std::string> k_names{"",        "localhost", "127.0.0.1",
                                             "0.0.0.0", "::1",       "[::1]"};
  return k_names.contains(host);
}

std::optional<std::uint16_t> port_of(const std::string& text) {
  std::uint16_t port = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || rest != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

Check check_of(Kind kind, const std::string& port) {
  const auto number = port_of(port);
  if (!number) return std::nullopt;
  model::HealthCheck check;
  check.kind = kind;
  check.port = *number;
  return check;
}

Check postgres(const std::vector<std::string>& argv, const CheckedService& service) {
  static const Grammar grammar{
      {"-q", "--quiet"},
      {"-U", "--username", "-d", "--dbname", "-h", "--host", "-p", "--port", "-t", "--timeout"}};
  const auto arguments = read(argv, grammar);
  if (!arguments || !arguments->plain.empty()) return std::nullopt;
  const auto variable = [&](const char* name) {
    const auto at = service.variables.find(name);
    return at == service.variables.end() ? std::string() : at->second;
  };
  // The probe signs in: it needs the password that the image was given, or none to be asked for.
  const bool can_sign_in =
      !variable("POSTGRES_PASSWORD").empty() || variable("POSTGRES_HOST_AUTH_METHOD") == "trust";
  const std::string host = arguments->value("-h", arguments->value("--host", ""));
  if (!can_sign_in || !(is_here(host) || host.starts_with('/'))) return std::nullopt;
  auto check = check_of(Kind::postgres, arguments->value("-p", arguments->value("--port", "5432")));
  if (!check) return std::nullopt;
  // pg_isready does not mind who is not there; the image makes whom its environment names.
  check->login = variable("POSTGRES_USER");
  if (check->login.empty())
    check->login = arguments->value("-U", arguments->value("--username", "postgres"));
  check->database = variable("POSTGRES_DB");
  if (check->database.empty()) check->database = check->login;
  return check;
}

Check redis(const std::vector<std::string>& argv, const CheckedService& service) {
  static const Grammar grammar{{"--no-auth-warning", "--raw"},
                               {"-h", "-p", "-a", "--pass", "--user"}};
  const auto arguments = read(argv, grammar);
  if (!arguments || arguments->plain.size() != 1 || to_lower(arguments->plain[0]) != "ping" ||
      !is_here(arguments->value("-h", "")) || arguments->has("--user"))
    return std::nullopt;
  const auto password = service.variables.find("REDIS_PASSWORD");
  const bool told = password != service.variables.end() && !password->second.empty();
  const auto& command = service.command;
  const bool asked = arguments->has("-a") || arguments->has("--pass") ||
                     std::find(command.begin(), command.end(), "--requirepass") != command.end();
  if (asked && !told) return std::nullopt;
  return check_of(Kind::redis, arguments->value("-p", "6379"));
}

Check http(const std::string& url) {
  static const std::regex pattern(
      R"((http://)?(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(:([0-9]+))?(/[^\s#]*)?)");
  std::smatch match;
  if (!std::regex_match(url, match, pattern)) return std::nullopt;
  auto check = check_of(Kind::http, match[4].matched ? match[4].str() : "80");
  if (check) check->path = match[5].matched ? match[5].str() : "/";
  return check;
}

Check curl(const std::vector<std::string>& argv) {
  static const Grammar grammar{
      {"-f", "--fail", "-s", "--silent", "-S", "--show-error", "-L", "--location", "-v", "-I",
       "--head", "-i", "-q"},
      {"-o", "--output", "-m", "--max-time", "--connect-timeout", "--retry", "--retry-delay"}};
  const auto arguments = read(argv, grammar);
  // Without --fail any answer is a good one.
  if (!arguments || !(arguments->has("-f") || arguments->has("--fail")) ||
      arguments->plain.size() != 1)
    return std::nullopt;
  return http(arguments->plain[0]);
}

Check wget(const std::vector<std::string>& argv) {
  static const Grammar grammar{{"-q", "--quiet", "--spider", "-nv", "--no-verbose", "-S", "-s"},
                               {"-O", "--output-document", "-t", "--tries", "-T", "--timeout"}};
  const auto arguments = read(argv, grammar);
  if (!arguments || arguments->plain.size() != 1) return std::nullopt;
  return http(arguments->plain[0]);
}

Check netcat(const std::vector<std::string>& argv) {
  static const Grammar grammar{{"-z", "-v", "-n"}, {"-w"}};
  const auto arguments = read(argv, grammar);
  if (!arguments || !arguments->has("-z") || arguments->plain.size() != 2 ||
      !is_here(arguments->plain[0]))
    return std::nullopt;
  return check_of(Kind::tcp, arguments->plain[1]);
}

Check grpc(const std::vector<std::string>& argv) {
  static const Grammar grammar{{},
                               {"-addr", "--addr", "-service", "--service", "-connect-timeout",
                                "--connect-timeout", "-rpc-timeout", "--rpc-timeout"}};
  const auto arguments = read(argv, grammar);
  if (!arguments || !arguments->plain.empty()) return std::nullopt;
  const std::string address = arguments->value("-addr", arguments->value("--addr", ""));
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || !is_here(address.substr(0, colon))) return std::nullopt;
  auto check = check_of(Kind::grpc, address.substr(colon + 1));
  if (check) check->path = arguments->value("-service", arguments->value("--service", ""));
  return check;
}

/// What a file that Caisson rendered asks with (harness/prober).
Check prober(const std::vector<std::string>& argv) {
  const auto kind = argv.size() < 3 ? std::nullopt : model::health_check_kind_from(argv[1]);
  if (!kind) return std::nullopt;
  auto check = check_of(*kind, argv[2]);
  if (!check) return std::nullopt;
  const std::size_t more = argv.size() - 3;
  if (*kind == Kind::postgres && more == 2) {
    check->database = argv[3];
    check->login = argv[4];
  } else if ((*kind == Kind::http || *kind == Kind::grpc) && more == 1) {
    check->path = argv[3];
  } else if (more != 0) {
    return std::nullopt;
  }
  return check;
}

}  // namespace

std::optional<model::HealthCheck> known_check(const std::vector<std::string>& argv,
                                              const CheckedService& service) {
  if (argv.empty()) return std::nullopt;
  if (argv[0] == "/.caisson/probe") return prober(argv);
  const std::string program = name_of(argv[0]);
  if (program == "pg_isready") return postgres(argv, service);
  if (program == "redis-cli" || program == "valkey-cli") return redis(argv, service);
  if (program == "curl") return curl(argv);
  if (program == "wget") return wget(argv);
  if (program == "nc" || program == "ncat") return netcat(argv);
  if (program == "grpc_health_probe") return grpc(argv);
  return std::nullopt;
}

std::optional<std::vector<std::string>> simple_command(
    std::string_view text, const std::map<std::string, std::string>& variables) {
  static const std::regex k_ends[] = {
      std::regex(R"(\s*\|\|\s*(exit\s+[1-9][0-9]*|false)\s*;?\s*$)"),
      std::regex(R"(\s*2>\s*&1\s*$)"),
      std::regex(R"(\s*(1|2|&)?>\s*/dev/null\s*$)"),
      std::regex(R"(\s*2>\s*&1\s*$)"),
      std::regex(R"(\s*\|\s*grep\s+(-q\s+)?["']?PONG["']?\s*$)"),
  };
  std::string command(trim(text));
  for (const std::regex& end : k_ends)
    command = std::regex_replace(command, end, "");
  if (command.find_first_of("|&;<>()`\n") != std::string::npos) return std::nullopt;
  const auto lookup = [&](const std::string& name) -> std::optional<std::string> {
    const auto at = variables.find(name);
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  };
  const auto interpolated = interpolate(command, lookup);
  if (!interpolated) return std::nullopt;
  return shell_words(interpolated->text);
}

}  // namespace caisson::import
