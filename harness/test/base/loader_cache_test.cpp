#include "base/loader_cache.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

namespace caisson {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string number(std::uint64_t value, std::size_t size) {
  std::string bytes(size, '\0');
  std::memcpy(bytes.data(), &value, std::min(size, sizeof value));
  return bytes;
}

std::string cache(const std::vector<std::pair<std::string, std::string>>& libraries) {
  std::string strings;
  std::string entries;
  const std::size_t begin = 48 + 24 * libraries.size();
  for (const auto& [name, path] : libraries) {
    const std::size_t key = begin + strings.size();
    strings += name + '\0';
    const std::size_t value = begin + strings.size();
    strings += path + '\0';
    entries += number(0x303, 4) + number(key, 4) + number(value, 4) + number(0, 12);
  }
  std::string head =
      "glibc-ld.so.cache1.1" + number(libraries.size(), 4) + number(strings.size(), 4);
  head.resize(48);
  return head + entries + strings;
}

const std::string k_whole = cache({{"libm.so.6", "/lib/a/libm.so.6"},
                                   {"libc.so.6", "/lib/a/libc.so.6"},
                                   {"libc.so.6", "/lib/b/libc.so.6"}});

TEST(LoaderCache, HasEveryPathOfALibrary) {
  EXPECT_THAT(paths_in_loader_cache(k_whole, "libc.so.6"),
              ElementsAre("/lib/a/libc.so.6", "/lib/b/libc.so.6"));
  EXPECT_THAT(paths_in_loader_cache(k_whole, "libm.so.6"), ElementsAre("/lib/a/libm.so.6"));
  EXPECT_THAT(paths_in_loader_cache(k_whole, "libm.so"), IsEmpty());
}

TEST(LoaderCache, IsFoundBehindOneOfTheOldFormat) {
  EXPECT_THAT(paths_in_loader_cache("ld.so-1.7.0" + std::string(53, '\1') + k_whole, "libm.so.6"),
              ElementsAre("/lib/a/libm.so.6"));
}

TEST(LoaderCache, OfADamagedFileHasNothing) {
  for (std::size_t size = 0; size < 48 + 24; ++size)
    EXPECT_THAT(paths_in_loader_cache(k_whole.substr(0, size), "libm.so.6"), IsEmpty()) << size;
  EXPECT_THAT(paths_in_loader_cache("anything", "libm.so.6"), IsEmpty());
}

}  // namespace
}  // namespace caisson
