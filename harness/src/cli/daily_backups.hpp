#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/process.hpp"
#include "cli/context.hpp"
#include "data/backup_timer.hpp"

namespace caisson::cli {

/// Has `caisson backup --daily` run when one is due, for as long as it lives. `say` gets what comes
/// of it.
class DailyBackups {
 public:
  using Say = std::function<void(const std::string&)>;

  /// None for a stack without data, and for an instance of another name than its tree's own, unless
  /// CAISSON_BACKUPS says where it keeps them: tests and second checkouts leave nothing behind.
  static std::unique_ptr<DailyBackups> make(Context& context, Say say);

 private:
  DailyBackups(Context& context, std::string stack, std::string folder, ProcessSpec command,
               Say say);
  void run(const std::function<void(bool)>& done);

  std::string m_stack;
  std::string m_folder;
  ProcessSpec m_command;
  Say m_say;
  std::unique_ptr<Process> m_processes;
  std::unique_ptr<ChildProcess> m_child;  ///< goes before what starts it
  std::optional<data::BackupTimer> m_timer;
};

}  // namespace caisson::cli
