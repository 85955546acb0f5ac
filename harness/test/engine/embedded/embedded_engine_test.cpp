#include "engine/embedded/embedded_engine.hpp"

#include <gtest/gtest.h>

namespace caisson::engine::embedded {
namespace {

TEST(NamesEmbedded, ByItsNameOrItsEndpoint) {
  std::string runtime;
  EXPECT_TRUE(names_embedded("embedded", runtime));
  EXPECT_EQ(runtime, "");
  EXPECT_TRUE(names_embedded("embedded:/run/caisson/nests", runtime));
  EXPECT_EQ(runtime, "/run/caisson/nests");
  for (const char* const other : {"", "unix:///var/run/docker.sock", "embeddedx", "docker"})
    EXPECT_FALSE(names_embedded(other, runtime)) << other;
}

}  // namespace
}  // namespace caisson::engine::embedded
