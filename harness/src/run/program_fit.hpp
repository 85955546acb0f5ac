#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/elf.hpp"
#include "base/error.hpp"

namespace caisson::run {

/// A program of this machine, as it is to run in a container.
struct MountedProgram {
  std::string path;  ///< in the container
  Elf elf;
};

/// Whether a program can be started in an image, decided as its dynamic linker will (ld.so(8)), by
/// the image's files and without running any of them: is the linker there, is each library, and
/// has it the versions of symbols that the program was linked with. The image's own libraries are
/// taken to fit each other. A conversation without I/O: a file is asked for, and answered.
class ProgramFit {
 public:
  /// `image` names it in messages. `library_path`: LD_LIBRARY_PATH of the container.
  ProgramFit(MountedProgram program, std::string image, std::string_view library_path);

  /// The file that is wanted next; none: it is decided.
  std::optional<std::string> wanted() const;
  /// The content of the wanted file; none: the image does not have it.
  void answer(const std::optional<std::string>& content);
  /// Why it cannot be started.
  const std::optional<Error>& misfit() const { return m_misfit; }

 private:
  enum class Stage { linker, cache, library, decided };

  void next_library();
  void judge_linker(const std::optional<std::string>& content);
  void judge_library(const std::optional<std::string>& content);
  void refuse(std::string message, std::string remedy);
  std::string name() const;

  const MountedProgram m_program;
  const std::string m_image;
  Stage m_stage = Stage::linker;
  std::vector<std::string> m_folders;    ///< searched before the linker's cache
  std::string m_cache;                   ///< of the linker
  std::deque<std::string> m_libraries;   ///< the first is looked for
  std::deque<std::string> m_candidates;  ///< its paths; the first is wanted
  std::optional<Error> m_misfit;
};

}  // namespace caisson::run
