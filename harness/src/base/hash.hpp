#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace caisson {

/// SHA-256 (FIPS 180-4), fed piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  /// 64 lower-case hex digits; ends the computation.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

/// The first 8 bytes of SHA-256, big endian: a stable choice among alternatives. The standard
/// library's hash may differ between builds, this never does.
std::uint64_t stable_hash(std::string_view bytes);

}  // namespace caisson
