#include <algorithm>
#include <chrono>
#include <optional>

#include "base/file.hpp"
#include "engine/docker/docker_engine.hpp"
#include "engine/docker/leash_volume.hpp"
#include "holder.hpp"
#include "session.hpp"
#include "tar.hpp"

namespace caisson::test {
using namespace engine;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using SteadyClock = std::chrono::steady_clock;

/// A container in this process's hand, and what it said.
struct Held {
  std::string id;
  std::vector<LogLine> lines;
  std::optional<Result<int>> code;
  SubscriptionPtr grip;

  std::vector<std::string> said() const {
    std::vector<std::string> texts;
    for (const LogLine& line : lines)
      texts.push_back(line.text);
    return texts;
  }
};

class Leash : public EngineTest {
 protected:
  ContainerSpec leashed(const std::string& stem, std::vector<std::string> command) {
    ContainerSpec its_spec = spec(stem, std::move(command));
    its_spec.leashed = true;
    return its_spec;
  }

  Result<void> take_hold(Engine& with, Held& held) {
    return session.await<void>([&](auto done) {
      held.grip = with.hold(
          held.id, session.soon(),
          [this, &held](LogLine line) {
            held.lines.push_back(std::move(line));
            session.wake();
          },
          std::move(done),
          [this, &held](Result<int> code) {
            held.code = std::move(code);
            session.wake();
          });
    });
  }

  /// Created, held and started.
  std::unique_ptr<Held> run_held(ContainerSpec its_spec) {
    auto held = std::make_unique<Held>();
    held->id = value_of(create(std::move(its_spec)));
    expect_done(take_hold(engine, *held));
    expect_done(start(held->id));
    return held;
  }

  int code_of(Held& held) {
    EXPECT_TRUE(session.await_that([&] { return held.code.has_value(); }));
    return held.code ? value_of(*held.code) : -1;
  }
  bool await_line(Held& held, const std::string& text) {
    return session.await_that([&] {
      const auto said = held.said();
      return std::find(said.begin(), said.end(), text) != said.end();
    });
  }

  /// Events of this process's containers, from now on.
  void watch() {
    m_watching = engine.events(
        session.labels(),
        [this](Event event) {
          m_events.push_back(std::move(event));
          session.wake();
        },
        [](const Error& error) { ADD_FAILURE() << to_string(error); });
    ASSERT_TRUE(session.await_that([this] { return !m_events.empty(); }));
  }
  bool has_happened(const std::string& id, Event::Kind kind) const {
    return std::any_of(m_events.begin(), m_events.end(), [&](const Event& event) {
      return event.container == id && event.kind == kind;
    });
  }
  bool await_event(const std::string& id, Event::Kind kind) {
    return session.await_that([&] { return has_happened(id, kind); });
  }
  std::vector<Volume> volumes(const Labels& having) {
    return value_of(session.await<std::vector<Volume>>(
        [&](auto done) { engine.list_volumes(having, session.soon(), std::move(done)); }));
  }
  Result<void> remove_volume(const std::string& name) {
    return session.await<void>(
        [&](auto done) { engine.remove_volume(name, session.soon(), std::move(done)); });
  }
  void kill(const std::string& id, const std::string& signal) {
    expect_done(session.await<void>(
        [&](auto done) { engine.kill_container(id, signal, session.soon(), std::move(done)); }));
  }
  bool is_there(const std::string& id) {
    const auto container = inspect(id);
    return container.has_value();
  }

