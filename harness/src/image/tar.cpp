#include "image/tar.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace caisson::image {
namespace {

constexpr std::size_t k_block = 512;
/// 2025-01-01: some programs refuse files from before 1980, and the time of a checkout is not part
/// of what it holds.
constexpr std::size_t k_time = 1735689600;

/// A field of the header: where it is, and how long.
struct Field {
  std::size_t at;
  std::size_t size;
};
constexpr Field k_name{0, 100};
constexpr Field k_mode{100, 8};
constexpr Field k_user{108, 8};
constexpr Field k_group{116, 8};
constexpr Field k_size{124, 12};
constexpr Field k_mtime{136, 12};
constexpr Field k_checksum{148, 8};
constexpr Field k_type{156, 1};
constexpr Field k_target{157, 100};
constexpr Field k_magic{257, 8};

class Header {
 public:
  Header() { put(k_magic, std::string_view("ustar\00000", k_magic.size)); }

  void put(Field field, std::string_view text) { text.copy(m_bytes.data() + field.at, field.size); }

  /// Octal digits with leading zeros; a zero byte ends them.
  void put(Field field, std::size_t number) {
    for (std::size_t at = field.at + field.size - 1; at-- > field.at; number /= 8)
      m_bytes[at] = static_cast<char>('0' + number % 8);
  }

  /// The sum is made with blanks in its place.
  std::string_view sealed() {
    put(k_checksum, "        ");
    std::size_t sum = 0;
    for (const char byte : m_bytes)
      sum += static_cast<unsigned char>(byte);
    put({k_checksum.at, k_checksum.size - 1}, sum);
    m_bytes[k_checksum.at + k_checksum.size - 2] = '\0';
    return {m_bytes.data(), m_bytes.size()};
  }

 private:
  std::array<char, k_block> m_bytes{};
};

bool fits(std::string_view text, Field field) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  return text.size() <= field.size && std::all_of(text.begin(), text.end(), is_ascii);
}

/// "<length> <key>=<value>\n", where the length counts its own digits too.
std::string record(std::string_view key, std::string_view value) {
  const std::string rest = " " + std::string(key) + "=" + std::string(value) + "\n";
  std::size_t length = rest.size();
  while (length != rest.size() + std::to_string(length).size())
    length = rest.size() + std::to_string(length).size();
  return std::to_string(length) + rest;
}

}  // namespace

void Tar::add_folder(const std::string& path) {
  add(path + "/", {'5', 0755, {}, {}});
}

void Tar::add_link(const std::string& path, const std::string& target) {
  add(path, {'2', 0777, target, {}});
}

void Tar::add_file(const std::string& path, std::string_view content, bool executable) {
  add(path, {'0', executable ? 0755U : 0644U, {}, content});
}

void Tar::add(const std::string& path, const Entry& entry) {
  std::string records;
  if (!fits(path, k_name)) records += record("path", path);
  if (!fits(entry.target, k_target)) records += record("linkpath", entry.target);
  // Names are bytes, whatever the locale; one that is no UTF-8 stays as it is too.
  if (!records.empty()) {
    records.insert(0, record("hdrcharset", "BINARY"));
    append("PaxHeader", {'x', 0644, {}, records});
  }
  append(path, entry);
}

void Tar::append(std::string_view name, const Entry& entry) {
  Header header;
  header.put(k_name, name);
  header.put(k_mode, entry.mode);
  header.put(k_user, 0);
  header.put(k_group, 0);
  header.put(k_size, entry.content.size());
  header.put(k_mtime, k_time);
  header.put(k_type, std::string_view(&entry.type, 1));
  header.put(k_target, entry.target);
  m_bytes += header.sealed();
  m_bytes += entry.content;
  m_bytes.append((k_block - m_bytes.size() % k_block) % k_block, '\0');
}

std::string Tar::finish() {
  m_bytes.append(2 * k_block, '\0');
  return std::move(m_bytes);
}

}  // namespace caisson::image
