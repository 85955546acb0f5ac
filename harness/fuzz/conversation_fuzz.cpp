// Any bytes from a peer, in any pieces: no conversation may crash or read out of bounds, and its
// verdict may not depend on the pieces.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>

#include "probe/conversation.hpp"

namespace {

using caisson::probe::Verdict;

Verdict talk(const caisson::model::HealthCheck& check, std::string_view bytes, std::size_t piece) {
  const auto conversation = caisson::probe::make_conversation(check, {"password"});
  auto verdict = conversation->opened();
  while (verdict.kind == Verdict::Kind::more && !bytes.empty()) {
    verdict = conversation->received(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  if (verdict.kind == Verdict::Kind::more) verdict = conversation->closed();
  if (verdict.kind == Verdict::Kind::more) std::abort();
  return verdict;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  using Kind = caisson::model::HealthCheck::Kind;
  constexpr Kind kinds[] = {Kind::tcp, Kind::http, Kind::grpc, Kind::postgres, Kind::redis};
  caisson::model::HealthCheck check;
  check.kind = kinds[data[0] % std::size(kinds)];
  check.path = "/";
  check.login = "login";
  check.database = "database";
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto whole = talk(check, bytes, bytes.size() + 1);
  const auto parted = talk(check, bytes, 1U + data[1] % 16U);
  if (whole.kind != parted.kind || whole.reason != parted.reason) std::abort();
  return 0;
}
