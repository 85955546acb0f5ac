#include "image/prober_program.hpp"

#include "base/embed.hpp"
#include "base/hash.hpp"

CAISSON_EMBED(prober, "caisson-prober")

namespace caisson::image {

std::string_view prober_program() {
  return caisson_prober();
}

const std::string& prober_hash() {
  static const std::string hash = sha256_hex(prober_program()).substr(0, 12);
  return hash;
}

}  // namespace caisson::image
