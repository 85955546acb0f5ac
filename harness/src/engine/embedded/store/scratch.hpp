#pragma once

#include <filesystem>

#include "base/error.hpp"
#include "engine/embedded/store/layout.hpp"
#include "engine/embedded/store/store_lock.hpp"

namespace caisson::engine::embedded::store {

/// A folder for work under way. It holds the store's work lock, shared, so that nothing is removed
/// meanwhile, and is gone with this object; one whose process was killed goes with the next sweep.
class Scratch {
 public:
  static Result<Scratch> make(const Layout& layout);
  ~Scratch();
  Scratch(Scratch&& other) noexcept;
  Scratch& operator=(Scratch&&) = delete;

  const std::filesystem::path& path() const { return m_path; }

 private:
  Scratch(StoreLock lock, std::filesystem::path path)
      : m_lock(std::move(lock)), m_path(std::move(path)) {}
  StoreLock m_lock;
  std::filesystem::path m_path;
};

/// Empties the scratch folder of a store that nobody works on; where somebody does, it is left.
void sweep_scratch(const Layout& layout);

}  // namespace caisson::engine::embedded::store
