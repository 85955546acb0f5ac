#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "probe/conversation.hpp"

namespace caisson::probe::test {

using Factory = std::function<std::unique_ptr<Conversation>()>;

/// What came of feeding a conversation the peer's bytes.
struct Heard {
  Verdict verdict;
  std::string sent;  ///< all it asked to send before the verdict
};

/// Feeds the pieces in order until there is a verdict; then, if there is none and the peer
/// `closes`, tells it so.
inline Heard talk(Conversation& conversation, const std::vector<std::string>& pieces,
                  bool closes = false) {
  Heard heard{conversation.opened(), {}};
  heard.sent = heard.verdict.send;
  for (const auto& piece : pieces) {
    if (heard.verdict.kind != Verdict::Kind::more) return heard;
    heard.verdict = conversation.received(piece);
    heard.sent += heard.verdict.send;
  }
  if (closes && heard.verdict.kind == Verdict::Kind::more) heard.verdict = conversation.closed();
  return heard;
}

inline std::string describe(const Verdict& verdict) {
  switch (verdict.kind) {
    case Verdict::Kind::more:
      return "more";
    case Verdict::Kind::ready:
      return "ready";
    case Verdict::Kind::not_ready:
      break;
  }
  return "not ready: " + verdict.reason;
}

/// The verdict on the peer's whole stream, after checking that every cut of it in two, and byte by
/// byte, gives the same.
inline std::string verdict_on(const Factory& make, const std::string& stream, bool closes = false) {
  const auto ask = [&](const std::vector<std::string>& pieces) {
    const auto conversation = make();
    return describe(talk(*conversation, pieces, closes).verdict);
  };
  const std::string whole = ask({stream});
  for (std::size_t cut = 1; cut < stream.size(); ++cut) {
    const auto parted = ask({stream.substr(0, cut), stream.substr(cut)});
    EXPECT_EQ(parted, whole) << "cut at " << cut;
    if (parted != whole) break;
  }
  std::vector<std::string> bytes;
  for (const char byte : stream)
    bytes.emplace_back(1, byte);
  EXPECT_EQ(ask(bytes), whole) << "byte by byte";
  return whole;
}

}  // namespace caisson::probe::test
