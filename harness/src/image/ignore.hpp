#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caisson::image {

/// The patterns of a .dockerignore file, with Docker's meaning
/// (https://docs.docker.com/build/concepts/context/#dockerignore-files): `*`, `?`, `[a-z]` and `\`
/// as in Go's filepath.Match, `**` for any number of folders, `!` for exceptions, the last pattern
/// that matches a path or a folder above it decides.
class IgnoreRules {
 public:
  IgnoreRules() = default;
  explicit IgnoreRules(std::string_view file);

  /// Whether a path, relative to the context and with `/`, stays out.
  bool excludes(std::string_view path) const;
  /// Whether an excluded folder may still hold something that an exception takes back in.
  bool may_include_below(std::string_view folder) const;

 private:
  struct Rule {
    std::string pattern;
    bool exception = false;
  };
  std::vector<Rule> m_rules;
};

/// Whether a pattern of .dockerignore matches this very path.
bool ignore_pattern_matches(std::string_view pattern, std::string_view path);

}  // namespace caisson::image
