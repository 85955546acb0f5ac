#include "engine/docker/leash_program.hpp"

#include "base/embed.hpp"
#include "base/hash.hpp"

CAISSON_EMBED(leash, "caisson-leash")

namespace caisson::engine::docker {

std::string_view leash_program() {
  return caisson_leash();
}

const std::string& leash_hash() {
  static const std::string hash = sha256_hex(leash_program()).substr(0, 12);
  return hash;
}

}  // namespace caisson::engine::docker
