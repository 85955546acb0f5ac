#include "image/build_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace caisson::image {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Queue : public testing::Test {
 protected:
  void enter(const std::string& name, std::size_t chain) { enter_for(name, name, chain); }
  void enter_for(const std::string& work, const std::string& name, std::size_t chain) {
    chains[name] = chain;
    tickets[name] = queue.enter(
        work, [this, name] { return chains[name]; }, [this, name] { begun.push_back(name); });
  }
  void end(const std::string& name) { tickets.erase(name); }

  BuildQueue queue{2};
  std::map<std::string, std::size_t> chains;
  std::vector<std::string> begun;
  std::map<std::string, BuildQueue::TicketPtr> tickets;  ///< one that goes has others begin
};

TEST_F(Queue, BeginsNoMoreThanItHasPlaces) {
  enter("a", 2);
  enter("b", 2);
  enter("c", 2);
  EXPECT_THAT(begun, ElementsAre("a", "b"));
  end("a");
  EXPECT_THAT(begun, ElementsAre("a", "b", "c"));
}

TEST_F(Queue, TheLongestChainIsNext) {
  for (const char* name : {"a", "b"})
    enter(name, 4);
  enter("short", 2);
  enter("long", 3);
  enter("also-long", 3);
  end("a");
  end("b");
  EXPECT_THAT(begun, ElementsAre("a", "b", "long", "also-long"));
}

// Once it has begun, a build goes on: a server that takes minutes and ends a short chain would keep
// what a longer one needs.
TEST_F(Queue, ALongerChainWaitsForNoShorterOne) {
  enter("slow", 2);
  enter("slow-2", 2);
  enter("short", 2);
  enter("long", 3);
  EXPECT_THAT(begun, ElementsAre("slow", "slow-2", "long"));
}

TEST_F(Queue, WhatNobodyWaitsForIsInNobodysWay) {
  enter("leaf", 1);
  enter("leaf-2", 1);
  enter("leaf-3", 1);
  enter("db", 3);
  enter("api", 3);
  enter("web", 3);
  EXPECT_THAT(begun, ElementsAre("leaf", "leaf-2", "db", "api"));
}

TEST_F(Queue, LeavesWaitWhileChainsHaveAllThePlaces) {
  enter("db", 3);
  enter("api", 3);
  enter("leaf", 1);
  EXPECT_THAT(begun, ElementsAre("db", "api"));
  end("db");
  EXPECT_THAT(begun, ElementsAre("db", "api", "leaf"));
}

TEST_F(Queue, AChainThatGrowsMovesUp) {
  enter("a", 3);
  enter("b", 3);
  enter("base", 1);
  enter("other", 2);
  chains["base"] = 4;
  end("a");
  EXPECT_THAT(begun, ElementsAre("a", "b", "base"));
}

// Two images of one recipe: the second finds what the first has made.
TEST_F(Queue, TheSameWorkHasOnePlace) {
  enter_for("recipe", "server", 3);
  enter_for("recipe", "schema", 3);
  enter("api", 2);
  EXPECT_THAT(begun, ElementsAre("server", "api"));
  end("server");
  EXPECT_THAT(begun, ElementsAre("server", "api", "schema"));
}

TEST_F(Queue, WhoLeavesTheQueueNeverBegins) {
  enter("a", 2);
  enter("b", 2);
  enter("c", 2);
  end("c");
  end("a");
  EXPECT_THAT(begun, ElementsAre("a", "b"));
}

TEST_F(Queue, OnePlaceIsTheLeast) {
  BuildQueue narrow(0);
  const auto ticket = narrow.enter(
      "a", [] { return 1; }, [this] { begun.push_back("a"); });
  EXPECT_THAT(begun, ElementsAre("a"));
}

TEST_F(Queue, NothingBeginsOnceItIsGone) {
  BuildQueue::TicketPtr first;
  BuildQueue::TicketPtr second;
  {
    BuildQueue short_lived(1);
    first = short_lived.enter(
        "first", [] { return 1; }, [] {});
    second = short_lived.enter(
        "second", [] { return 1; }, [this] { begun.push_back("late"); });
  }
  first.reset();
  EXPECT_THAT(begun, IsEmpty());
}

}  // namespace
}  // namespace caisson::image
