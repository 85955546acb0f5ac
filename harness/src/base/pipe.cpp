#include "base/pipe.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "base/file.hpp"

namespace caisson {

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno_error("cannot make a pipe", "");
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

}  // namespace caisson
