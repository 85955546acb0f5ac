#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/embedded/store/layout.hpp"

namespace caisson::engine::embedded::build {

/// Layers of a store as one folder, in the mount namespace of this process, until destroyed.
class Overlay {
 public:
  /// `diffs`: lowest first. What is written goes to `<folder>/upper`; `folder`, in the store's
  /// scratch, is made.
  static Result<Overlay> writable(const store::Layout& layout,
                                  const std::vector<std::string>& diffs,
                                  const std::filesystem::path& folder);
  static Result<Overlay> read_only(const store::Layout& layout,
                                   const std::vector<std::string>& diffs,
                                   const std::filesystem::path& folder);
  ~Overlay();
  Overlay(Overlay&& other) noexcept;
  Overlay& operator=(Overlay&&) = delete;

  std::filesystem::path root() const { return m_folder / "root"; }
  std::filesystem::path upper() const { return m_folder / "upper"; }
  /// Before `upper` may be taken.
  Result<void> unmount();

 private:
  explicit Overlay(std::filesystem::path folder) : m_folder(std::move(folder)) {}
  static Result<Overlay> mount(const store::Layout& layout, const std::vector<std::string>& diffs,
                               const std::filesystem::path& folder, bool writable);
  std::filesystem::path m_folder;
};

}  // namespace caisson::engine::embedded::build
