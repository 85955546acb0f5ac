#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace caisson {

/// What the dynamic linker reads of a program or library (System V ABI, chapters 4 and 5; symbol
/// versions: Linux Standard Base, "Symbol Versioning").
struct Elf {
  std::uint16_t machine = 0;  ///< e_machine
  bool is_64 = true;
  std::string interpreter{};                ///< path of its dynamic linker; empty: none is needed
  std::vector<std::string> needed{};        ///< libraries, by their short names
  std::vector<std::string> search_paths{};  ///< DT_RUNPATH, or else DT_RPATH, as they stand there
  /// Library → the versions of its symbols that must be there.
  std::map<std::string, std::set<std::string>> versions_needed{};
  std::set<std::string> versions_defined{};  ///< of a library

  /// Whether code of both may be in one process.
  bool matches(const Elf& other) const { return machine == other.machine && is_64 == other.is_64; }
};

/// ErrorKind::io for what is no ELF file, or is cut short or damaged; never reads beyond `bytes`.
Result<Elf> read_elf(std::string_view bytes);

/// "x86-64", "AArch64" …, else "machine 0x…".
std::string machine_name(const Elf& elf);

}  // namespace caisson
