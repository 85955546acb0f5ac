#include "import/catalogue.hpp"

#include <algorithm>
#include <string>

#include "base/text.hpp"

namespace caisson::import {
namespace {

std::string_view without(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

/// `postgres` for `docker.io/library/postgres`, as people write it.
std::string_view familiar(std::string_view repository) {
  return without(without(repository, "docker.io/"), "library/");
}

/// The numbers a tag begins with, `17`, `2` for `17.2-alpine`.
std::vector<std::string> numbers_of(std::string_view tag) {
  const std::string_view version = without(tag, "v");
  const std::size_t end = std::min(version.find_first_not_of("0123456789."), version.size());
  std::vector<std::string> numbers = split(version.substr(0, end), '.');
  std::erase(numbers, "");
  return numbers;
}

bool same_version(std::string_view tag, std::string_view version) {
  const auto theirs = numbers_of(tag);
  const auto ours = numbers_of(version);
  if (ours.empty()) return tag == version;
  const auto length = static_cast<std::ptrdiff_t>(std::min(theirs.size(), ours.size()));
  return length > 0 && std::equal(ours.begin(), ours.begin() + length, theirs.begin());
}

std::string_view repository_of(std::string_view reference) {
  return reference.substr(0, reference.rfind(':'));
}

}  // namespace

const std::vector<CatalogueEntry>& catalogue() {
  static const std::vector<CatalogueEntry> entries{
      {"debian", "debian:trixie-slim", "trixie-slim", {}},
      {"debian-bookworm", "debian:bookworm-slim", "bookworm-slim", {}},
      {"go", "golang:1.26.8-trixie", "1.26", {"debian"}},
      {"localstack", "localstack/localstack:4.0", "4.0", {"debian-bookworm"}},
      {"node", "node:22-bullseye", "22", {"debian"}},
      {"postgres", "postgres:17-bullseye", "17", {"debian"}},
      {"redis", "redis:7-bullseye", "7", {"debian-bookworm"}},
      {"temporal", "temporalio/server:1.31.2", "1.31", {"debian", "go"}},
      {"temporal-ui", "temporalio/ui:2.50.1", "2.50", {"debian", "go"}},
      {"traefik", "traefik:v3.6.12", "3", {"debian", "go"}},
  };
  return entries;
}

const CatalogueEntry* stand_in_for(std::string_view reference) {
  const std::size_t colon = reference.rfind(':');
  const std::size_t slash = reference.rfind('/');
  if (colon == std::string_view::npos || reference.find('@') != std::string_view::npos ||
      (slash != std::string_view::npos && slash > colon))
    return nullptr;
  const std::string_view repository = familiar(reference.substr(0, colon));
  const std::string_view tag = reference.substr(colon + 1);
  const auto& entries = catalogue();
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
    return repository_of(entry.reference) == repository && same_version(tag, entry.version);
  });
  return found == entries.end() ? nullptr : &*found;
}

const CatalogueEntry& catalogue_entry(std::string_view recipe) {
  const auto& entries = catalogue();
  return *std::find_if(entries.begin(), entries.end(),
                       [&](const auto& entry) { return entry.recipe == recipe; });
}

}  // namespace caisson::import
