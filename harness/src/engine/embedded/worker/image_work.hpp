#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::embedded::worker {

// Work on images that takes long is done by a child process, so that an archive from somewhere is
// never read by the process that keeps services alive, and that a build's mounts, processes and
// folders go with it. What it shall do lies in its folder as `work.json`, what came of it as
// `result.json`.

struct ImageWork {
  enum class Kind { load, import, build, pull };
  Kind kind = Kind::load;
  std::string store;  ///< root of the store
  std::string reference;
  std::string file;   ///< an archive; a build's context
  BuildSpec build{};  ///< without its context
  Labels labels{};
};

std::string encode_work(const ImageWork& work);
Result<ImageWork> decode_work(std::string_view text);

std::string encode_outcome(const Result<std::string>& id);
/// The id of the image that was made, or why it was not.
Result<std::string> decode_outcome(std::string_view text);

inline constexpr const char* k_work_file = "work.json";
inline constexpr const char* k_outcome_file = "result.json";

/// What the child process does: the work of its folder, each line told to `say`. Ends with the
/// process that has started it.
Result<void> do_image_work(const std::string& folder,
                           const std::function<void(const std::string&)>& say);

}  // namespace caisson::engine::embedded::worker
