#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

namespace caisson {

/// What went wrong, as far as a caller's decision needs it. The exit code of the CLI follows from
/// it (exit_code_of in cli/exit_code.hpp), so a new kind is added only where a caller acts on it.
enum class ErrorKind {
  usage,               ///< the command line is wrong: exit 2
  manifest,            ///< stack.json cannot be read or does not hold together: exit 2
  engine_unreachable,  ///< no engine, no permission, or it went away: exit 3
  not_found,           ///< the engine does not know the object named
  conflict,            ///< a name, address, port or lock is held by somebody else: exit 1
  timed_out,           ///< a deadline passed: exit 4
  interrupted,         ///< the user asked us to stop: exit 130
  image,               ///< an image can neither be pulled nor built: exit 1
  service_failed,      ///< a container exited, crashed or never became ready: exit 1
  io,                  ///< the file system or a socket of ours failed: exit 1
  protocol,            ///< the engine answered something we do not understand: exit 3
};

/// An error as a value. It is made where the facts are known and printed once, at the edge.
struct Error {
  ErrorKind kind;
  /// One sentence without a full stop, values in backticks.
  std::string message;
  /// Address of the cause: `services.api.healthcheck.http`, a file:line, or empty.
  std::string place{};
  /// What the reader can do, or empty.
  std::string remedy{};
};

template <class T>
using Result = boost::system::result<T, Error>;

/// `place: message (remedy)`, the one form in which errors are shown.
std::string to_string(const Error& error);

/// Customisation point of boost::system::result::value(); a call of value() on an error is our bug.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::logic_error("unchecked error: " + to_string(error));
}

}  // namespace caisson
