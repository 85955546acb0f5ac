#include "tar.hpp"

#include <fmt/format.h>

#include <numeric>

namespace caisson::test {
namespace {

constexpr std::size_t k_block = 512;

void put(std::string& header, std::size_t at, std::string_view text) {
  header.replace(at, text.size(), text);
}

}  // namespace

Tar& Tar::add(std::string_view path, std::string_view content, unsigned mode) {
  std::string header(k_block, '\0');
  put(header, 0, path);
  put(header, 100, fmt::format("{:07o}", mode));
  put(header, 108, "0000000");
  put(header, 116, "0000000");
  put(header, 124, fmt::format("{:011o}", content.size()));
  put(header, 136, "00000000000");
  put(header, 148, "        ");
  put(header, 156, "0");
  put(header, 257, std::string_view("ustar\00000", 8));
  const unsigned sum =
      std::accumulate(header.begin(), header.end(), 0U,
                      [](unsigned total, char c) { return total + static_cast<unsigned char>(c); });
  put(header, 148, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  m_bytes += header;
  m_bytes += content;
  m_bytes.append((k_block - content.size() % k_block) % k_block, '\0');
  return *this;
}

std::string Tar::str() const {
  return m_bytes + std::string(2 * k_block, '\0');
}

}  // namespace caisson::test
