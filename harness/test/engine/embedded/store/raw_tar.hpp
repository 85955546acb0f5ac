#pragma once

#include <map>
#include <string>

namespace caisson::engine::embedded::test {

/// A tar archive byte by byte, also one that nobody would write. ustar, with pax records where
/// asked for.
class RawTar {
 public:
  struct Entry {
    std::string name;
    char type = '0';
    std::string content{};
    std::string link{};
    unsigned mode = 0644;
    unsigned user = 0;
    unsigned group = 0;
    std::map<std::string, std::string> records{};
  };

  RawTar& add(const Entry& entry) {
    std::string records;
    for (const auto& [key, value] : entry.records)
      records += record(key, value);
    if (entry.name.size() > 100) records += record("path", entry.name);
    if (!records.empty()) append({"pax", 'x', records});
    append(entry);
    return *this;
  }
  RawTar& file(const std::string& name, const std::string& content, unsigned mode = 0644) {
    return add({name, '0', content, {}, mode});
  }
  RawTar& folder(const std::string& name, unsigned mode = 0755) {
    return add({name + "/", '5', {}, {}, mode});
  }
  RawTar& symlink(const std::string& name, const std::string& target) {
    return add({name, '2', {}, target, 0777});
  }
  RawTar& hardlink(const std::string& name, const std::string& target) {
    return add({name, '1', {}, target});
  }
  std::string bytes() const { return m_bytes + std::string(1024, '\0'); }

 private:
  static std::string record(const std::string& key, const std::string& value) {
    const std::string rest = " " + key + "=" + value + "\n";
    std::size_t length = rest.size();
    while (length != rest.size() + std::to_string(length).size())
      length = rest.size() + std::to_string(length).size();
    return std::to_string(length) + rest;
  }

  static std::string octal(std::size_t number, std::size_t size) {
    std::string text(size, '\0');
    for (std::size_t at = size - 1; at-- > 0; number /= 8)
      text[at] = static_cast<char>('0' + number % 8);
    return text;
  }

  void append(const Entry& entry) {
    std::string header(512, '\0');
    const auto put = [&header](std::size_t at, const std::string& text) {
      header.replace(at, text.size(), text);
    };
    put(0, entry.name.substr(0, 100));
    put(100, octal(entry.mode, 8));
    put(108, octal(entry.user, 8));
    put(116, octal(entry.group, 8));
    put(124, octal(entry.content.size(), 12));
    put(136, octal(1735689600, 12));
    put(148, "        ");
    put(156, std::string(1, entry.type));
    put(157, entry.link.substr(0, 100));
    put(257, std::string("ustar\0"
                         "00",
                         8));
    put(329, octal(8, 8));  // device numbers: 8, 0 is /dev/sda
    put(337, octal(0, 8));
    std::size_t sum = 0;
    for (const char c : header)
      sum += static_cast<unsigned char>(c);
    put(148, octal(sum, 7) + " ");
    m_bytes += header + entry.content;
    m_bytes.append((512 - m_bytes.size() % 512) % 512, '\0');
  }

  std::string m_bytes;
};

}  // namespace caisson::engine::embedded::test
