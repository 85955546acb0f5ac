#include "engine/embedded/build/overlay.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "engine/embedded/store/layers.hpp"

namespace caisson::engine::embedded::build {
namespace fs = std::filesystem;
namespace {

/// A page, with room for what is added.
constexpr std::size_t k_longest_options = 4096 - 64;

/// The working folder, put back at the end.
class WorkingFolder {
 public:
  explicit WorkingFolder(const fs::path& folder)
      : m_before(::open(".", O_PATH | O_DIRECTORY | O_CLOEXEC)),
        m_entered(m_before && ::chdir(folder.c_str()) == 0) {}
  ~WorkingFolder() {
    if (m_entered) static_cast<void>(::fchdir(m_before.get()) == 0);
  }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;
  bool entered() const { return m_entered; }

 private:
  Descriptor m_before;
  bool m_entered;
};

}  // namespace

Result<Overlay> Overlay::mount(const store::Layout& layout, const std::vector<std::string>& diffs,
                               const fs::path& folder, bool writable) {
  for (const char* part : {"root", "upper", "work", "empty"})
    if (auto made = make_directories((folder / part).string()); !made) return made.error();
  // Relative: a mount's options are one page, and a comma in the store's path would end one.
  const fs::path here = folder.lexically_relative(layout.layers());
  std::vector<std::string> lower = store::mount_order(diffs);
  // One lower folder is enough below an upper one only.
  for (const char* part : {"empty", "work"})
    if (lower.size() < (writable ? 1U : 2U)) lower.push_back((here / part).string());
  std::string options = "lowerdir=" + join(lower, ":");
  if (writable)
    options +=
        fmt::format(",upperdir={},workdir={}", (here / "upper").string(), (here / "work").string());
  if (options.size() > k_longest_options)
    return Error{ErrorKind::image,
                 fmt::format("the image has {} layers, more than can be mounted", diffs.size()),
                 {},
                 "join RUN and COPY instructions of its recipe"};
  const WorkingFolder inside(layout.layers());
  const std::string root = (folder / "root").string();
  // No device of an image is one here. A step that was cut off is made anew, so nothing need be
  // flushed before its end.
  const auto try_mount = [&](const std::string& more) {
    return ::mount("overlay", root.c_str(), "overlay", MS_NODEV, (options + more).c_str()) == 0;
  };
  if (!inside.entered() || !(try_mount(writable ? ",volatile" : "") || try_mount("")))
    return errno_error("cannot mount the layers of an image", root);
  return Overlay(folder);
}

Result<Overlay> Overlay::writable(const store::Layout& layout,
                                  const std::vector<std::string>& diffs, const fs::path& folder) {
  return mount(layout, diffs, folder, true);
}

Result<Overlay> Overlay::read_only(const store::Layout& layout,
                                   const std::vector<std::string>& diffs, const fs::path& folder) {
  return mount(layout, diffs, folder, false);
}

Overlay::Overlay(Overlay&& other) noexcept : m_folder(std::exchange(other.m_folder, {})) {}

Result<void> Overlay::unmount() {
  if (::umount2(root().c_str(), 0) != 0) return errno_error("cannot unmount", root().string());
  return {};
}

Overlay::~Overlay() {
  if (!m_folder.empty()) ::umount2(root().c_str(), MNT_DETACH);
}

}  // namespace caisson::engine::embedded::build