  std::vector<Event> m_events;
  SubscriptionPtr m_watching;
};

TEST_F(Leash, ExitCodeAndTheWholeOutputArrive) {
  constexpr int k_lines = 20000;
  const auto held = run_held(leashed("print", {"print", std::to_string(k_lines)}));
  EXPECT_EQ(code_of(*held), 0);
  EXPECT_THAT(held->lines, SizeIs(k_lines + 1));
  EXPECT_THAT(held->said(), Contains("line 19999"));
  EXPECT_THAT(held->said(), Contains("no line feed"));
  EXPECT_FALSE(is_there(held->id)) << "the code is told when the container is gone";
  EXPECT_EQ(code_of(*run_held(leashed("exit", {"exit", "42"}))), 42);
}

TEST_F(Leash, ADeathBySignalIsToldAsTheEngineDoes) {
  EXPECT_EQ(code_of(*run_held(leashed("abort", {"raise", "6"}))), 134);
  EXPECT_EQ(code_of(*run_held(leashed("kill", {"raise", "9"}))), 137);
}

TEST_F(Leash, SignalsReachTheCommand) {
  const auto held = run_held(leashed("signals", {"signals"}));
  ASSERT_TRUE(await_line(*held, "listening"));
  for (const char* signal : {"HUP", "INT", "QUIT", "USR1", "USR2", "WINCH", "CONT"}) {
    kill(held->id, std::string("SIG") + signal);
    EXPECT_TRUE(await_line(*held, std::string("got ") + signal));
  }
  expect_done(session.await<void>([&](auto done) {
    engine.stop_container(held->id, std::chrono::seconds(20), session.soon(), std::move(done));
  }));
  EXPECT_EQ(code_of(*held), 3);
  EXPECT_THAT(held->said(), Contains("got TERM"));
}

TEST_F(Leash, TheCommandHasASessionOfItsOwnAndNoInput) {
  const auto held = run_held(leashed("stdin", {"stdin"}));
  EXPECT_EQ(code_of(*held), 0);
  ASSERT_THAT(held->said(), SizeIs(1));
  const std::string said = held->said().front();
  EXPECT_THAT(said, HasSubstr("stdin: null, 0, "));
  const auto number_after = [&](const std::string& word) {
    return std::stoi(said.substr(said.find(word) + word.size()));
  };
  EXPECT_NE(number_after("pid "), 1);
  EXPECT_EQ(number_after("pid "), number_after("session "));
}

TEST_F(Leash, OrphansAreReaped) {
  const auto held = run_held(leashed("orphans", {"orphans", "50"}));
  EXPECT_EQ(code_of(*held), 0);
  EXPECT_THAT(held->said(), ElementsAre("0 zombies"));
  // The control: the same as process 1.
  const std::string without = run(spec("orphans-without", {"orphans", "50"}));
  await_exit(without);
  EXPECT_THAT(log_of(without), ElementsAre(Field(&LogLine::text, "50 zombies")));
}

TEST_F(Leash, WorksForAnotherUserWithoutCapabilitiesOnAReadOnlyRoot) {
  ContainerSpec its_spec = leashed("strict", {"say", "hello"});
  its_spec.user = "1234:1234";
  its_spec.read_only_root = true;
  its_spec.capabilities = {};
  const auto held = run_held(its_spec);
  EXPECT_EQ(code_of(*held), 0);
  EXPECT_THAT(held->said(), ElementsAre("hello"));
  its_spec.name = session.name("strict-let-go");
  its_spec.command = {"stubborn"};
  watch();
  const auto other = run_held(its_spec);
  other->grip.reset();
  EXPECT_TRUE(await_event(other->id, Event::Kind::destroyed));
}

TEST_F(Leash, ACommandThatCannotRunSaysWhy) {
  ContainerSpec its_spec = leashed("nosuch", {});
  its_spec.entrypoint = {"/nosuch"};
  auto held = run_held(its_spec);
  EXPECT_EQ(code_of(*held), 127);
  ASSERT_THAT(held->lines, SizeIs(1));
  EXPECT_TRUE(held->lines[0].from_stderr);
  EXPECT_EQ(held->lines[0].text, "caisson-leash: cannot run `/nosuch`: No such file or directory");
  its_spec.name = session.name("folder");
  its_spec.entrypoint = {"/proc"};
  held = run_held(its_spec);
  EXPECT_EQ(code_of(*held), 126);
  EXPECT_THAT(held->said(), ElementsAre("caisson-leash: cannot run `/proc`: Permission denied"));
}

TEST_F(Leash, TheImageSaysWhatToRunWhereTheServiceDoesNot) {
  Tar context;
  context.add("guest", value_of(read_file(GUEST_PATH)), 0755);
  context.add("Dockerfile",
              "FROM scratch\nCOPY guest /guest\nENTRYPOINT [\"/guest\"]\nCMD [\"exit\", \"7\"]\n");
  const std::string tag = session.name("image-command");
  BuildSpec build;
  build.tag = tag;
  build.context = context.str();
  SubscriptionPtr building;
  const ImageInfo image = value_of(session.await<ImageInfo>([&](auto done) {
    building = engine.build_image(
        build, [](const std::string&) {}, std::move(done));
  }));
  session.note_image(tag);
  ContainerSpec its_spec = leashed("all-from-image", {});
  its_spec.image = image.id;
  its_spec.entrypoint = {};
  EXPECT_EQ(code_of(*run_held(its_spec)), 7);
  its_spec.name = session.name("command-from-service");
  its_spec.command = {"exit", "8"};
  EXPECT_EQ(code_of(*run_held(its_spec)), 8);
  // An entrypoint of the service's own has nothing to do with the image's command.
  its_spec.name = session.name("entrypoint-from-service");
  its_spec.entrypoint = {"/guest", "say"};
  its_spec.command = {};
  const auto held = run_held(its_spec);
  EXPECT_EQ(code_of(*held), 0);
  EXPECT_THAT(held->said(), ElementsAre(""));
}

TEST_F(Leash, VolumesWithoutANameGoWithTheContainer) {
  ContainerSpec its_spec = leashed("volumes", {"sleep"});
  its_spec.mounts.push_back({Mount::Kind::volume, "", "/data", false});
  watch();
  const auto held = run_held(its_spec);
  EXPECT_THAT(volumes(session.labels()), SizeIs(1));
  held->grip.reset();
  ASSERT_TRUE(await_event(held->id, Event::Kind::destroyed));
  EXPECT_THAT(volumes(session.labels()), IsEmpty());
}

TEST_F(Leash, RunningOutOfMemoryIsSeen) {
  ContainerSpec its_spec = leashed("hog", {"hog"});
  its_spec.memory_bytes = 32 << 20;
  watch();
  const auto held = run_held(its_spec);
  EXPECT_EQ(code_of(*held), 137);
  EXPECT_TRUE(await_event(held->id, Event::Kind::oom));
}

TEST_F(Leash, WhoIsKilledLeavesNothingRunning) {
  watch();
  ContainerSpec free = spec("free", {"sleep"});  // the control: the same without the leash
  const std::string bystander = run(free);
  std::vector<std::chrono::milliseconds> took;
  for (int i = 0; i < 5; ++i) {
    ContainerSpec its_spec = leashed("killed-" + std::to_string(i), {"stubborn"});
    its_spec.mounts.push_back({Mount::Kind::volume, "", "/data", false});
    const std::string id = value_of(create(its_spec));
    Holder holder(id);
    ASSERT_TRUE(holder.has_started());
    ASSERT_TRUE(await_event(id, Event::Kind::started));
    EXPECT_EQ(value_of(inspect(id)).phase, Phase::running);
    const auto killed = SteadyClock::now();
    holder.kill();
    ASSERT_TRUE(await_event(id, Event::Kind::destroyed));
    took.push_back(
        std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - killed));
    EXPECT_FALSE(is_there(id));
  }
  std::sort(took.begin(), took.end());
  std::printf("from kill -9 to gone: p50 %ld ms, worst %ld ms\n",
              static_cast<long>(took[2].count()), static_cast<long>(took.back().count()));
  EXPECT_LE(took[2], std::chrono::seconds(1));
  EXPECT_THAT(volumes(session.labels()), IsEmpty());
  EXPECT_EQ(value_of(inspect(bystander)).phase, Phase::running);
}

