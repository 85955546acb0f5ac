#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/loop.hpp"
#include "engine/engine.hpp"

namespace caisson::test {

/// The engine a user would get, or the embedded one where CAISSON_ENGINE names it.
Result<std::unique_ptr<engine::Engine>> open_engine(Loop& loop);

inline constexpr const char* k_label = "dev.caisson.test.engine";

/// One engine for the process, and the image its containers are made of.
class Session {
 public:
  /// Connects and imports the guest image; an error is a reason to skip.
  static Result<std::unique_ptr<Session>> open();
  /// Removes everything that carries this process's label.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  static Session& get();
  static void set(std::unique_ptr<Session> session);

  engine::Engine& engine() { return *m_engine; }
  Loop& loop() { return m_loop; }
  const std::string& image() const { return m_image; }
  engine::Deadline soon() { return m_loop.clock().now() + std::chrono::seconds(30); }
  /// A name no other process of these tests uses.
  std::string name(const std::string& stem) const;
  engine::Labels labels() const { return {{k_label, m_mark}}; }
  void remove_containers_and_networks();
  /// Images made besides, to be removed at the end.
  void note_image(std::string reference) { m_images.push_back(std::move(reference)); }

  /// Runs the loop until `start`'s completion is called.
  template <class T>
  Result<T> await(const std::function<void(engine::Completion<T>)>& start) {
    std::optional<Result<T>> outcome;
    start([this, &outcome](Result<T> result) {
      EXPECT_FALSE(outcome.has_value()) << "completed twice";
      outcome.emplace(std::move(result));
      m_loop.stop();
    });
    while (!outcome)
      m_loop.run();
    return *std::move(outcome);
  }
  /// Runs the loop until `holds`, or `within` has passed.
  bool await_that(const std::function<bool()>& holds, Duration within = std::chrono::seconds(20));
  /// To be called by callbacks that may make `await_that` hold.
  void wake() { m_loop.stop(); }

 private:
  Session() = default;
  void remove_image(const std::string& reference);

  Loop m_loop;
  std::unique_ptr<engine::Engine> m_engine;
  std::string m_mark;
  std::string m_image;
  std::vector<std::string> m_images;
};

/// A test with the session at hand, and calls that fail it when they do not succeed.
class EngineTest : public testing::Test {
 protected:
  Session& session = Session::get();
  engine::Engine& engine = session.engine();

  ~EngineTest() override;

  /// For what is said of engines that are daemons.
  bool is_embedded() const { return engine.info().kind == "embedded"; }

  engine::ContainerSpec spec(const std::string& stem, std::vector<std::string> command);
  Result<std::string> create(engine::ContainerSpec spec);
  Result<void> start(const std::string& id);
  Result<engine::Container> inspect(const std::string& id);
  Result<engine::Network> create_network(const std::string& stem, const std::string& subnet);
  Result<engine::ExecResult> exec(const std::string& id, std::vector<std::string> argv);
  /// Created and started; the test fails when it is not.
  std::string run(engine::ContainerSpec spec);
  /// Whole log of a container, without following.
  std::vector<engine::LogLine> log_of(const std::string& id, engine::LogOptions options = {});
  void await_exit(const std::string& id);
};

/// The value, or a failed test with the error's text.
template <class T>
T value_of(Result<T> result) {
  if (result) return *std::move(result);
  ADD_FAILURE() << to_string(result.error());
  return T{};
}

inline void expect_done(const Result<void>& result) {
  EXPECT_TRUE(result.has_value()) << to_string(result.error());
}

}  // namespace caisson::test
