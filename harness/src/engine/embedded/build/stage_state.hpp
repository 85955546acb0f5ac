#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "engine/embedded/build/dockerfile.hpp"
#include "engine/embedded/build/words.hpp"
#include "engine/embedded/store/image_config.hpp"

namespace caisson::engine::embedded::build {

/// A stage as far as its instructions have come: the image so far, and what only the build knows.
/// Pure: steps that make a layer are somebody else's.
class StageState {
 public:
  /// On an image; `given` are the arguments of the build, `global` those before the first FROM.
  StageState(store::ConfigFile base, Variables given, Variables global);

  /// Takes an instruction that changes no file. False for RUN and COPY, which do.
  Result<bool> apply(const Instruction& instruction);

  const store::ConfigFile& image() const { return m_image; }
  store::ConfigFile& image() { return m_image; }

  /// Folders that WORKDIR wants and that no layer was asked for yet; they are the caller's then.
  std::vector<std::string> take_folders() { return std::exchange(m_folders, {}); }

  /// What `$name` means in an instruction: arguments, and the environment over them.
  Variables variables() const;
  /// What a RUN has in its environment, beside PATH and HOME.
  Variables run_environment() const;
  /// The command of a RUN.
  std::vector<std::string> run_command(const Instruction& instruction) const;
  /// A path of an instruction, from the root: relative ones are below WORKDIR.
  std::string absolute(const std::string& path) const;

 private:
  Result<void> take_argument(const Instruction& instruction);
  Result<void> take_working_directory(const Instruction& instruction);
  Result<void> take_volumes(const Instruction& instruction);
  Result<void> take_healthcheck(const Instruction& instruction);
  Result<std::string> expanded(const Instruction& instruction) const;

  store::ConfigFile m_image;
  Variables m_given;
  Variables m_global;
  Variables m_arguments;
  std::vector<std::string> m_shell{"/bin/sh", "-c"};
  bool m_has_command = false;  ///< of this stage's own
  std::vector<std::string> m_folders;
};

/// The arguments before the first FROM, with their values.
Result<Variables> global_arguments(const Dockerfile& file, const Variables& given);

}  // namespace caisson::engine::embedded::build
