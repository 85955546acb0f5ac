#include "image/context.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <memory>

#include "base/file.hpp"
#include "base/hash.hpp"

namespace caisson::image {
namespace {

/// 2025-01-01: some programs refuse files from before 1980, and the time of the checkout is not
/// part of a recipe.
constexpr std::time_t k_time = 1735689600;
constexpr std::int64_t k_largest = std::int64_t{1} << 30;

struct Free {
  void operator()(struct archive* writer) const { archive_write_free(writer); }
  void operator()(struct archive_entry* entry) const { archive_entry_free(entry); }
};

class Packer {
 public:
  Packer() : m_writer(archive_write_new()) {
    archive_write_set_format_pax_restricted(m_writer.get());
    // Names are bytes, whatever the locale; a name that is no UTF-8 stays as it is too.
    archive_write_set_format_option(m_writer.get(), nullptr, "hdrcharset", "BINARY");
    // Whole records only at the end, else every small write goes out as 10 KiB.
    archive_write_set_bytes_in_last_block(m_writer.get(), 1);
    archive_write_open(m_writer.get(), &m_bytes, nullptr, &Packer::write, nullptr);
  }

  bool add(const TreeEntry& entry, const std::string& content) {
    const std::unique_ptr<struct archive_entry, Free> header(archive_entry_new());
    auto* raw = header.get();
    archive_entry_set_pathname(raw, entry.path.c_str());
    archive_entry_set_mtime(raw, k_time, 0);
    archive_entry_set_uid(raw, 0);
    archive_entry_set_gid(raw, 0);
    switch (entry.kind) {
      case TreeEntry::Kind::folder:
        archive_entry_set_filetype(raw, AE_IFDIR);
        archive_entry_set_perm(raw, 0755);
        break;
      case TreeEntry::Kind::link:
        archive_entry_set_filetype(raw, AE_IFLNK);
        archive_entry_set_perm(raw, 0777);
        archive_entry_set_symlink(raw, entry.target.c_str());
        break;
      case TreeEntry::Kind::file:
        archive_entry_set_filetype(raw, AE_IFREG);
        archive_entry_set_perm(raw, entry.executable ? 0755 : 0644);
        archive_entry_set_size(raw, static_cast<std::int64_t>(content.size()));
        break;
    }
    if (archive_write_header(m_writer.get(), raw) != ARCHIVE_OK) return false;
    return content.empty() || archive_write_data(m_writer.get(), content.data(), content.size()) ==
                                  static_cast<la_ssize_t>(content.size());
  }

  bool finish() { return archive_write_close(m_writer.get()) == ARCHIVE_OK; }
  std::string take() { return std::move(m_bytes); }
  std::string why() const {
    const char* text = archive_error_string(m_writer.get());
    return text == nullptr ? "out of memory" : text;
  }

 private:
  static la_ssize_t write(struct archive*, void* bytes, const void* data, std::size_t size) {
    static_cast<std::string*>(bytes)->append(static_cast<const char*>(data), size);
    return static_cast<la_ssize_t>(size);
  }

  std::string m_bytes;
  std::unique_ptr<struct archive, Free> m_writer;
};

Error packing_error(const std::string& why) {
  return {ErrorKind::image, "cannot pack the build context: " + why};
}

TreeEntry of_ours(const std::string& path, TreeEntry::Kind kind = TreeEntry::Kind::file) {
  TreeEntry entry;
  entry.path = path;
  entry.kind = kind;
  return entry;
}

/// The content the recipe's hash was made from.
Result<std::string> unchanged(const Recipe& recipe, const std::string& key,
                              const std::string& path) {
  auto content = read_file(path);
  if (!content) return content.error();
  if (sha256_hex(*content) != recipe.digests.at(key))
    return Error{ErrorKind::image,
                 "`" + path + "` changed while the image was being built",
                 {},
                 "run the command again"};
  return content;
}

Result<void> check_size(const Recipe& recipe) {
  std::int64_t total = 0;
  const TreeEntry* largest = nullptr;
  for (const auto& entry : recipe.entries) {
    total += entry.size;
    if (largest == nullptr || entry.size > largest->size) largest = &entry;
  }
  if (total <= k_largest) return boost::system::in_place_value;
  return Error{ErrorKind::image,
               "the build context `" + recipe.context + "` is over 1 GiB (largest file `" +
                   largest->path + "`)",
               {},
               "leave out what the image does not need, in `" + recipe.context + "/.dockerignore`"};
}

/// Where the Dockerfile lies inside the context; empty: outside.
std::string inside(const Recipe& recipe) {
  const auto path =
      std::filesystem::path(recipe.dockerfile).lexically_relative(recipe.context).generic_string();
  return path.empty() || path.starts_with("..") ? "" : path;
}

}  // namespace

Result<Context> pack_context(const Recipe& recipe, const std::string& ca_certificates) {
  if (auto fits = check_size(recipe); !fits) return fits.error();
  Context context;
  context.dockerfile = inside(recipe);
  bool has_dockerfile = false;
  Packer packer;
  for (const auto& entry : recipe.entries) {
    // The name is ours.
    if (entry.path == ".caisson" || entry.path.starts_with(".caisson/")) continue;
    has_dockerfile = has_dockerfile || entry.path == context.dockerfile;
    std::string content;
    if (entry.kind == TreeEntry::Kind::file) {
      auto read = unchanged(recipe, entry.path, recipe.context + "/" + entry.path);
      if (!read) return read.error();
      content = std::move(*read);
    }
    if (!packer.add(entry, content)) return packing_error(packer.why());
  }
  bool ok = packer.add(of_ours(".caisson", TreeEntry::Kind::folder), {});
  if (!has_dockerfile) {
    const auto dockerfile = unchanged(recipe, recipe.dockerfile, recipe.dockerfile);
    if (!dockerfile) return dockerfile.error();
    context.dockerfile = ".caisson/Dockerfile";
    ok = ok && packer.add(of_ours(context.dockerfile), *dockerfile);
  }
  ok = ok && packer.add(of_ours(".caisson/ca-certificates.crt"), ca_certificates);
  if (!ok || !packer.finish()) return packing_error(packer.why());
  context.archive = packer.take();
  return context;
}

}  // namespace caisson::image
