#include "base/elf.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/text.hpp"

namespace caisson {
namespace {

constexpr std::uint32_t k_load = 1;
constexpr std::uint32_t k_dynamic = 2;
constexpr std::uint32_t k_interpreter = 3;

/// Tags of the dynamic section.
enum Tag : std::uint64_t {
  k_end = 0,
  k_needed = 1,
  k_strings = 5,
  k_rpath = 15,
  k_runpath = 29,
  k_version_definitions = 0x6ffffffc,
  k_version_needs = 0x6ffffffe,
};

/// A weak version need does not keep a program from starting.
constexpr std::uint64_t k_weak = 2;

struct Segment {
  std::uint32_t type;
  std::uint64_t offset;
  std::uint64_t address;
  std::uint64_t size;  ///< in the file
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : m_bytes(bytes) {}

  Result<Elf> read() {
    if (!m_bytes.starts_with("\177ELF")) return Error{ErrorKind::io, "is no ELF file"};
    m_elf.is_64 = number(4, 1) == 2;
    m_little = number(5, 1) == 1;
    m_elf.machine = static_cast<std::uint16_t>(number(18, 2));
    read_segments();
    for (const Segment& segment : m_segments) {
      if (segment.type == k_interpreter) m_elf.interpreter = text(segment.offset);
      if (segment.type == k_dynamic) read_dynamic(segment);
    }
    if (m_broken) return Error{ErrorKind::io, "is an ELF file that is cut short or damaged"};
    return std::move(m_elf);
  }

 private:
  /// What lies beyond the end makes the whole broken, and is 0.
  std::uint64_t number(std::uint64_t offset, std::size_t size) {
    if (m_broken || offset > m_bytes.size() || m_bytes.size() - offset < size) {
      m_broken = true;
      return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t at = m_little ? size - 1 - i : i;
      value = value << 8 | static_cast<unsigned char>(m_bytes[offset + at]);
    }
    return value;
  }

  /// An address or size: as wide as the class says.
  std::uint64_t word(std::uint64_t offset) { return number(offset, m_elf.is_64 ? 8 : 4); }

  std::string text(std::uint64_t offset) {
    const std::size_t end = offset < m_bytes.size() ? m_bytes.find('\0', offset) : m_bytes.npos;
    if (end == m_bytes.npos) {
      m_broken = true;
      return {};
    }
    return std::string(m_bytes.substr(offset, end - offset));
  }

  void read_segments() {
    const bool wide = m_elf.is_64;
    const std::uint64_t table = word(wide ? 32 : 28);
    const std::uint64_t size = number(wide ? 54 : 42, 2);
    const std::uint64_t count = number(wide ? 56 : 44, 2);
    for (std::uint64_t i = 0; i < count && !m_broken; ++i) {
      const std::uint64_t at = table + i * size;
      m_segments.push_back({static_cast<std::uint32_t>(number(at, 4)), word(at + (wide ? 8 : 4)),
                            word(at + (wide ? 16 : 8)), word(at + (wide ? 32 : 16))});
    }
  }

  /// Where an address lies in the file.
  std::uint64_t offset_of(std::uint64_t address) {
    for (const Segment& segment : m_segments) {
      const bool inside = segment.type == k_load && address >= segment.address &&
                          address - segment.address < segment.size;
      if (inside) return segment.offset + (address - segment.address);
    }
    m_broken = true;
    return 0;
  }

  void read_dynamic(const Segment& segment) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> entries;
    std::optional<std::uint64_t> strings;
    const std::uint64_t width = m_elf.is_64 ? 8 : 4;
    for (std::uint64_t at = 0; at + 2 * width <= segment.size && !m_broken; at += 2 * width) {
      const std::uint64_t tag = word(segment.offset + at);
      const std::uint64_t value = word(segment.offset + at + width);
      if (tag == k_end) break;
      if (tag == k_strings) strings = offset_of(value);
      entries.emplace_back(tag, value);
    }
    if (!strings) {
      m_broken = m_broken || !entries.empty();
      return;
    }
    m_strings = *strings;
    for (const auto& [tag, value] : entries)
      read_entry(tag, value);
    if (m_elf.search_paths.empty()) m_elf.search_paths = std::move(m_rpath);
  }

  void read_entry(std::uint64_t tag, std::uint64_t value) {
    if (tag == k_needed) m_elf.needed.push_back(text(m_strings + value));
    if (tag == k_rpath) m_rpath = split(text(m_strings + value), ':');
    if (tag == k_runpath) m_elf.search_paths = split(text(m_strings + value), ':');
    if (tag == k_version_needs) read_version_needs(offset_of(value));
    if (tag == k_version_definitions) read_version_definitions(offset_of(value));
  }

  /// Elf64_Verneed, each with a chain of Elf64_Vernaux; the same in both classes.
  void read_version_needs(std::uint64_t at) {
    for (std::uint64_t next = 1; next != 0 && !m_broken; at += next) {
      auto& versions = m_elf.versions_needed[text(m_strings + number(at + 4, 4))];
      std::uint64_t auxiliary = at + number(at + 8, 4);
      for (std::uint64_t step = 1; step != 0 && !m_broken; auxiliary += step) {
        const std::string version = text(m_strings + number(auxiliary + 8, 4));
        if ((number(auxiliary + 4, 2) & k_weak) == 0) versions.insert(version);
        step = number(auxiliary + 12, 4);
      }
      next = number(at + 12, 4);
    }
  }

  /// Elf64_Verdef; the first Elf64_Verdaux of each names it, those behind it name its parents.
  void read_version_definitions(std::uint64_t at) {
    for (std::uint64_t next = 1; next != 0 && !m_broken; at += next) {
      const std::uint64_t auxiliary = at + number(at + 12, 4);
      m_elf.versions_defined.insert(text(m_strings + number(auxiliary, 4)));
      next = number(at + 16, 4);
    }
  }

  std::string_view m_bytes;
  bool m_little = true;
  bool m_broken = false;
  Elf m_elf;
  std::vector<Segment> m_segments;
  std::vector<std::string> m_rpath;
  std::uint64_t m_strings = 0;
};

}  // namespace

Result<Elf> read_elf(std::string_view bytes) {
  return Reader(bytes).read();
}

std::string machine_name(const Elf& elf) {
  struct Name {
    std::uint16_t machine;
    const char* name;
  };
  static constexpr std::array k_names{Name{3, "x86"}, Name{40, "ARM"}, Name{62, "x86-64"},
                                      Name{183, "AArch64"}, Name{243, "RISC-V"}};
  for (const Name& known : k_names) {
    if (known.machine == elf.machine) return known.name;
  }
  return fmt::format("machine {:#x}", elf.machine);
}

}  // namespace caisson
