#include <fmt/format.h>

#include "session.hpp"

namespace caisson::test {
using namespace engine;
using testing::HasSubstr;

using Networks = EngineTest;

namespace {

/// Subnets these tests may use; each test process takes the first that is free.
Result<Network> free_network(EngineTest&, Session& session, const std::string& stem) {
  Result<Network> network = Error{ErrorKind::conflict, "no subnet tried"};
  for (int third = 1; third < 255 && network.has_error(); ++third)
    network = session.await<Network>([&](auto done) {
      session.engine().create_network(
          {session.name(stem), fmt::format("10.126.{}.0/24", third), session.labels()},
          session.soon(), std::move(done));
    });
  return network;
}

std::string address_in(const Network& network, int host) {
  return network.subnet.substr(0, network.subnet.rfind('.') + 1) + std::to_string(host);
}

}  // namespace

TEST_F(Networks, AreCreatedListedAndRemoved) {
  const Network network = value_of(free_network(*this, session, "plain"));
  const auto list = value_of(session.await<std::vector<Network>>(
      [&](auto done) { engine.list_networks(session.labels(), session.soon(), std::move(done)); }));
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].id, network.id);
  EXPECT_EQ(list[0].name, session.name("plain"));
  EXPECT_EQ(list[0].subnet, network.subnet);
  for (int i = 0; i < 2; ++i)
    expect_done(session.await<void>(
        [&](auto done) { engine.remove_network(network.name, session.soon(), std::move(done)); }));
}

TEST_F(Networks, AnOverlappingSubnetIsAConflict) {
  const Network network = value_of(free_network(*this, session, "first"));
  const auto second = create_network("second", network.subnet);
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
}

TEST_F(Networks, ATakenNameIsAConflict) {
  value_of(free_network(*this, session, "same"));
  const auto second = create_network("same", "");
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
}

TEST_F(Networks, TheSubnetAnEngineChoseIsTold) {
  EXPECT_THAT(value_of(create_network("chosen", "")).subnet, HasSubstr("/"));
}

TEST_F(Networks, GiveStaticAddressesOnEachOfSeveral) {
  const Network one = value_of(free_network(*this, session, "one"));
  const Network two = value_of(free_network(*this, session, "two"));
  ContainerSpec its_spec = spec("static", {"listen", "7000"});
  its_spec.networks = {{one.name, address_in(one, 77)}, {two.name, address_in(two, 78)}};
  const std::string id = value_of(create(its_spec));
  for (const bool running : {false, true}) {
    if (running) expect_done(start(id));
    const Container container = value_of(inspect(id));
    ASSERT_EQ(container.networks.size(), 2U);
    for (const Attachment& attachment : container.networks)
      EXPECT_EQ(attachment.address,
                attachment.network == one.name ? address_in(one, 77) : address_in(two, 78));
  }
}

TEST_F(Networks, AFailedSecondNetworkLeavesNoContainer) {
  const Network one = value_of(free_network(*this, session, "one"));
  // An engine takes a fixed address only in a subnet that somebody chose.
  const Network two = value_of(create_network("two", ""));
  ContainerSpec its_spec = spec("half", {"sleep"});
  its_spec.networks = {{one.name, ""}, {two.name, address_in(two, 77)}};
  const auto id = create(its_spec);
  ASSERT_TRUE(id.has_error());
  EXPECT_EQ(id.error().kind, ErrorKind::service_failed) << to_string(id.error());
  EXPECT_EQ(inspect(its_spec.name).error().kind, ErrorKind::not_found);
}

TEST_F(Networks, OnlyDeclaredNamesAreInTheHostsFile) {
  const Network network = value_of(free_network(*this, session, "hosts"));
  ContainerSpec its_spec = spec("hosts", {"sleep"});
  its_spec.networks = {{network.name, address_in(network, 10)}};
  its_spec.hosts = {{"db", address_in(network, 20)},
                    {"db-service.shop.svc.cluster.local", address_in(network, 20)}};
  const std::string id = run(its_spec);
  const std::string hosts = value_of(exec(id, {"/guest", "file", "/etc/hosts"})).output;
  EXPECT_THAT(hosts, HasSubstr(address_in(network, 20) + "\tdb\n"));
  EXPECT_THAT(hosts, HasSubstr(address_in(network, 20) + "\tdb-service.shop.svc.cluster.local\n"));
}

TEST_F(Networks, ATakenPortIsAConflictThatNamesIt) {
  const Network network = value_of(free_network(*this, session, "ports"));
  ContainerSpec first = spec("holder", {"listen", "7000"});
  first.networks = {{network.name, ""}};
  first.ports = {{7000, "127.0.0.1", 0}};
  const std::string holder = run(first);
  const std::uint16_t taken = value_of(inspect(holder)).ports.at(0).host;
  ASSERT_NE(taken, 0);
  ContainerSpec second = spec("late", {"listen", "7000"});
  second.networks = {{network.name, ""}};
  second.ports = {{7000, "127.0.0.1", taken}};
  const auto started = start(value_of(create(second)));
  ASSERT_TRUE(started.has_error());
  EXPECT_EQ(started.error().kind, ErrorKind::conflict);
  EXPECT_THAT(started.error().message, HasSubstr(fmt::format("`127.0.0.1:{}`", taken)));
}

TEST_F(Networks, ANetworkInUseIsNotRemoved) {
  const Network network = value_of(free_network(*this, session, "used"));
  ContainerSpec its_spec = spec("user", {"sleep"});
  its_spec.networks = {{network.name, ""}};
  run(its_spec);
  const auto removed = session.await<void>(
      [&](auto done) { engine.remove_network(network.name, session.soon(), std::move(done)); });
  ASSERT_TRUE(removed.has_error());
  EXPECT_EQ(removed.error().kind, ErrorKind::conflict);
}

}  // namespace caisson::test
