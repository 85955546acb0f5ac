#include "base/hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace caisson {
namespace {

TEST(Sha256, GivesTheStandardsExample) {
  // FIPS 180-4 example, and the empty message.
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

RC_GTEST_PROP(Sha256, DoesNotDependOnThePieces, (const std::string& a, const std::string& b)) {
  Sha256 hash;
  hash.update(a);
  hash.update(b);
  RC_ASSERT(hash.hex() == sha256_hex(a + b));
}

TEST(StableHash, IsTheSameInEveryBuild) {
  EXPECT_EQ(stable_hash("abc"), 0xba7816bf8f01cfeaULL);
}

}  // namespace
}  // namespace caisson
