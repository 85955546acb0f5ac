#include "engine/embedded/store/scratch.hpp"

#include <cstdlib>
#include <utility>

#include "base/file.hpp"

namespace caisson::engine::embedded::store {
namespace fs = std::filesystem;

Result<Scratch> Scratch::make(const Layout& layout) {
  sweep_scratch(layout);
  auto lock = StoreLock::share(layout.work_lock());
  if (!lock) return lock.error();
  std::string path = layout.scratch() / "XXXXXX";
  if (::mkdtemp(path.data()) == nullptr)
    return errno_error("cannot create a folder to work in", layout.scratch().string());
  return Scratch(std::move(*lock), path);
}

Scratch::Scratch(Scratch&& other) noexcept
    : m_lock(std::move(other.m_lock)), m_path(std::exchange(other.m_path, {})) {}

Scratch::~Scratch() {
  std::error_code ignored;
  if (!m_path.empty()) fs::remove_all(m_path, ignored);
}

void sweep_scratch(const Layout& layout) {
  std::error_code error;
  if (fs::is_empty(layout.scratch(), error) || error) return;
  const auto alone = StoreLock::try_own(layout.work_lock());
  if (!alone || !*alone) return;
  fs::directory_iterator entries(layout.scratch(), error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    std::error_code ignored;
    fs::remove_all(entries->path(), ignored);
  }
}

}  // namespace caisson::engine::embedded::store
