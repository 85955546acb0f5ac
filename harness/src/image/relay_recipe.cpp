#include "image/relay_recipe.hpp"

#include <string_view>

#include "base/embed.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"

CAISSON_EMBED(relay, "caisson-relay")

namespace caisson::image {
namespace {

constexpr std::string_view k_make_rootfs =
    "#!/bin/sh\n"
    "# Writes a root file system that holds nothing but the relay.\n"
    "set -eu\n"
    "tar -C \"$(dirname \"$0\")\" --owner=0 --group=0 -cf \"$1\" caisson-relay\n";

}  // namespace

/// The script comes last: where it is, all of it is.
Result<std::string> write_relay_recipe(const std::string& folder) {
  const std::string recipe =
      folder + "/relay-" + sha256_hex(std::string(caisson_relay())).substr(0, 12);
  if (file_exists(recipe + "/rootfs.sh")) return recipe;
  if (auto made = make_directories(recipe); !made) return made.error();
  if (auto written = write_file(recipe + "/caisson-relay", caisson_relay(), 0755); !written)
    return written.error();
  if (auto written = write_file(recipe + "/rootfs.sh", k_make_rootfs, 0755); !written)
    return written.error();
  return recipe;
}

}  // namespace caisson::image
