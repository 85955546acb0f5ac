#include "engine/embedded/store/archive_handle.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>

#include <cerrno>
#include <optional>
#include <utility>

namespace caisson::engine::embedded::store {
namespace {

constexpr std::size_t k_skip_block = 64UL * 1024;

/// Names in archives are UTF-8, which libarchive translates into the locale of whoever reads.
class Utf8Locale {
 public:
  Utf8Locale() : m_before(::uselocale(utf8())) {}
  ~Utf8Locale() { ::uselocale(m_before); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t made = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    return made;
  }
  locale_t m_before;
};

}  // namespace

struct ArchiveHandle::State {
  struct archive* reader = ::archive_read_new();
  ByteSource source;
  std::string path;  ///< of a file; then there is no source
  std::optional<Error> source_error;
  bool opened = false;

  static la_ssize_t feed(struct archive* reader, void* data, const void** bytes) {
    auto& self = *static_cast<State*>(data);
    auto next = self.source();
    if (!next) {
      self.source_error = next.error();
      ::archive_set_error(reader, EIO, "%s", next.error().message.c_str());
      return -1;
    }
    *bytes = next->data();
    return static_cast<la_ssize_t>(next->size());
  }

  int open() {
    if (std::exchange(opened, true)) return ARCHIVE_OK;
    if (!path.empty()) return ::archive_read_open_filename(reader, path.c_str(), k_skip_block);
    return ::archive_read_open2(reader, this, nullptr, &State::feed, nullptr, nullptr);
  }
};

ArchiveHandle::ArchiveHandle(ByteSource source, Format format)
    : m_state(std::make_unique<State>()) {
  m_state->source = std::move(source);
  if (format == Format::tar) {
    ::archive_read_support_format_tar(m_state->reader);
    return;
  }
  ::archive_read_support_filter_gzip(m_state->reader);
  ::archive_read_support_filter_zstd(m_state->reader);
  ::archive_read_support_filter_bzip2(m_state->reader);
  ::archive_read_support_filter_xz(m_state->reader);
  ::archive_read_support_format_raw(m_state->reader);
  ::archive_read_support_format_empty(m_state->reader);
}

ArchiveHandle::ArchiveHandle(const std::string& path) : m_state(std::make_unique<State>()) {
  m_state->path = path;
  ::archive_read_support_format_tar(m_state->reader);
}

ArchiveHandle::~ArchiveHandle() {
  ::archive_read_free(m_state->reader);
}

Error ArchiveHandle::error() const {
  if (m_state->source_error) return *m_state->source_error;
  const char* said = ::archive_error_string(m_state->reader);
  return {ErrorKind::image,
          fmt::format("the archive cannot be read: {}", said == nullptr ? "it is none" : said)};
}

Result<archive_entry*> ArchiveHandle::next() {
  const Utf8Locale utf8;
  if (m_state->open() != ARCHIVE_OK) return error();
  archive_entry* entry = nullptr;
  switch (::archive_read_next_header(m_state->reader, &entry)) {
    case ARCHIVE_OK:
      return entry;
    case ARCHIVE_EOF:
      return static_cast<archive_entry*>(nullptr);
    default:
      return error();
  }
}

Result<std::string_view> ArchiveHandle::read(std::string& buffer) {
  const la_ssize_t got = ::archive_read_data(m_state->reader, buffer.data(), buffer.size());
  if (got < 0) return error();
  return std::string_view(buffer.data(), static_cast<std::size_t>(got));
}

}  // namespace caisson::engine::embedded::store
