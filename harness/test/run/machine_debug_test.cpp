#include "run/machine_fixture.hpp"

namespace caisson::run::test {
namespace {

using model::Condition;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// api depends on web, and that on db, which is being debugged.
class DebuggedMachineTest : public MachineTest {
 protected:
  DebuggedMachineTest() {
    graph.add("db").debugging = true;
    graph.add("web", {{"db", Condition::healthy}});
    graph.add("api", {{"web", Condition::healthy}});
    for (const std::string& name : graph.order())
      graph[name].healthcheck->within = 2s;
  }
  void start_all_but_api() {
    begin();
    create_all();
    tell(event::Started{"db"});
    tell(event::Ready{"db"});
    tell(event::Started{"web"});
  }
};

TEST_F(DebuggedMachineTest, ADeadlineWaitsAsLongAsTheDebuggerHasItStopped) {
  begin();
  create_all();
  tell(event::Started{"db"});
  for (int i = 0; i < 5; ++i) {
    now += 2s;
    EXPECT_THAT(tell(event::TimerFired{}), ElementsAre("halted? db: db"));
    EXPECT_THAT(tell(event::Halted{"db", true}), IsEmpty());
  }
  now += 1s;
  tell(event::Ready{"db"});
  EXPECT_EQ(m_machine->state("db"), model::ServiceState::healthy);
}

TEST_F(DebuggedMachineTest, SoDoesThatOfADependant) {
  start_all_but_api();
  now += 2s;
  EXPECT_THAT(tell(event::TimerFired{}), ElementsAre("halted? web: db"));
  EXPECT_THAT(tell(event::Halted{"web", true}), IsEmpty());
  tell(event::Ready{"web"});
  EXPECT_FALSE(finished());
}

TEST_F(DebuggedMachineTest, AfterwardsThereIsAsMuchLeftAsBefore) {
  start_all_but_api();
  const auto look = [this](bool halted) {
    EXPECT_THAT(tell(event::TimerFired{}), ElementsAre("halted? web: db"));
    tell(event::Halted{"web", halted});
  };
  now += 1500ms;
  look(false);
  now += 200ms;
  look(true);
  now += 3600s;
  look(true);
  now += 200ms;
  look(false);  // 500 ms are left
  now += 400ms;
  look(false);
  EXPECT_THAT(m_machine->failures(), IsEmpty());
  now += 100ms;
  look(false);
  EXPECT_THAT(m_machine->failures(), SizeIs(1));
}

TEST_F(DebuggedMachineTest, WhoIsLateAndNotStoppedHasFailed) {
  start_all_but_api();
  now += 2s;
  tell(event::TimerFired{});
  tell(event::Halted{"web", false});
  ASSERT_THAT(m_machine->failures(), SizeIs(1));
  EXPECT_EQ(m_machine->failures().front().error.message, "not healthy in time");
}

TEST_F(DebuggedMachineTest, LooksComeBeforeTheDeadlineWhereThereIsADebugger) {
  start_all_but_api();
  now += 100ms;
  EXPECT_THAT(tell(event::TimerFired{}), IsEmpty());
  now += 100ms;
  EXPECT_THAT(tell(event::TimerFired{}), ElementsAre("halted? web: db"));
  EXPECT_THAT(tell(event::TimerFired{}), IsEmpty()) << "an answer is under way";
}

TEST_F(DebuggedMachineTest, ReadinessOvertakesTheAnswer) {
  start_all_but_api();
  now += 2s;
  tell(event::TimerFired{});
  tell(event::Ready{"web"});
  EXPECT_THAT(tell(event::Halted{"web", false}), IsEmpty());
  EXPECT_THAT(m_machine->failures(), IsEmpty());
}

TEST_F(MachineTest, SanitizersStretchADeadline) {
  graph.add("db").time_scale = 15;
  graph["db"].healthcheck->within = 2s;
  begin();
  create_all();
  tell(event::Started{"db"});
  now += 29s;
  tell(event::TimerFired{});
  EXPECT_THAT(m_machine->failures(), IsEmpty());
  now += 1s;
  tell(event::TimerFired{});
  EXPECT_THAT(m_machine->failures(), SizeIs(1));
}

}  // namespace
}  // namespace caisson::run::test
