#include "session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <random>

#include "base/file.hpp"
#include "engine/docker/docker_engine.hpp"
#include "engine/embedded/embedded_engine.hpp"
#include "tar.hpp"

namespace caisson::test {
using namespace engine;
namespace {

std::unique_ptr<Session>& instance() {
  static std::unique_ptr<Session> the_one;
  return the_one;
}

}  // namespace

Result<std::unique_ptr<Engine>> open_engine(Loop& loop) {
  const char* const wanted = std::getenv("CAISSON_ENGINE");
  embedded::EmbeddedOptions options;
  options.nest_program = NEST_PATH;
  options.image_worker = COMMAND_PATH;
  options.found_by = "CAISSON_ENGINE";
  if (wanted != nullptr && embedded::names_embedded(wanted, options.runtime))
    return embedded::open_embedded(loop, options);
  return docker::connect(loop);
}

Session& Session::get() {
  return *instance();
}

void Session::set(std::unique_ptr<Session> session) {
  instance() = std::move(session);
}

Result<std::unique_ptr<Session>> Session::open() {
  std::unique_ptr<Session> session(new Session);
  auto engine = open_engine(session->m_loop);
  if (!engine) return engine.error();
  session->m_engine = *std::move(engine);
  session->m_mark = fmt::format("{}-{:08x}", ::getpid(), std::random_device{}());

  const auto guest = read_file(GUEST_PATH);
  if (!guest) return guest.error();
  const std::string tar_path = fmt::format("/tmp/caisson-guest-{}.tar", session->m_mark);
  const Result<void> written = write_file(tar_path, Tar().add("guest", *guest, 0755).str());
  if (!written) return written.error();
  const std::string tag = fmt::format("caisson-test/guest:{}", session->m_mark);
  SubscriptionPtr importing;
  const auto image = session->await<ImageInfo>([&](Completion<ImageInfo> done) {
    importing = session->m_engine->import_image(tag, tar_path, session->labels(), std::move(done));
  });
  (void)remove_file(tar_path);
  if (!image) return image.error();
  session->m_image = tag;
  session->note_image(tag);
  return session;
}

Session::~Session() {
  if (!m_engine) return;
  remove_containers_and_networks();
  for (const std::string& image : m_images)
    remove_image(image);
}

void Session::remove_containers_and_networks() {
  const auto containers = await<std::vector<Container>>(
      [&](auto done) { m_engine->list_containers(labels(), soon(), std::move(done)); });
  if (containers)
    for (const Container& container : *containers)
      (void)await<void>(
          [&](auto done) { m_engine->remove_container(container.id, soon(), std::move(done)); });
  const auto networks = await<std::vector<Network>>(
      [&](auto done) { m_engine->list_networks(labels(), soon(), std::move(done)); });
  if (networks)
    for (const Network& network : *networks)
      (void)await<void>(
          [&](auto done) { m_engine->remove_network(network.id, soon(), std::move(done)); });
}

void Session::remove_image(const std::string& reference) {
  (void)await<void>([&](auto done) { m_engine->remove_image(reference, soon(), std::move(done)); });
}

std::string Session::name(const std::string& stem) const {
  return fmt::format("caisson-test-{}-{}", m_mark, stem);
}

bool Session::await_that(const std::function<bool()>& holds, Duration within) {
  bool late = false;
  const auto timer = m_loop.clock().schedule(m_loop.clock().now() + within, [this, &late] {
    late = true;
    m_loop.stop();
  });
  while (!holds() && !late)
    m_loop.run();
  m_loop.clock().cancel(timer);
  return holds();
}

EngineTest::~EngineTest() {
  session.remove_containers_and_networks();
}

ContainerSpec EngineTest::spec(const std::string& stem, std::vector<std::string> command) {
  ContainerSpec spec;
  spec.name = session.name(stem);
  spec.image = session.image();
  spec.entrypoint = {"/guest"};
  spec.command = std::move(command);
  spec.labels = session.labels();
  return spec;
}

Result<std::string> EngineTest::create(ContainerSpec spec) {
  return session.await<std::string>([&](auto done) {
    engine.create_container(std::move(spec), session.soon(), std::move(done));
  });
}

Result<void> EngineTest::start(const std::string& id) {
  return session.await<void>(
      [&](auto done) { engine.start_container(id, session.soon(), std::move(done)); });
}

Result<Container> EngineTest::inspect(const std::string& id) {
  return session.await<Container>(
      [&](auto done) { engine.inspect_container(id, session.soon(), std::move(done)); });
}

Result<Network> EngineTest::create_network(const std::string& stem, const std::string& subnet) {
  return session.await<Network>([&](auto done) {
    engine.create_network({session.name(stem), subnet, session.labels()}, session.soon(),
                          std::move(done));
  });
}

Result<ExecResult> EngineTest::exec(const std::string& id, std::vector<std::string> argv) {
  return session.await<ExecResult>(
      [&](auto done) { engine.exec(id, std::move(argv), session.soon(), std::move(done)); });
}

std::string EngineTest::run(ContainerSpec its_spec) {
  std::string id = value_of(create(std::move(its_spec)));
  expect_done(start(id));
  return id;
}

std::vector<LogLine> EngineTest::log_of(const std::string& id, LogOptions options) {
  std::vector<LogLine> lines;
  SubscriptionPtr reading;
  const auto ended = session.await<void>([&](auto done) {
    reading = engine.logs(
        id, options, [&](LogLine line) { lines.push_back(std::move(line)); }, std::move(done));
  });
  expect_done(ended);
  return lines;
}

/// A followed log ends when its container does.
void EngineTest::await_exit(const std::string& id) {
  LogOptions options;
  options.follow = true;
  (void)log_of(id, options);
  for (int tries = 0; tries < 1000; ++tries) {
    const auto container = inspect(id);
    if (!container || container->phase == Phase::exited) return;
  }
  ADD_FAILURE() << "the container did not exit";
}

}  // namespace caisson::test
