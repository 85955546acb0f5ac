#include "render/ports.hpp"

#include <gtest/gtest.h>

#include "model/builder.hpp"

namespace caisson::render {
namespace {

/// `port label scheme` of each.
std::vector<std::string> said(const std::vector<OpenPort>& ports) {
  std::vector<std::string> lines;
  for (const OpenPort& port : ports)
    lines.push_back(fmt::format("{} {} {}", port.port, port.label, port.scheme));
  return lines;
}

using Lines = std::vector<std::string>;

model::HealthCheck check_of(model::HealthCheck::Kind kind, std::uint16_t port) {
  model::HealthCheck check;
  check.kind = kind;
  check.port = port;
  return check;
}

TEST(OpenPorts, AreThoseListedAndThosePublished) {
  model::Service service;
  service.name = "api";
  EXPECT_EQ(said(open_ports(service)), Lines{});
  service.ports = {8080};
  EXPECT_EQ(said(open_ports(service)), (Lines{"8080 api "}));
  service.publish = {{80, 8080}};
  EXPECT_EQ(said(open_ports(service)), (Lines{"8080 api "}));
  service.prefer = {{90, 9000}};
  EXPECT_EQ(said(open_ports(service)), (Lines{"8080 api 8080 ", "9000 api 9000 "}));
}

TEST(OpenPorts, SpeakWhatIsAskedThere) {
  model::Service service;
  service.name = "api";
  service.ports = {1, 2, 3, 4, 5, 6};
  service.routes = {{"api", 1}};
  service.healthcheck = check_of(model::HealthCheck::Kind::http, 2);
  service.metrics = model::Metrics{"/metrics", 3};
  service.edge = model::Gateway{model::Gateway::Kind::traefik, "/r", 4};
  service.liveness = check_of(model::HealthCheck::Kind::tcp, 5);
  EXPECT_EQ(said(open_ports(service)), (Lines{"1 api 1 http", "2 api 2 http", "3 api 3 http",
                                              "4 api 4 https", "5 api 5 ", "6 api 6 "}));
}

TEST(OpenPorts, AreJoinedByTheDebuggersUnderItOnly) {
  model::Service service;
  service.name = "api";
  EXPECT_EQ(said(debug_ports(service)), Lines{});
  service.debug = model::Debug{model::Debug::Kind::node, 9229};
  EXPECT_EQ(said(open_ports(service)), Lines{});
  EXPECT_EQ(said(debug_ports(service)), (Lines{"9229 api debugger "}));
}

}  // namespace
}  // namespace caisson::render
