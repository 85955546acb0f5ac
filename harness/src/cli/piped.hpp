#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/context.hpp"

namespace caisson::cli {

/// A command in a container, and what is at the ends of its pipes.
struct Piped {
  std::string container;
  engine::ExecSpec spec;
  /// The next bytes for its standard input, none when there are no more. Its input does not end
  /// with them: the command has to know how much comes.
  std::function<Result<std::string>()> source{};
  /// Gets its standard output; after an error of the sink the rest is read and dropped.
  std::function<Result<void>(std::string_view)> sink{};
};

/// Runs it to its end. Another exit code than 0 is ErrorKind::service_failed with the last line it
/// said, or the last that calls itself an error; Ctrl-C is ErrorKind::interrupted.
Result<void> run_piped(Context& context, const Piped& piped);

/// The same for a command with a short output, which it returns.
Result<std::string> output_of(Context& context, const std::string& container,
                              engine::ExecSpec spec);

}  // namespace caisson::cli
