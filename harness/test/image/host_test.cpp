#include "image/host.hpp"

#include <gmock/gmock.h>

namespace caisson::image {
namespace {

using testing::ElementsAre;
using testing::Pair;

HostSettings settings(const std::map<std::string, std::string>& variables,
                      const std::map<std::string, std::string>& files) {
  const auto value_of = [](const auto& map) {
    return [&map](const std::string& key) {
      const auto found = map.find(key);
      return found == map.end() ? std::string() : found->second;
    };
  };
  return host_settings({value_of(variables), value_of(files)});
}

TEST(HostSettings, TakesTheBundleThatIsNamedElseTheDistributions) {
  const std::map<std::string, std::string> files{{"/own.pem", "own"},
                                                 {"/etc/ssl/certs/ca-certificates.crt", "debian"}};
  EXPECT_EQ(settings({{"SSL_CERT_FILE", "/own.pem"}}, files).ca_certificates, "own");
  EXPECT_EQ(settings({{"SSL_CERT_FILE", "/gone.pem"}}, files).ca_certificates, "debian");
  EXPECT_EQ(settings({}, {}).ca_certificates, "");
}

TEST(HostSettings, FindsTheMirrorInAptsSources) {
  EXPECT_EQ(debian_mirror("# deb http://no/debian x main\n"
                          "deb [signed-by=/k] https://packages.example/apt sid main\n"
                          "deb http://mirror.example/debian/ trixie main\n"),
            "http://mirror.example/debian");
  EXPECT_EQ(debian_mirror("Types: deb\nURIs: http://a.example/debian-security "
                          "http://b.example/archive/debian/20250520T000000Z/\nSuites: trixie\n"),
            "http://b.example/archive/debian/20250520T000000Z");
  EXPECT_EQ(debian_mirror(""), "");
}

TEST(HostSettings, AVariableGoesBeforeTheSources) {
  const std::map<std::string, std::string> files{
      {"/etc/apt/sources.list", "deb http://m.example/debian trixie main"}};
  EXPECT_THAT(settings({{"DEBIAN_MIRROR", "http://v/debian"}}, files).variables,
              ElementsAre(Pair("DEBIAN_MIRROR", "http://v/debian")));
  EXPECT_THAT(settings({}, files).variables,
              ElementsAre(Pair("DEBIAN_MIRROR", "http://m.example/debian")));
}

TEST(HostSettings, TakesWhereTheClientsOfRegistriesLook) {
  const std::map<std::string, std::string> files{
      {"/home/a/.config/go/env", "GOFLAGS=-mod=mod\nGOPROXY=https://go.example,direct\n"},
      {"/home/a/.npmrc", "//npm.example/:_authToken=secret\nregistry = https://npm.example/\n"},
      {"/etc/pip.conf", "[global]\nindex-url = https://pip.example/simple\ntimeout = 5\n"}};
  EXPECT_THAT(settings({{"HOME", "/home/a"}}, files).variables,
              ElementsAre(Pair("GOPROXY", "https://go.example,direct"),
                          Pair("NPM_CONFIG_REGISTRY", "https://npm.example/"),
                          Pair("PIP_INDEX_URL", "https://pip.example/simple")));
  EXPECT_THAT(
      settings({{"HOME", "/home/a"},
                {"GOPROXY", "off"},
                {"npm_config_registry", "https://own.example"},
                {"PIP_INDEX_URL", "https://i.example"}},
               files)
          .variables,
      ElementsAre(Pair("GOPROXY", "off"), Pair("NPM_CONFIG_REGISTRY", "https://own.example"),
                  Pair("PIP_INDEX_URL", "https://i.example")));
  EXPECT_THAT(settings({}, files).variables,
              ElementsAre(Pair("PIP_INDEX_URL", "https://pip.example/simple")))
      << "nobody's home";
}

TEST(HostSettings, NoticesWhatOnlyThisMachineReaches) {
  EXPECT_TRUE(settings({{"http_proxy", "http://user:p@127.0.0.1:3128"}}, {}).on_loopback);
  EXPECT_TRUE(settings({{"DEBIAN_MIRROR", "http://localhost/debian"}}, {}).on_loopback);
  EXPECT_TRUE(settings({{"https_proxy", "http://[::1]:3128"}}, {}).on_loopback);
  EXPECT_FALSE(settings({{"no_proxy", "localhost,127.0.0.1"}}, {}).on_loopback);
  EXPECT_FALSE(settings({{"http_proxy", "http://proxy.example:3128"}}, {}).on_loopback);
}

}  // namespace
}  // namespace caisson::image
