#include "image/prober_program.hpp"

#include <cstddef>

#include "base/hash.hpp"

// The assembler finds the file in the folder its options name (image/CMakeLists.txt), so that the
// text of the build holds no path.
__asm__(
    ".section .rodata\n"
    ".balign 16\n"
    "caisson_prober_begin:\n"
    ".incbin \"caisson-prober\"\n"
    "caisson_prober_end:\n"
    ".byte 0\n"
    ".previous\n");

extern const char k_begin[] __asm__("caisson_prober_begin");
extern const char k_end[] __asm__("caisson_prober_end");

namespace caisson::image {

std::string_view prober_program() {
  return {k_begin, static_cast<std::size_t>(k_end - k_begin)};
}

const std::string& prober_hash() {
  static const std::string hash = sha256_hex(prober_program()).substr(0, 12);
  return hash;
}

}  // namespace caisson::image
