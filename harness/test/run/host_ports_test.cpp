#include "run/host_ports.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "base/descriptor.hpp"

namespace caisson::run {
namespace {

using ::testing::HasSubstr;

model::Service service_with(std::vector<std::uint16_t> ports) {
  model::Service service;
  service.name = "api";
  service.ports = std::move(ports);
  return service;
}

class HostPortsTest : public ::testing::Test {
 protected:
  HostPortsTest()
      : m_folder(std::filesystem::temp_directory_path() /
                 ("caisson-ports-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(m_folder);
  }
  ~HostPortsTest() override { std::filesystem::remove_all(m_folder); }

  HostPorts make(const std::string& instance = "shop-1") {
    return HostPorts(
        instance, file(), [this](std::uint16_t port) { return !busy.count(port); },
        [this](std::string line) { said.push_back(std::move(line)); });
  }
  std::string file() const { return (m_folder / "ports").string(); }

  std::set<std::uint16_t> busy;
  std::vector<std::string> said;

 private:
  std::filesystem::path m_folder;
};

TEST_F(HostPortsTest, ChosenPortsAreInTheRangeOnLoopbackAndStable) {
  auto ports = make();
  const auto first = *ports.claim(service_with({80, 81}));
  ASSERT_EQ(first.size(), 2u);
  for (const auto& port : first) {
    EXPECT_EQ(port.host_address, "127.0.0.1");
    EXPECT_GE(port.host, 20000);
    EXPECT_LE(port.host, 29999);
  }
  EXPECT_NE(first[0].host, first[1].host);
  auto again = make();
  EXPECT_EQ(again.known(service_with({80}))[0].host, first[0].host);
}

TEST_F(HostPortsTest, ATakenPortIsReplacedAndTheChoiceRemembered) {
  const std::uint16_t before = make().known(service_with({80}))[0].host;
  busy = {before};
  auto ports = make();
  const std::uint16_t chosen = (*ports.claim(service_with({80})))[0].host;
  EXPECT_NE(chosen, before);
  busy.clear();
  EXPECT_EQ(make().known(service_with({80}))[0].host, chosen);
  EXPECT_EQ((*make().claim(service_with({80})))[0].host, chosen);
}

TEST_F(HostPortsTest, PublishIsFixedAndNotPublishedTwice) {
  model::Service service = service_with({80});
  service.publish = {{8080, 80}};
  auto ports = make();
  const auto claimed = *ports.claim(service);
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].host, 8080);
  busy = {8080};
  const auto refused = ports.claim(service);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
  EXPECT_EQ(refused.error().place, "services.api.publish");
}

model::Service preferring(const std::string& name = "edge") {
  model::Service service = service_with({443, 8080});
  service.name = name;
  service.prefer = {{443, 443}};
  return service;
}

TEST_F(HostPortsTest, APreferredPortIsTakenWhereItIsFree) {
  auto ports = make();
  const auto claimed = *ports.claim(preferring());
  ASSERT_EQ(claimed.size(), 2u);
  EXPECT_EQ(claimed[0].container, 443);
  EXPECT_EQ(claimed[0].host, 443);
  EXPECT_EQ(ports.known(preferring())[0].host, 443);
  EXPECT_TRUE(said.empty());
}

TEST_F(HostPortsTest, WhatStandsInForATakenPortIsSaidOnceAndStays) {
  busy = {443};
  const std::uint16_t chosen = (*make().claim(preferring()))[0].host;
  EXPECT_GE(chosen, 20000);
  ASSERT_EQ(said.size(), 1u);
  // In between is who has it, where the machine that runs the test has somebody there.
  EXPECT_THAT(said[0], ::testing::StartsWith("edge: port 443 of this machine is taken"));
  EXPECT_THAT(said[0], ::testing::EndsWith(": " + std::to_string(chosen) + " instead"));
  busy.clear();
  EXPECT_EQ(make().known(preferring())[0].host, chosen);
  EXPECT_EQ((*make().claim(preferring()))[0].host, chosen);
  EXPECT_EQ(said.size(), 1u);
}

TEST_F(HostPortsTest, AfterItIsForgottenThePreferredPortIsTriedAgain) {
  busy = {443};
  const auto chosen = (*make().claim(preferring()))[0].host;
  busy.clear();
  auto ports = make();
  ASSERT_TRUE(ports.forget_substitutes(preferring()));
  EXPECT_NE(chosen, 443);
  EXPECT_EQ((*make().claim(preferring()))[0].host, 443);
}

TEST_F(HostPortsTest, TwoServicesOfARunDoNotGetOnePreferredPort) {
  auto ports = make();
  EXPECT_EQ((*ports.claim(preferring("edge")))[0].host, 443);
  EXPECT_NE((*ports.claim(preferring("other")))[0].host, 443);
  EXPECT_THAT(said, ::testing::ElementsAre(HasSubstr("is taken by `edge`: ")));
  EXPECT_EQ((*ports.claim(preferring("edge")))[0].host, 443) << "its own is not in its way";
}

TEST_F(HostPortsTest, TwoInstancesGetDifferentSubstitutes) {
  busy = {443};
  const auto one = (*make("shop-1").claim(preferring()))[0].host;
  std::filesystem::remove(file());
  const auto other = (*make("shop-2").claim(preferring()))[0].host;
  EXPECT_NE(one, other);
}

TEST_F(HostPortsTest, WhatTheEngineMayNotPublishIsGivenUp) {
  auto ports = make();
  model::Service service = preferring();
  service.prefer.push_back({8080, 8080});
  ASSERT_TRUE(ports.claim(service));
  EXPECT_TRUE(ports.give_up(
      service, "error while calling PortManager.AddPort(): cannot expose privileged port 443"));
  const auto again = *ports.claim(service);
  EXPECT_NE(again[0].host, 443);
  EXPECT_EQ(again[1].host, 8080) << "the engine did not complain of this one";
  EXPECT_THAT(said, ::testing::ElementsAre(HasSubstr("443 of this machine is not permitted")));
}

TEST_F(HostPortsTest, NothingIsGivenUpTwice) {
  auto ports = make();
  const model::Service service = preferring();
  ASSERT_TRUE(ports.claim(service));
  EXPECT_TRUE(ports.give_up(service, "Bind for 127.0.0.1:443 failed"));
  ASSERT_TRUE(ports.claim(service));
  EXPECT_FALSE(ports.give_up(service, "Bind for 127.0.0.1:443 failed"));
  EXPECT_FALSE(ports.give_up(service_with({80}), "Bind for 127.0.0.1:80 failed"));
}

TEST_F(HostPortsTest, AChosenPortThatSomebodyWasFasterToTakeIsGivenUp) {
  auto ports = make();
  const model::Service service = service_with({80, 81});
  const auto first = *ports.claim(service);
  const std::string reason =
      "Bind for 127.0.0.1:" + std::to_string(first[1].host) + " failed: port is already allocated";
  EXPECT_TRUE(ports.give_up(service, reason));
  const auto second = *ports.claim(service);
  EXPECT_EQ(second[0].host, first[0].host) << "the engine did not complain of this one";
  EXPECT_NE(second[1].host, first[1].host);
  EXPECT_FALSE(ports.give_up(service, reason));
  EXPECT_EQ((*make().claim(service))[1].host, second[1].host) << "it is remembered";
}

TEST_F(HostPortsTest, AnEngineThatPublishesNothingIsNotAskedForEver) {
  auto ports = make();
  const model::Service service = service_with({80});
  int asked = 0;
  for (bool again = true; again; ++asked) {
    const auto port = (*ports.claim(service))[0].host;
    again = ports.give_up(service, "127.0.0.1:" + std::to_string(port) + ": port is not allowed");
    ASSERT_LT(asked, 100);
  }
  EXPECT_EQ(asked, 9);
}

TEST_F(HostPortsTest, ADamagedFileIsAsGoodAsNone) {
  std::ofstream(file()) << "garbage\napi 80\napi 80 99999\napi x 20001\n\0";
  EXPECT_EQ(make().known(service_with({80}))[0].host,
            make("shop-1").known(service_with({80}))[0].host);
  EXPECT_TRUE(make().claim(service_with({80})).has_value());
}

TEST(PortHolder, NamesTheProcessThatListens) {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(socket.get(), 1), 0);
  ASSERT_EQ(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::uint16_t port = ntohs(address.sin_port);
  EXPECT_FALSE(port_is_free(port));
  EXPECT_THAT(port_holder(port), HasSubstr("pid " + std::to_string(::getpid())));
}

}  // namespace
}  // namespace caisson::run