TEST_F(Leash, WhoIsKilledBeforeTheStartLeavesWhatCannotRun) {
  watch();
  auto held = std::make_unique<Held>();
  held->id = value_of(create(leashed("early", {"sleep"})));
  expect_done(take_hold(engine, *held));
  held->grip.reset();
  EXPECT_EQ(value_of(inspect(held->id)).phase, Phase::created);
  (void)start(held->id);
  EXPECT_TRUE(await_event(held->id, Event::Kind::destroyed));
}

TEST_F(Leash, APausedOneIsRemovedAllTheSame) {
  watch();
  const auto held = run_held(leashed("paused", {"sleep"}));
  const auto pause = [&] {
    return session.await<void>(
        [&](auto done) { engine.pause_container(held->id, session.soon(), std::move(done)); });
  };
  const auto unpause = [&] {
    return session.await<void>(
        [&](auto done) { engine.unpause_container(held->id, session.soon(), std::move(done)); });
  };
  expect_done(pause());
  expect_done(pause());
  EXPECT_EQ(value_of(inspect(held->id)).phase, Phase::paused);
  expect_done(unpause());
  expect_done(unpause());
  EXPECT_EQ(value_of(inspect(held->id)).phase, Phase::running);
  expect_done(pause());
  held->grip.reset();
  expect_done(session.await<void>(
      [&](auto done) { engine.remove_container(held->id, session.soon(), std::move(done)); }));
  EXPECT_FALSE(is_there(held->id));
}

