#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace caisson::engine::embedded::build {

using Variables = std::map<std::string, std::string>;

/// The words of an instruction, as they stand: quotes and backslashes keep blanks inside, and stay.
std::vector<std::string> split_words(std::string_view text);

/// One word without its quotes, with `$name`, `${name}`, `${name:-word}`, `${name:+word}` and,
/// without the colon, the same for names that are set. Single quotes keep everything.
/// ErrorKind::image for a brace that is not closed, or another sign in it.
Result<std::string> expand_word(std::string_view word, const Variables& variables);

/// Each word expanded; an expansion is never split.
Result<std::vector<std::string>> expand_words(std::string_view text, const Variables& variables);

/// `a=1 b="2 3"`, or the old `a 1 2`, in its order.
using Pairs = std::vector<std::pair<std::string, std::string>>;
Result<Pairs> expand_pairs(std::string_view text, const Variables& variables);

}  // namespace caisson::engine::embedded::build
