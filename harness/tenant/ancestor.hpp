#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "tenant/descriptor.hpp"

namespace caisson::tenant {

/// The part of /proc/<pid>/stat (proc(5)) that is needed to walk up.
struct ProcessStat {
  std::string name;  ///< of the executable, cut to 15 bytes
  pid_t parent = 0;
};

/// Of the content of such a file. The name may hold blanks and parentheses.
std::optional<ProcessStat> parse_stat(std::string_view text);

/// The nearest ancestor called `name`, from `parent` up to but not including pid 1. `proc` is where
/// the process file system is mounted.
std::optional<pid_t> find_ancestor(std::string_view name, pid_t parent,
                                   const std::string& proc = "/proc");

/// The ctest this process runs under, with a launcher between or not.
struct Ctest {
  bool found = false;
  Descriptor pidfd;  ///< none where the kernel gives none
};
Ctest find_ctest();

}  // namespace caisson::tenant
