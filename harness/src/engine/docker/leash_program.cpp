#include "engine/docker/leash_program.hpp"

#include <cstddef>

#include "base/hash.hpp"

// The assembler finds the file in the folder its options name (engine/CMakeLists.txt), so that the
// text of the build holds no path.
__asm__(
    ".section .rodata\n"
    ".balign 16\n"
    "caisson_leash_begin:\n"
    ".incbin \"caisson-leash\"\n"
    "caisson_leash_end:\n"
    ".byte 0\n"
    ".previous\n");

extern const char k_begin[] __asm__("caisson_leash_begin");
extern const char k_end[] __asm__("caisson_leash_end");

namespace caisson::engine::docker {

std::string_view leash_program() {
  return {k_begin, static_cast<std::size_t>(k_end - k_begin)};
}

const std::string& leash_hash() {
  static const std::string hash = sha256_hex(leash_program()).substr(0, 12);
  return hash;
}

}  // namespace caisson::engine::docker
