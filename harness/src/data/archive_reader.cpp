#include "data/archive_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "data/tar_header.hpp"

namespace caisson::data {
namespace {

constexpr std::int64_t k_piece = 256 * 1024;
constexpr auto k_block = static_cast<std::int64_t>(k_tar_block);
/// Far more than a header with a thousand tables.
constexpr std::int64_t k_longest_text = 64 * 1024 * 1024;

Error damaged(std::string what, const std::string& path) {
  return {ErrorKind::io, std::move(what), path,
          "Take another backup; nothing was changed by this one."};
}

/// As many bytes as there are, at most `size`.
Result<std::string> read_at(const Descriptor& file, std::int64_t at, std::int64_t size,
                            const std::string& path) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    const ssize_t count = ::pread(file.get(), bytes.data() + got, bytes.size() - got,
                                  at + static_cast<std::int64_t>(got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno_error("cannot read", path);
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

bool is_zero(const std::string& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == '\0'; });
}

}  // namespace

Result<ArchiveReader> ArchiveReader::open(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) {
    Error error = errno_error("cannot open the backup", path);
    error.remedy = "`caisson backup --list` shows those there are.";
    return error;
  }
  ArchiveReader reader(std::move(file), path);
  const auto outlined = reader.read_outline();
  if (!outlined) return outlined.error();
  return reader;
}

Result<void> ArchiveReader::read_outline() {
  std::string last;
  for (std::int64_t at = 0;;) {
    const auto bytes = read_at(m_file, at, k_block, m_path);
    if (!bytes) return bytes.error();
    if (bytes->size() < k_tar_block)
      return damaged(at == 0 ? "this is no backup" : "the backup is cut off", m_path);
    if (is_zero(*bytes)) break;
    TarBlock block{};
    std::copy(bytes->begin(), bytes->end(), block.begin());
    const auto entry = tar_entry(block);
    if (!entry) return damaged(at == 0 ? "this is no backup" : "the backup is damaged", m_path);
    at += k_block;
    m_places[entry->name] = {at, entry->size};
    at += entry->size + static_cast<std::int64_t>(tar_padding(entry->size));
    last = entry->name;
  }
  if (last != k_header_file) return damaged("the backup is cut off", m_path);
  const auto text = text_of(k_header_file);
  if (!text) return text.error();
  auto header = header_from(*text, m_path);
  if (!header) return header.error();
  m_header = std::move(*header);
  return {};
}

Result<ArchiveReader::Source> ArchiveReader::source_of(const std::string& name) const {
  const auto found = m_places.find(name);
  if (found == m_places.end()) return damaged("the backup lacks `" + name + "`", m_path);
  return Source([this, at = found->second.at, left = found->second.size,
                 name]() mutable -> Result<std::string> {
    const std::int64_t wanted = std::min(left, k_piece);
    auto bytes = read_at(m_file, at, wanted, m_path);
    if (!bytes) return bytes;
    if (static_cast<std::int64_t>(bytes->size()) < wanted)
      return damaged("the backup is cut off within `" + name + "`", m_path);
    at += wanted;
    left -= wanted;
    return bytes;
  });
}

Result<std::string> ArchiveReader::text_of(const std::string& name) const {
  const auto found = m_places.find(name);
  if (found != m_places.end() && found->second.size > k_longest_text)
    return damaged("`" + name + "` is too long", m_path);
  const auto source = source_of(name);
  if (!source) return source.error();
  std::string text;
  for (;;) {
    const auto bytes = (*source)();
    if (!bytes) return bytes.error();
    if (bytes->empty()) return text;
    text += *bytes;
  }
}

Result<void> ArchiveReader::check() const {
  for (const SavedPart& saved : m_header.parts) {
    const auto checked = check_part(saved);
    if (!checked) return checked;
  }
  return {};
}

Result<void> ArchiveReader::check_part(const SavedPart& saved) const {
  const std::string& name = saved.file;
  const auto source = source_of(name);
  if (!source) return source.error();
  Sha256 hash;
  std::int64_t size = 0;
  for (;;) {
    const auto bytes = (*source)();
    if (!bytes) return bytes.error();
    if (bytes->empty()) break;
    hash.update(*bytes);
    size += static_cast<std::int64_t>(bytes->size());
  }
  if (size != saved.size || hash.hex() != saved.sha256)
    return damaged(fmt::format("`{}` in the backup is not what was saved", name), m_path);
  return {};
}

}  // namespace caisson::data
