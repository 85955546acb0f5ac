#include "image/host.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>

#include "base/file.hpp"
#include "base/text.hpp"

namespace caisson::image {
namespace {

/// Where distributions keep the bundle: Debian, Fedora, Alpine.
constexpr std::array k_bundles{"/etc/ssl/certs/ca-certificates.crt",
                               "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};
constexpr std::array k_sources{"/etc/apt/sources.list", "/etc/apt/sources.list.d/debian.sources",
                               "/etc/apt/sources.list.d/debian.list"};
/// Where things are had from, never what is made of them (as GOFLAGS would).
constexpr std::array k_passed_on{"DEBIAN_MIRROR",
                                 "DEBIAN_SECURITY_MIRROR",
                                 "http_proxy",
                                 "https_proxy",
                                 "no_proxy",
                                 "HTTP_PROXY",
                                 "HTTPS_PROXY",
                                 "NO_PROXY",
                                 "GOPROXY",
                                 "GONOPROXY",
                                 "GOSUMDB",
                                 "GONOSUMDB",
                                 "GOPRIVATE",
                                 "GOINSECURE",
                                 "PIP_INDEX_URL",
                                 "PIP_EXTRA_INDEX_URL",
                                 "PIP_TRUSTED_HOST",
                                 "UV_DEFAULT_INDEX",
                                 "NPM_CONFIG_REGISTRY"};

/// What a client keeps in a file of its own instead: `key = value` lines.
struct Kept {
  const char* variable;
  const char* file;  ///< `~` is the home folder
  const char* key;
};
constexpr std::array k_kept{
    Kept{"GOPROXY", "~/.config/go/env", "GOPROXY"},
    Kept{"GONOPROXY", "~/.config/go/env", "GONOPROXY"},
    Kept{"GOSUMDB", "~/.config/go/env", "GOSUMDB"},
    Kept{"GONOSUMDB", "~/.config/go/env", "GONOSUMDB"},
    Kept{"GOPRIVATE", "~/.config/go/env", "GOPRIVATE"},
    Kept{"GOINSECURE", "~/.config/go/env", "GOINSECURE"},
    Kept{"PIP_INDEX_URL", "~/.config/pip/pip.conf", "index-url"},
    Kept{"PIP_INDEX_URL", "~/.pip/pip.conf", "index-url"},
    Kept{"PIP_INDEX_URL", "/etc/pip.conf", "index-url"},
    Kept{"PIP_EXTRA_INDEX_URL", "~/.config/pip/pip.conf", "extra-index-url"},
    Kept{"PIP_EXTRA_INDEX_URL", "~/.pip/pip.conf", "extra-index-url"},
    Kept{"PIP_EXTRA_INDEX_URL", "/etc/pip.conf", "extra-index-url"},
    Kept{"PIP_TRUSTED_HOST", "~/.config/pip/pip.conf", "trusted-host"},
    Kept{"PIP_TRUSTED_HOST", "~/.pip/pip.conf", "trusted-host"},
    Kept{"PIP_TRUSTED_HOST", "/etc/pip.conf", "trusted-host"},
    Kept{"NPM_CONFIG_REGISTRY", "~/.npmrc", "registry"},
};

std::string kept_in(const std::string& text, std::string_view key) {
  for (const std::string& line : split(text, '\n')) {
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos || trim(line.substr(0, equals)) != key) continue;
    return std::string(trim(line.substr(equals + 1)));
  }
  return {};
}

std::string kept_in_file(const HostFacts& facts, const Kept& kept) {
  std::string path = kept.file;
  if (path.front() == '~') {
    const std::string home = facts.variable("HOME");
    if (home.empty()) return {};
    path.replace(0, 1, home);
  }
  return kept_in(facts.file(path), kept.key);
}

std::string bundle(const HostFacts& facts) {
  const std::string chosen = facts.variable("SSL_CERT_FILE");
  if (!chosen.empty()) {
    if (auto text = facts.file(chosen); !text.empty()) return text;
  }
  for (const char* path : k_bundles) {
    if (auto text = facts.file(path); !text.empty()) return text;
  }
  return {};
}

bool is_debian_archive(std::string_view uri) {
  while (uri.ends_with('/'))
    uri.remove_suffix(1);
  return uri.find("://") != uri.npos &&
         (uri.ends_with("/debian") || uri.find("/debian/") != uri.npos);
}

/// The host of a URL or `host:port`.
std::string_view host_of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != url.npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('/'));
  if (const auto at = url.rfind('@'); at != url.npos) url.remove_prefix(at + 1);
  if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

bool is_loopback(std::string_view url) {
  const auto host = host_of(url);
  return host == "localhost" || host.starts_with("127.") || host == "[::1]";
}

}  // namespace

std::string debian_mirror(const std::string& sources) {
  std::istringstream lines(sources);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (to_lower(word) != "deb" && to_lower(word) != "uris:") continue;
    while (words >> word) {
      if (!is_debian_archive(word)) continue;
      while (word.ends_with('/'))
        word.pop_back();
      return word;
    }
  }
  return {};
}

HostSettings host_settings(const HostFacts& facts) {
  HostSettings settings;
  settings.ca_certificates = bundle(facts);
  for (const char* name : k_passed_on) {
    if (auto value = facts.variable(name); !value.empty()) settings.variables[name] = value;
  }
  // npm's own name for it goes by either case.
  if (auto value = facts.variable("npm_config_registry"); !value.empty())
    settings.variables.try_emplace("NPM_CONFIG_REGISTRY", std::move(value));
  for (const Kept& kept : k_kept) {
    if (settings.variables.contains(kept.variable)) continue;
    if (auto value = kept_in_file(facts, kept); !value.empty())
      settings.variables[kept.variable] = std::move(value);
  }
  for (const char* path : k_sources) {
    if (settings.variables.contains("DEBIAN_MIRROR")) break;
    if (auto mirror = debian_mirror(facts.file(path)); !mirror.empty())
      settings.variables["DEBIAN_MIRROR"] = mirror;
  }
  for (const auto& [name, value] : settings.variables)
    settings.on_loopback = settings.on_loopback || (to_lower(name) != "no_proxy" &&
                                                    name != "GONOPROXY" && is_loopback(value));
  return settings;
}

HostSettings host_settings() {
  const auto variable = [](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return std::string(value == nullptr ? "" : value);
  };
  const auto file = [](const std::string& path) {
    auto text = read_file(path);
    return text ? std::move(*text) : std::string();
  };
  return host_settings({variable, file});
}

}  // namespace caisson::image
