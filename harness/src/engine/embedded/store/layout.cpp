#include "engine/embedded/store/layout.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>

#include "base/file.hpp"

namespace caisson::engine::embedded::store {

std::filesystem::path Layout::tag(std::string_view reference) const {
  return tags() / file_of_tag(reference);
}

Result<void> Layout::make() const {
  if (auto made = make_directories(root.string(), 0700); !made) return made;
  if (::chmod(root.c_str(), 0700) != 0) return errno_error("cannot close to others", root.string());
  for (const auto& folder : {images(), layers(), steps(), tags(), locks(), scratch()})
    if (auto made = make_directories(folder.string(), 0700); !made) return made;
  return {};
}

bool is_hex_digest(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == 64 && std::all_of(text.begin(), text.end(), is_digit);
}

Result<std::string> hex_of(std::string_view digest) {
  constexpr std::string_view k_algorithm = "sha256:";
  if (digest.starts_with(k_algorithm) && is_hex_digest(digest.substr(k_algorithm.size())))
    return std::string(digest.substr(k_algorithm.size()));
  return Error{ErrorKind::image, fmt::format("`{}` is no SHA-256 digest", shown(digest))};
}

std::string with_tag(std::string_view reference) {
  const auto slash = reference.find_last_of('/');
  const auto name = slash == reference.npos ? reference : reference.substr(slash + 1);
  std::string text(reference);
  if (name.find_first_of(":@") == name.npos) text += ":latest";
  return text;
}

std::string file_of_tag(std::string_view reference) {
  std::string file;
  for (const char c : with_tag(reference)) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' ||
                       c == '-' || c == ':' || c == '@';
    // A leading dot would hide the file, or be `.` itself.
    if (plain && !(file.empty() && c == '.')) {
      file += c;
    } else {
      file += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return file;
}

std::string tag_of_file(std::string_view file) {
  std::string reference;
  for (std::size_t at = 0; at < file.size(); ++at) {
    unsigned code = 0;
    const bool coded =
        file[at] == '%' && at + 2 < file.size() &&
        std::from_chars(file.data() + at + 1, file.data() + at + 3, code, 16).ec == std::errc();
    reference += coded ? static_cast<char>(code) : file[at];
    if (coded) at += 2;
  }
  return reference;
}

std::string shown(std::string_view name) {
  std::string text;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      text += fmt::format("\\x{:02x}", byte);
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace caisson::engine::embedded::store
