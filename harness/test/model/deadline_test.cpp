#include "model/deadline.hpp"

#include <gtest/gtest.h>

namespace caisson::model {
namespace {

using namespace std::chrono_literals;

TEST(Deadline, IsWithinTimesTheScale) {
  Service service;
  EXPECT_EQ(time_to_ready(service), 60s);
  service.healthcheck = HealthCheck{};
  service.healthcheck->within = 2s;
  EXPECT_EQ(time_to_ready(service), 2s);
  service.time_scale = 15;
  EXPECT_EQ(time_to_ready(service), 30s);
  service.time_scale = 1.5;
  EXPECT_EQ(time_to_ready(service), 3s);
}

TEST(Deadline, OfAOneShotIsTenMinutes) {
  Service service;
  service.completes = true;
  EXPECT_EQ(time_to_ready(service), 10min);
}

}  // namespace
}  // namespace caisson::model
