#include "image/reference.hpp"

#include <gtest/gtest.h>

namespace caisson::image {
namespace {

TEST(Reference, NamesItsRegistry) {
  EXPECT_EQ(registry_of("postgres:17"), "docker.io");
  EXPECT_EQ(registry_of("shop/api:1"), "docker.io");
  EXPECT_EQ(registry_of("ghcr.io/shop/api:1"), "ghcr.io");
  EXPECT_EQ(registry_of("localhost/api"), "localhost");
  EXPECT_EQ(registry_of("registry:5000/api"), "registry:5000");
}

TEST(Reference, IsWrittenAsEnginesListIt) {
  EXPECT_EQ(familiar_reference("docker.io/library/postgres:17"), "postgres:17");
  EXPECT_EQ(familiar_reference("postgres"), "postgres:latest");
  EXPECT_EQ(familiar_reference("registry:5000/api"), "registry:5000/api:latest");
  EXPECT_EQ(familiar_reference("ghcr.io/a/b@sha256:00"), "ghcr.io/a/b@sha256:00");
}

}  // namespace
}  // namespace caisson::image
