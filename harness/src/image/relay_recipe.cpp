#include "image/relay_recipe.hpp"

#include <cstddef>
#include <string_view>

#include "base/file.hpp"
#include "base/hash.hpp"

// As prober_program.cpp has it.
__asm__(
    ".section .rodata\n"
    ".balign 16\n"
    "caisson_relay_begin:\n"
    ".incbin \"caisson-relay\"\n"
    "caisson_relay_end:\n"
    ".byte 0\n"
    ".previous\n");

extern const char k_relay_begin[] __asm__("caisson_relay_begin");
extern const char k_relay_end[] __asm__("caisson_relay_end");

namespace caisson::image {
namespace {

constexpr std::string_view k_make_rootfs =
    "#!/bin/sh\n"
    "# Writes a root file system that holds nothing but the relay.\n"
    "set -eu\n"
    "tar -C \"$(dirname \"$0\")\" --owner=0 --group=0 -cf \"$1\" caisson-relay\n";

std::string_view relay_program() {
  return {k_relay_begin, static_cast<std::size_t>(k_relay_end - k_relay_begin)};
}

}  // namespace

/// The script comes last: where it is, all of it is.
Result<std::string> write_relay_recipe(const std::string& folder) {
  const std::string recipe =
      folder + "/relay-" + sha256_hex(std::string(relay_program())).substr(0, 12);
  if (file_exists(recipe + "/rootfs.sh")) return recipe;
  if (auto made = make_directories(recipe); !made) return made.error();
  if (auto written = write_file(recipe + "/caisson-relay", relay_program(), 0755); !written)
    return written.error();
  if (auto written = write_file(recipe + "/rootfs.sh", k_make_rootfs, 0755); !written)
    return written.error();
  return recipe;
}

}  // namespace caisson::image
