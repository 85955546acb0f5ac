#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace caisson::test {

/// The least of an ELF file that says what a linker wants to know: one segment that maps the whole
/// file to 0x1000, so that addresses and offsets differ, an interpreter and a dynamic section.
struct ElfBuilder {
  bool is_64 = true;
  bool little = true;
  std::uint16_t machine = 62;
  std::string interpreter{};
  std::vector<std::string> needed{};
  std::string runpath{};
  std::string rpath{};
  std::vector<std::pair<std::string, std::vector<std::string>>> versions_needed{};
  std::vector<std::string> weakly_needed{};  ///< versions of the first library there
  std::vector<std::string> versions_defined{};
  std::string strings{};  ///< made by `build`

  std::string build() {
    strings.assign(1, '\0');
    const std::uint64_t width = is_64 ? 8 : 4;
    const std::string needs = version_needs();
    const std::string definitions = version_definitions();
    std::vector<std::pair<std::uint64_t, std::uint64_t>> entries;
    for (const std::string& library : needed)
      entries.emplace_back(1, string(library));
    if (!rpath.empty()) entries.emplace_back(15, string(rpath));
    if (!runpath.empty()) entries.emplace_back(29, string(runpath));
    const std::size_t count =
        entries.size() + 2 + (needs.empty() ? 0 : 1) + (definitions.empty() ? 0 : 1);
    const std::uint64_t head = is_64 ? 64 : 52;
    const std::uint64_t segment = is_64 ? 56 : 32;
    const std::uint64_t interpreter_at = head + 3 * segment;
    const std::uint64_t dynamic_at = interpreter_at + interpreter.size() + 1;
    const std::uint64_t strings_at = dynamic_at + count * 2 * width;
    const std::uint64_t needs_at = strings_at + strings.size();
    const std::uint64_t definitions_at = needs_at + needs.size();
    const std::uint64_t end = definitions_at + definitions.size();
    entries.emplace_back(5, strings_at + k_base);
    if (!needs.empty()) entries.emplace_back(0x6ffffffe, needs_at + k_base);
    if (!definitions.empty()) entries.emplace_back(0x6ffffffc, definitions_at + k_base);
    entries.emplace_back(0, 0);

    std::string file = "\177ELF";
    file += static_cast<char>(is_64 ? 2 : 1);
    file += static_cast<char>(little ? 1 : 2);
    file.resize(16);
    file += number(3, 2) + number(machine, 2) + number(1, 4) + number(0, width);
    file += number(head, width) + number(0, width) + number(0, 4) + number(head, 2);
    file += number(segment, 2) + number(interpreter.empty() ? 2 : 3, 2);
    file.resize(head);
    file += program_header(1, 0, end) + program_header(2, dynamic_at, count * 2 * width);
    file += program_header(3, interpreter_at, interpreter.size() + 1);
    file += interpreter + '\0';
    for (const auto& [tag, value] : entries)
      file += number(tag, width) + number(value, width);
    return file + strings + needs + definitions;
  }

 private:
  static constexpr std::uint64_t k_base = 0x1000;

  std::string number(std::uint64_t value, std::size_t size) const {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i)
      bytes += static_cast<char>(value >> 8 * (little ? i : size - 1 - i));
    return bytes;
  }

  std::string program_header(std::uint64_t type, std::uint64_t offset, std::uint64_t size) const {
    const std::string place = is_64 ? number(0, 4) + number(offset, 8) + number(offset + k_base, 8)
                                    : number(offset, 4) + number(offset + k_base, 4);
    const std::size_t width = is_64 ? 8 : 4;
    const std::string header = number(type, 4) + place + number(0, width) + number(size, width);
    return header + std::string((is_64 ? 56 : 32) - header.size(), '\0');
  }

  std::uint64_t string(const std::string& text) {
    const std::size_t at = strings.size();
    strings += text + '\0';
    return at;
  }

  std::string version_needs() {
    std::string bytes;
    for (std::size_t i = 0; i < versions_needed.size(); ++i) {
      const auto& [library, versions] = versions_needed[i];
      std::vector<std::pair<std::string, bool>> all;
      for (const std::string& version : versions)
        all.emplace_back(version, false);
      if (i == 0) {
        for (const std::string& version : weakly_needed)
          all.emplace_back(version, true);
      }
      const bool last = i + 1 == versions_needed.size();
      bytes += number(1, 2) + number(all.size(), 2) + number(string(library), 4) + number(16, 4);
      bytes += number(last ? 0 : 16 + 16 * all.size(), 4);
      for (std::size_t j = 0; j < all.size(); ++j) {
        bytes += number(0, 4) + number(all[j].second ? 2 : 0, 2) + number(j + 2, 2);
        bytes += number(string(all[j].first), 4) + number(j + 1 == all.size() ? 0 : 16, 4);
      }
    }
    return bytes;
  }

  std::string version_definitions() {
    std::string bytes;
    for (std::size_t i = 0; i < versions_defined.size(); ++i) {
      const bool last = i + 1 == versions_defined.size();
      bytes += number(1, 2) + number(0, 2) + number(i + 1, 2) + number(1, 2) + number(0, 4);
      bytes += number(20, 4) + number(last ? 0 : 28, 4);
      bytes += number(string(versions_defined[i]), 4) + number(0, 4);
    }
    return bytes;
  }
};

}  // namespace caisson::test
