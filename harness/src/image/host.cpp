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
constexpr std::array k_passed_on{"DEBIAN_MIRROR", "DEBIAN_SECURITY_MIRROR",
                                 "http_proxy",    "https_proxy",
                                 "no_proxy",      "HTTP_PROXY",
                                 "HTTPS_PROXY",   "NO_PROXY"};

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
  for (const char* path : k_sources) {
    if (settings.variables.contains("DEBIAN_MIRROR")) break;
    if (auto mirror = debian_mirror(facts.file(path)); !mirror.empty())
      settings.variables["DEBIAN_MIRROR"] = mirror;
  }
  for (const auto& [name, value] : settings.variables)
    settings.on_loopback =
        settings.on_loopback || (to_lower(name) != "no_proxy" && is_loopback(value));
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
