#pragma once

#include <string>
#include <vector>

namespace caisson::render {

/// A file for another tool. It is committed, so that nothing of a machine or a moment is in it.
struct RenderedFile {
  std::string path;  ///< from the top of the source tree
  std::string text;
};

/// What one rendering comes to.
struct Rendered {
  std::vector<RenderedFile> files;
  /// What the tool has no word for and the files therefore do not say, a sentence each without a
  /// full stop.
  std::vector<std::string> losses;
  /// The folder whose files are all the rendering's; empty: it has none of its own.
  std::string folder{};
};

}  // namespace caisson::render
