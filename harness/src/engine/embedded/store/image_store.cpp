#include "engine/embedded/store/image_store.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/file.hpp"
#include "engine/embedded/store/image_records.hpp"
#include "engine/embedded/store/store_lock.hpp"

namespace caisson::engine::embedded {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view k_digest_prefix = "sha256:";

Error no_such_image(const std::string& reference) {
  return {ErrorKind::not_found, fmt::format("no such image: `{}`", store::shown(reference))};
}

Error being_made(const fs::path& root) {
  return {ErrorKind::conflict, "images are being made at the moment", root.string(),
          "run the command again when that is done"};
}

}  // namespace

ImageStore::ImageStore(fs::path root) : m_root(std::move(root)) {}

Result<ImageStore> ImageStore::open(fs::path root) {
  if (auto made = store::Layout(root).make(); !made) return made.error();
  return ImageStore(std::move(root));
}

Result<StoredImage> ImageStore::find(const std::string& reference) const {
  const store::ImageRecords records{store::Layout(m_root)};
  auto hex = records.resolve(reference);
  if (!hex) return hex.error();
  auto image = records.read(*hex);
  if (!image) return image.error();
  if (!*image) return no_such_image(reference);
  return **std::move(image);
}

Result<std::vector<StoredImage>> ImageStore::list() const {
  const store::ImageRecords records{store::Layout(m_root)};
  std::vector<StoredImage> images;
  for (const std::string& hex : records.all()) {
    auto image = records.read(hex);
    if (!image) return image.error();
    if (*image) images.push_back(**std::move(image));
  }
  return images;
}

Result<void> ImageStore::untag(const std::string& tag) {
  return remove_file(store::Layout(m_root).tag(tag).string());
}

Result<std::int64_t> ImageStore::remove(const std::string& reference) {
  const auto image = find(reference);
  if (!image && image.error().kind == ErrorKind::not_found) return std::int64_t{0};
  if (!image) return image.error();
  {
    const store::Layout layout(m_root);
    const auto alone = store::StoreLock::try_own(layout.work_lock());
    if (!alone) return alone.error();
    if (!*alone) return being_made(m_root);
    const auto free =
        store::StoreLock::try_own(layout.locks() / image->id.substr(k_digest_prefix.size()));
    if (!free) return free.error();
    if (!*free)
      return Error{ErrorKind::conflict, fmt::format("the image `{}` is in use", reference)};
    for (const std::string& tag : image->tags)
      if (auto untagged = untag(tag); !untagged) return untagged.error();
  }
  return prune();
}

Result<std::int64_t> ImageStore::prune() {
  const store::Layout layout(m_root);
  const auto alone = store::StoreLock::try_own(layout.work_lock());
  if (!alone) return alone.error();
  if (!*alone) return being_made(m_root);
  return store::ImageRecords(layout).prune();
}

class ImageStore::Hold::Lock {
 public:
  explicit Lock(store::StoreLock lock) : m_lock(std::move(lock)) {}
  int descriptor() const { return m_lock.descriptor(); }

 private:
  store::StoreLock m_lock;
};

ImageStore::Hold::Hold(std::unique_ptr<Lock> lock) : m_lock(std::move(lock)) {}
ImageStore::Hold::~Hold() = default;
ImageStore::Hold::Hold(Hold&&) noexcept = default;
ImageStore::Hold& ImageStore::Hold::operator=(Hold&&) noexcept = default;

int ImageStore::Hold::descriptor() const {
  return m_lock->descriptor();
}

Result<ImageStore::Hold> ImageStore::hold(const std::string& id) const {
  const store::Layout layout(m_root);
  // Between the look and the lock nobody may remove it.
  const auto nobody_removes = store::StoreLock::share(layout.work_lock());
  if (!nobody_removes) return nobody_removes.error();
  const auto image = find(id);
  if (!image) return image.error();
  auto lock = store::StoreLock::share(layout.locks() / image->id.substr(k_digest_prefix.size()));
  if (!lock) return lock.error();
  return Hold(std::make_unique<Hold::Lock>(std::move(*lock)));
}

}  // namespace caisson::engine::embedded
