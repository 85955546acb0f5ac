#include "image/context.hpp"

#include <filesystem>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "image/tar.hpp"

namespace caisson::image {
namespace {

constexpr std::int64_t k_largest = std::int64_t{1} << 30;

void pack(Tar& tar, const TreeEntry& entry, const std::string& content) {
  switch (entry.kind) {
    case TreeEntry::Kind::folder:
      return tar.add_folder(entry.path);
    case TreeEntry::Kind::link:
      return tar.add_link(entry.path, entry.target);
    case TreeEntry::Kind::file:
      return tar.add_file(entry.path, content, entry.executable);
  }
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
  Tar tar;
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
    pack(tar, entry, content);
  }
  tar.add_folder(".caisson");
  if (!has_dockerfile) {
    const auto dockerfile = unchanged(recipe, recipe.dockerfile, recipe.dockerfile);
    if (!dockerfile) return dockerfile.error();
    context.dockerfile = ".caisson/Dockerfile";
    tar.add_file(context.dockerfile, *dockerfile, false);
  }
  tar.add_file(".caisson/ca-certificates.crt", ca_certificates, false);
  context.archive = tar.finish();
  return context;
}

}  // namespace caisson::image
