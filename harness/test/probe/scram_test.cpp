#include "probe/scram.hpp"

#include <gmock/gmock.h>

namespace caisson::probe {
namespace {

using testing::HasSubstr;

// The example of RFC 7677 §3.
const std::string k_nonce = "rOprNGfwEbeRWgbNEkqO";
const std::string k_server_first =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
const std::string k_server_final = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

ScramClient example() {
  return {"pencil", k_nonce, "user"};
}

TEST(Scram, SaysWhatTheRfcSays) {
  auto client = example();
  EXPECT_EQ(client.first(), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  const auto final_message = client.final_for(k_server_first);
  ASSERT_TRUE(final_message);
  EXPECT_EQ(*final_message,
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  EXPECT_TRUE(client.verify(k_server_final));
}

TEST(Scram, DoesNotBelieveAServerThatDoesNotKnowThePassword) {
  auto client = example();
  ASSERT_TRUE(client.final_for(k_server_first));
  EXPECT_THAT(client.verify("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=").error().message,
              HasSubstr("signature is wrong"));
  EXPECT_THAT(client.verify("e=other-error").error().message, HasSubstr("other-error"));
  EXPECT_FALSE(client.verify("v="));
  EXPECT_FALSE(client.verify(""));
  EXPECT_FALSE(example().verify(k_server_final)) << "nothing was computed yet";
}

TEST(Scram, RefusesFirstMessagesThatBreakTheProtocol) {
  const auto refused = [](const std::string& message) {
    return example().final_for(message).has_error();
  };
  EXPECT_TRUE(refused(""));
  EXPECT_TRUE(refused("r=somebodyelse,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
  EXPECT_TRUE(refused("r=" + k_nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")) << "nothing added";
  EXPECT_TRUE(refused("r=" + k_nonce + "x,s=not base64,i=4096"));
  EXPECT_TRUE(refused("r=" + k_nonce + "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0"));
  EXPECT_TRUE(refused("r=" + k_nonce + "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096x"));
  EXPECT_TRUE(refused("r=" + k_nonce + "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4294967295"))
      << "would keep the probe computing for minutes";
}

TEST(Scram, NoncesDiffer) {
  EXPECT_NE(scram_nonce(), scram_nonce());
  EXPECT_EQ(scram_nonce().size(), 32U);
}

}  // namespace
}  // namespace caisson::probe
