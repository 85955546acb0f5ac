#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/loop.hpp"

namespace caisson {

/// Tells when a folder is removed or renamed (inotify(7)), itself, whatever happens inside it.
class Vanishing {
 public:
  /// `vanished` is called once, on the loop's thread. `loop` outlives the object, whose destruction
  /// drops the call.
  static Result<std::unique_ptr<Vanishing>> watch(Loop& loop, const std::string& folder,
                                                  std::function<void()> vanished);
  ~Vanishing();
  Vanishing(const Vanishing&) = delete;
  Vanishing& operator=(const Vanishing&) = delete;

 private:
  struct State;
  explicit Vanishing(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace caisson
