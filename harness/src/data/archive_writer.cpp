#include "data/archive_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/file.hpp"
#include "data/tar_header.hpp"

namespace caisson::data {
namespace {

Error cannot_write(const std::string& path) {
  const bool full = errno == ENOSPC || errno == EDQUOT;
  Error error = errno_error("cannot write the backup", path);
  error.remedy = full ? "Make room on that disk, or write elsewhere with `--to`."
                      : "See that the folder can be written to, or write elsewhere with `--to`.";
  error.kind = ErrorKind::io;
  return error;
}

std::string_view text_of(const TarBlock& block) {
  return {block.data(), block.size()};
}

}  // namespace

ArchiveWriter::ArchiveWriter(Descriptor file, std::string path, std::string temporary, Time now)
    : m_file(std::move(file)),
      m_path(std::move(path)),
      m_temporary(std::move(temporary)),
      m_modified(now.time_since_epoch().count()) {}

Result<ArchiveWriter> ArchiveWriter::create(const std::string& path, Time now) {
  const auto folder = std::filesystem::path(path).parent_path().string();
  const auto made = make_directories(folder, 0700);
  if (!made) return made.error();
  std::string temporary = path + ".XXXXXX";
  Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
  if (!file) return cannot_write(path);
  return ArchiveWriter(std::move(file), path, std::move(temporary), now);
}

ArchiveWriter::~ArchiveWriter() {
  if (m_file && !m_temporary.empty()) ::unlink(m_temporary.c_str());
}

Result<void> ArchiveWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(m_file.get(), bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return cannot_write(m_path);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> ArchiveWriter::begin(const std::string& name) {
  m_begun_at = ::lseek(m_file.get(), 0, SEEK_CUR);
  if (m_begun_at < 0) return cannot_write(m_path);
  m_name = name;
  m_size = 0;
  m_hash = Sha256();
  // Its size is known at its end: until then nothing that could be read stands here.
  return write(text_of(TarBlock{}));
}

Result<void> ArchiveWriter::append(std::string_view bytes) {
  m_hash.update(bytes);
  m_size += static_cast<std::int64_t>(bytes.size());
  return write(bytes);
}

Result<ArchiveWriter::Written> ArchiveWriter::end() {
  const auto padded = write(std::string(tar_padding(m_size), '\0'));
  if (!padded) return padded.error();
  const TarBlock header = tar_header({m_name, m_size}, m_modified);
  const ssize_t written = ::pwrite(m_file.get(), header.data(), header.size(), m_begun_at);
  if (written != static_cast<ssize_t>(header.size())) return cannot_write(m_path);
  return Written{m_size, m_hash.hex()};
}

Result<void> ArchiveWriter::finish() {
  const auto ended = write(std::string(2 * k_tar_block, '\0'));
  if (!ended) return ended;
  if (::fsync(m_file.get()) != 0) return cannot_write(m_path);
  // A link instead of a rename: it never takes the place of another backup.
  if (::link(m_temporary.c_str(), m_path.c_str()) != 0) return cannot_write(m_path);
  ::unlink(std::exchange(m_temporary, {}).c_str());
  const auto folder = std::filesystem::path(m_path).parent_path();
  const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent) ::fsync(parent.get());  // Some file systems refuse it; the name stands anyway.
  return {};
}

}  // namespace caisson::data
