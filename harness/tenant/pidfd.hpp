#pragma once

#include <sys/syscall.h>
#include <sys/types.h>

#include "tenant/descriptor.hpp"

// The C library's headers may be older than the kernel (pidfd_open(2): Linux 5.3).
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

namespace caisson::tenant {

/// Close-on-exec; none where the kernel has none or does not allow it.
inline Descriptor open_pidfd(pid_t process) {
  return Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
}

}  // namespace caisson::tenant
