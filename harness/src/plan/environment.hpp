#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/stack.hpp"

namespace caisson::plan {

using Variables = std::map<std::string, std::string>;
/// The value of a variable, or none when it is not set.
using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

/// The text of an ENV_FILE, read by the caller.
struct EnvFile {
  std::string path;
  std::string text;
};

/// A part of a value of ENV: text as it is, or the name of a variable.
struct ValuePiece {
  bool is_variable = false;
  std::string text;
};

/// The parts of a value: `${NAME}` is a variable, `$$` a `$`, every other character itself, a `$`
/// before anything else too. ErrorKind::usage names the `${…` that does not end or holds no name.
Result<std::vector<ValuePiece>> pieces_of(std::string_view value);

/// A value with its variables replaced. ErrorKind::usage names the one that is not set, or is what
/// `pieces_of` says; the place is left to the caller.
Result<std::string> expand(std::string_view value, const Lookup& lookup);

/// The service as the mode wants it: with the mode's entries over its own ENV.
model::Service in_mode(const model::Service& service, const model::Mode& mode);

/// Reads a file of `NAME=value` lines as docker and compose do: comments, `export`, blanks around;
/// 'single quotes' are literal, in "double quotes" `\n`, `\t`, `\r`, `\\`, `\"` and `\$` are
/// escapes, both may span lines; an unquoted value ends at ` #`. `${NAME}` is expanded except in
/// single quotes, from the lines above and then from `outside`. A line with a name alone takes the
/// value from `outside`, and is passed over when it has none. Errors: ErrorKind::usage, its place
/// file:line.
Result<Variables> parse_env_file(const EnvFile& file, const Lookup& outside);

/// The environment of a service's container: its ENV_FILEs in order (a later one wins), over them
/// its ENV with `${NAME}` expanded: from the files first, so that all who name one file agree, then
/// from the process's environment. A missing variable is ErrorKind::usage, naming the service, the
/// variable and the files looked at; all missing ones are named at once.
Result<Variables> environment_of(const model::Service& service, const std::vector<EnvFile>& files,
                                 const Variables& process);

}  // namespace caisson::plan
