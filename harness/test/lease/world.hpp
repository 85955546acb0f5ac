#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/process_end.hpp"
#include "base/temporary_folder.hpp"
#include "lease/leases.hpp"
#include "lease/peer.hpp"
#include "lease/reception.hpp"
#include "lease/simulated_bench.hpp"

namespace caisson::lease {

using namespace std::chrono_literals;

/// A supervisor's tests half as it is, socket included, on a simulated engine. Its loop runs in the
/// test's own thread, and only while the test waits for something. The engine's virtual time is
/// kept at the loop's.
class World : public ::testing::Test {
 protected:
  using Visitor = std::unique_ptr<caisson::test::Peer>;

  World() {
    set_up(m_engine);
    m_stack.build_dir = m_folder.path();
    EXPECT_TRUE(make_directories(m_tree).has_value());
    write_manifest("first");
  }

  void open(Duration grace) {
    Leases::Callbacks callbacks;
    callbacks.read = [this](const std::string&) -> Result<model::Stack> {
      ++m_times_read;
      return m_stack;
    };
    callbacks.idle = [this] { m_idle = true; };
    callbacks.environment.say = [](const std::string&) {};
    callbacks.environment.explain = explained;
    callbacks.environment.bench =
        [this](const plan::Plan& plan, const std::string& instance,
               const std::string& manifest) -> Result<std::unique_ptr<Bench>> {
      return std::unique_ptr<Bench>(std::make_unique<SimulatedBench>(
          m_engine, m_loop.clock(), ports_of(instance), m_images, plan, instance, manifest));
    };
    m_images.takes = 1ms;
    m_leases.emplace(m_loop, m_engine, "shop", grace, std::move(callbacks));
    Reception::Callbacks heard;
    heard.status = [] { return Reply{}; };
    heard.drain = [this] { m_drained = true; };
    auto reception = Reception::open(m_loop, m_path, &m_engine, &*m_leases, std::move(heard));
    ASSERT_TRUE(reception.has_value());
    m_reception = std::move(*reception);
    tick();
  }

  /// Runs the loop until it holds; false when it does not within 20 s.
  bool wait_until(std::function<bool()> condition) {
    m_until = std::move(condition);
    m_held = false;
    m_give_up = m_loop.clock().now() + 20s;
    m_loop.run();
    m_until = {};
    return m_held;
  }
  /// Only to show that something does not happen.
  void let_pass(Duration time) {
    bool over = false;
    m_loop.clock().schedule(m_loop.clock().now() + time, [&over] { over = true; });
    EXPECT_TRUE(wait_until([&over] { return over; }));
  }

  Visitor visitor() { return std::make_unique<caisson::test::Peer>(m_path); }

  void send(const Visitor& visitor, const Request& request, int pidfd = -1) {
    const auto along = pidfd < 0 ? std::vector<int>() : std::vector<int>{pidfd};
    EXPECT_TRUE(visitor->send(encode(request) + "\n", along));
  }
  std::string answer(const Visitor& visitor) {
    std::optional<std::string> line;
    EXPECT_TRUE(wait_until([&] { return (line = visitor->line_at_hand()).has_value(); }));
    return line.value_or(std::string());
  }
  /// What a request of no content is answered with.
  Reply ask(const Visitor& visitor, const Request& request, int pidfd = -1) {
    send(visitor, request, pidfd);
    const auto reply = decode_reply(answer(visitor));
    EXPECT_TRUE(reply.has_value());
    return reply ? *reply : Reply{};
  }

  request::Lease wanting(std::vector<std::string> services, std::vector<std::string> isolate = {}) {
    request::Lease wanted;
    wanted.manifest = m_manifest;
    wanted.services = std::move(services);
    wanted.isolate = std::move(isolate);
    wanted.name = "Suite.Case";
    return wanted;
  }
  Result<Grant> lease(const Visitor& visitor, const request::Lease& wanted, int pidfd = -1) {
    send(visitor, wanted, pidfd);
    return decode_grant(answer(visitor));
  }
  /// One that is got.
  Grant get(const Visitor& visitor, const std::vector<std::string>& services, int pidfd = -1) {
    const auto grant = lease(visitor, wanting(services), pidfd);
    EXPECT_TRUE(grant.has_value()) << to_string(grant.error());
    return grant ? *grant : Grant{};
  }

  void write_manifest(const std::string& text) {
    // As CMake does it: a new file in the place of the old one.
    ASSERT_TRUE(write_file(m_manifest + ".new", text).has_value());
    ASSERT_EQ(std::rename((m_manifest + ".new").c_str(), m_manifest.c_str()), 0);
  }

  bool runs(const std::string& container) const {
    const auto seen = m_engine.container(container);
    return seen && seen->phase == engine::Phase::running;
  }
  bool nothing_is_left() const {
    return m_engine.containers().empty() && m_engine.networks().empty() &&
           m_engine.volumes().empty() && m_leases->idle();
  }

  caisson::test::TemporaryFolder m_folder;
  std::string m_path = m_folder / "s.sock";
  std::string m_tree = m_folder / "caisson";
  std::string m_manifest = m_tree + "/shop.json";
  Loop m_loop;
  engine::simulated::VirtualClock m_virtual;
  engine::simulated::SimulatedEngine m_engine{m_virtual};
  run::test::FakeImages m_images{m_loop.clock()};
  std::map<std::string, run::HostPorts> m_ports;  ///< by environment
  model::Stack m_stack = small_shop();
  std::optional<Leases> m_leases;
  std::unique_ptr<Reception> m_reception;
  int m_times_read = 0;
  bool m_idle = false;
  bool m_drained = false;

 private:
  run::HostPorts& ports_of(const std::string& instance) {
    const auto any = [](std::uint16_t) { return true; };
    return m_ports.try_emplace(instance, instance, "", any).first->second;
  }

  void tick() {
    m_virtual.run_for(m_loop.clock().now() - m_virtual.now());
    if (m_until && !m_held) {
      m_held = m_until();
      if (m_held || m_loop.clock().now() > m_give_up) m_loop.stop();
    }
    m_loop.clock().schedule(m_loop.clock().now() + 200us, [this] { tick(); });
  }

  std::function<bool()> m_until;
  bool m_held = false;
  Instant m_give_up{};
};

}  // namespace caisson::lease
