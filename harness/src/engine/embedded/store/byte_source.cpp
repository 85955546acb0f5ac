#include "engine/embedded/store/byte_source.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

#include "base/file.hpp"
#include "engine/embedded/store/archive_handle.hpp"

namespace caisson::engine::embedded::store {
namespace {

constexpr std::size_t k_read_at_once = 256UL * 1024;

}  // namespace

Result<ByteSource> bytes_of_file(const std::string& path) {
  auto file = std::make_shared<Descriptor>(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!*file) return errno_error("cannot open", path);
  auto buffer = std::make_shared<std::string>(k_read_at_once, '\0');
  return ByteSource([file, buffer, path]() -> Result<std::string_view> {
    for (;;) {
      const ssize_t got = ::read(file->get(), buffer->data(), buffer->size());
      if (got >= 0) return std::string_view(buffer->data(), static_cast<std::size_t>(got));
      if (errno != EINTR) return errno_error("cannot read", path);
    }
  });
}

ByteSource decompressed(ByteSource source) {
  auto archive = std::make_shared<ArchiveHandle>(std::move(source), ArchiveHandle::Format::raw);
  auto buffer = std::make_shared<std::string>(k_read_at_once, '\0');
  auto begun = std::make_shared<bool>(false);
  return [archive, buffer, begun]() -> Result<std::string_view> {
    if (!*begun) {
      auto entry = archive->next();
      if (!entry) return entry.error();
      if (*entry == nullptr) return std::string_view();
      *begun = true;
    }
    return archive->read(*buffer);
  };
}

ByteSource HashedSource::source() {
  return [this] { return next(); };
}

Result<std::string_view> HashedSource::next() {
  auto bytes = m_source();
  if (!bytes) return bytes;
  m_hash.update(*bytes);
  m_count += static_cast<std::int64_t>(bytes->size());
  return bytes;
}

Result<std::string> HashedSource::finish() {
  for (;;) {
    const auto bytes = next();
    if (!bytes) return bytes.error();
    if (bytes->empty()) return m_hash.hex();
  }
}

}  // namespace caisson::engine::embedded::store
