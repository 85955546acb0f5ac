#include "plan/declaration_hash.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "model/builder.hpp"

namespace caisson::plan {
namespace {

/// The hash of `api` after a change.
std::string hash_after(const std::function<void(model::Stack&, model::Service&)>& change) {
  model::Stack stack = test::empty_stack();
  test::add_service(stack, "db");
  test::add_service(stack, "cache");
  model::Service& api = test::add_service(stack, "api", {"db"});
  api.ports = {1, 2};
  change(stack, api);
  return declaration_hash(stack, api, {{"A", "b"}});
}

const std::string& unchanged() {
  static const std::string k_hash = hash_after([](auto&, auto&) {});
  return k_hash;
}

struct Change {
  const char* name;
  std::function<void(model::Stack&, model::Service&)> make;
};
void PrintTo(const Change& change, std::ostream* out) {
  *out << change.name;
}

class DeclarationHashChanges : public testing::TestWithParam<Change> {};
TEST_P(DeclarationHashChanges, WithWhatTheContainerIsMadeFrom) {
  EXPECT_NE(hash_after(GetParam().make), unchanged());
}
INSTANTIATE_TEST_SUITE_P(
    All, DeclarationHashChanges,
    testing::Values(Change{"command", [](auto&, auto& s) { s.command = {"x"}; }},
                    Change{"entrypoint", [](auto&, auto& s) { s.entrypoint = {"x"}; }},
                    Change{"image", [](auto&, auto& s) { s.image = "x"; }},
                    Change{"ports", [](auto&, auto& s) { s.ports = {1}; }},
                    Change{"publish",
                           [](auto&, auto& s) {
                             s.publish = {{80, 1}};
                           }},
                    Change{"prefer",
                           [](auto&, auto& s) {
                             s.prefer = {{80, 1}};
                           }},
                    Change{"depends", [](auto&, auto& s) { s.depends.push_back({"cache"}); }},
                    Change{"wants", [](auto&, auto& s) { s.wants = {"cache"}; }},
                    Change{"alias of a dependency",
                           [](auto& stack, auto&) { stack.services.at("db").aliases = {"pg"}; }},
                    Change{"secrets",
                           [](auto&, auto& s) {
                             s.secrets = {{"t", "env:T"}};
                           }},
                    Change{"volumes",
                           [](auto&, auto& s) {
                             s.volumes = {{"v", "/v", false}};
                           }},
                    Change{"tmpfs", [](auto&, auto& s) { s.tmpfs = {"/t"}; }},
                    Change{"labels",
                           [](auto&, auto& s) {
                             s.labels = {{"a", "b"}};
                           }},
                    Change{"networks", [](auto&, auto& s) { s.networks = {"n"}; }},
                    Change{"capabilities", [](auto&, auto& s) { s.capabilities = {"CHOWN"}; }},
                    Change{"run_as", [](auto&, auto& s) { s.run_as = "1"; }},
                    Change{"memory", [](auto&, auto& s) { s.memory_bytes = 1; }},
                    Change{"cpus", [](auto&, auto& s) { s.cpus = 1; }},
                    Change{"writable_root", [](auto&, auto& s) { s.writable_root = true; }},
                    Change{"engine health check", [](auto&, auto& s) {
                             s.healthcheck->kind = model::HealthCheck::Kind::engine;
                           }}));

class DeclarationHashStays : public testing::TestWithParam<Change> {};
TEST_P(DeclarationHashStays, WithWhatOnlyTheHarnessActsOn) {
  EXPECT_EQ(hash_after(GetParam().make), unchanged());
}
INSTANTIATE_TEST_SUITE_P(
    All, DeclarationHashStays,
    testing::Values(
        Change{"declared_at", [](auto&, auto& s) { s.declared_at = "/elsewhere:1"; }},
        Change{"phase", [](auto&, auto& s) { s.phase = 2; }},
        Change{"budget", [](auto&, auto& s) { s.budget = std::chrono::seconds(1); }},
        Change{"expires", [](auto&, auto& s) { s.expires = std::chrono::hours(24); }},
        Change{"health check times",
               [](auto&, auto& s) {
                 s.healthcheck->within = std::chrono::seconds(1);
                 s.healthcheck->every = std::chrono::seconds(1);
                 s.healthcheck->grace = 7;
               }},
        Change{"liveness", [](auto&, auto& s) { s.liveness = s.healthcheck; }},
        Change{"condition",
               [](auto&, auto& s) { s.depends[0].condition = model::Condition::started; }},
        Change{"order of ports",
               [](auto&, auto& s) {
                 s.ports = {2, 1};
               }},
        Change{"another service", [](auto& stack, auto&) { test::add_service(stack, "web"); }}));

TEST(DeclarationHash, ChangesWithTheEnvironmentAndBearsAnyByte) {
  model::Stack stack = test::empty_stack();
  const model::Service& api = test::add_service(stack, "api");
  EXPECT_NE(declaration_hash(stack, api, {{"A", "b"}}), declaration_hash(stack, api, {{"A", "c"}}));
  EXPECT_EQ(declaration_hash(stack, api, {{"A", "\xff"}}).size(), 64u);
}

}  // namespace
}  // namespace caisson::plan