TEST_F(Leash, RemovingWhatIsVanishingSucceeds) {
  for (int i = 0; i < 5; ++i) {
    const auto held = run_held(leashed("vanishing-" + std::to_string(i), {"sleep"}));
    held->grip.reset();
    expect_done(session.await<void>(
        [&](auto done) { engine.remove_container(held->id, session.soon(), std::move(done)); }));
    EXPECT_FALSE(is_there(held->id));
  }
}

TEST_F(Leash, HoldingWhatIsNotThereIsAnError) {
  Held held;
  held.id = session.name("nobody");
  const auto result = take_hold(engine, held);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::not_found) << to_string(result.error());
}

/// Two who find no volume at the same moment; neither may run a half-written program.
TEST_F(Leash, TwoWhoFillTheVolumeAtOnceDoNotMeet) {
  if (is_embedded()) GTEST_SKIP() << "its nests bring the leash themselves";
  auto other = docker::connect(session.loop());
  auto third = docker::connect(session.loop());
  ASSERT_TRUE(other && third);
  const Labels any{{docker::k_leash_label, ""}};
  const auto pointers = [&] {
    std::vector<Volume> found = volumes(any);
    std::erase_if(found, [](const Volume& volume) {
      return volume.labels.count(docker::k_leash_filled_label) == 0;
    });
    return found;
  };
  for (const Volume& pointer : pointers())
    expect_done(remove_volume(pointer.name));
  std::vector<std::string> ids;
  int answers = 0;
  for (Engine* with : {other->get(), third->get()}) {
    for (int i = 0; i < 2; ++i) {
      ContainerSpec its_spec = leashed("filler-" + std::to_string(answers++), {"exit", "5"});
      with->create_container(its_spec, session.soon(), [&](Result<std::string> id) {
        ids.push_back(value_of(std::move(id)));
        session.wake();
      });
    }
  }
  ASSERT_TRUE(session.await_that([&] { return ids.size() == 4; }));
  const auto all = pointers();
  ASSERT_THAT(all, SizeIs(1));
  const std::string filled = all.front().labels.at(docker::k_leash_filled_label);
  EXPECT_THAT(volumes(any), Contains(Field(&Volume::name, filled)));
  for (const std::string& id : ids) {
    Held held;
    held.id = id;
    expect_done(take_hold(engine, held));
    expect_done(start(id));
    EXPECT_EQ(code_of(held), 5);
  }
}

TEST_F(Leash, APrunedVolumeIsFilledAnew) {
  if (is_embedded()) GTEST_SKIP() << "its nests bring the leash themselves";
  EXPECT_EQ(code_of(*run_held(leashed("before", {"exit", "5"}))), 5);
  for (const Volume& volume : volumes({{docker::k_leash_label, ""}}))
    (void)remove_volume(volume.name);  // others may have one in use
  EXPECT_EQ(code_of(*run_held(leashed("after", {"exit", "6"}))), 6);
}

/// Figures for the log, not a verdict; in turns, so that the machine's moods meet both.
TEST_F(Leash, CostsLittle) {
  using Times = std::vector<long>;
  const auto timed = [](Times& into, const std::function<void()>& action) {
    const auto begin = SteadyClock::now();
    action();
    const auto took = SteadyClock::now() - begin;
    into.push_back(
        static_cast<long>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
  };
  const auto median = [](Times& times) {
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
  };
  Times create_plain, create_leashed, holding, start_plain, start_leashed;
  value_of(create(leashed("warm", {"sleep"})));
  for (int i = 0; i < 15; ++i) {
    const std::string number = std::to_string(i);
    std::string plain;
    timed(create_plain, [&] { plain = value_of(create(spec("plain-" + number, {"sleep"}))); });
    timed(start_plain, [&] { expect_done(start(plain)); });
    Held held;
    timed(create_leashed,
          [&] { held.id = value_of(create(leashed("leashed-" + number, {"sleep"}))); });
    timed(holding, [&] { expect_done(take_hold(engine, held)); });
    timed(start_leashed, [&] { expect_done(start(held.id)); });
    for (const std::string& id : {plain, held.id})
      expect_done(session.await<void>(
          [&](auto done) { engine.remove_container(id, session.soon(), std::move(done)); }));
  }
  std::printf("create %ld → %ld µs, hold %ld µs, start %ld → %ld µs\n", median(create_plain),
              median(create_leashed), median(holding), median(start_plain), median(start_leashed));
}

}  // namespace caisson::test
