#include "data/backup_timer.hpp"

#include <gmock/gmock.h>

#include "engine/simulated/virtual_clock.hpp"

namespace caisson::data {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Time k_start{std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)};

class Timer : public ::testing::Test {
 protected:
  /// A process that begins now, with what an earlier one has left.
  void start() { m_timer.emplace(m_clock, world()); }
  void end() { m_timer.reset(); }

  void pass(Duration time) { m_clock.run_for(time); }

  BackupTimer::World world() {
    BackupTimer::World world;
    world.wall_clock = [this] { return now(); };
    world.made = [this] { return m_made; };
    world.make = [this](const std::function<void(bool)>& done) {
      m_asked.push_back(std::chrono::duration_cast<minutes>(now() - k_start));
      m_clock.schedule(m_clock.now() + minutes(1), [this, done] {
        if (m_works) m_made.push_back(now());
        done(m_works);
      });
    };
    return world;
  }

  Time now() const {
    return k_start + std::chrono::floor<std::chrono::seconds>(m_clock.now() - m_begun) + m_slept;
  }

  engine::simulated::VirtualClock m_clock;
  Instant m_begun = m_clock.now();
  std::chrono::seconds m_slept{};  ///< what the monotonic clock has missed
  std::vector<Time> m_made;
  std::vector<minutes> m_asked;  ///< since the start
  bool m_works = true;
  std::optional<BackupTimer> m_timer;
};

TEST_F(Timer, MakesTheFirstWhenItHasSettledAndThenTwiceADay) {
  start();
  pass(hours(30));
  EXPECT_THAT(m_asked, ElementsAre(minutes(10), minutes(731), minutes(1452)));
}

TEST_F(Timer, GoesOnWhereAnotherProcessEnded) {
  m_made = {k_start - hours(11)};
  start();
  pass(minutes(30));
  end();
  EXPECT_THAT(m_asked, IsEmpty());
  start();
  pass(hours(2));
  EXPECT_THAT(m_asked, ElementsAre(minutes(60)));
}

TEST_F(Timer, MakesNoneOnceItIsGone) {
  start();
  end();
  pass(hours(30));
  EXPECT_THAT(m_asked, IsEmpty());
}

TEST_F(Timer, TriesAgainWhatFailed) {
  m_works = false;
  start();
  pass(minutes(50));
  EXPECT_THAT(m_asked, ElementsAre(minutes(10), minutes(41)));
  m_works = true;
  pass(hours(2));
  EXPECT_THAT(m_asked, ElementsAre(minutes(10), minutes(41), minutes(72)));
}

TEST_F(Timer, NoticesThatTheMachineSlept) {
  m_made = {k_start};
  start();
  pass(minutes(30));
  m_slept = hours(20);
  pass(minutes(60));
  EXPECT_THAT(m_asked, ElementsAre(hours(20) + minutes(70)));
}

}  // namespace
}  // namespace caisson::data
