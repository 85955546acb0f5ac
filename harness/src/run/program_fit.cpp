#include "run/program_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/loader_cache.hpp"
#include "base/text.hpp"

namespace caisson::run {
namespace {

constexpr const char* k_cache = "/etc/ld.so.cache";

/// Where Linux distributions have libraries that no cache names.
std::vector<std::string> usual_folders(const Elf& elf) {
  std::vector<std::string> folders{"/lib", "/usr/lib"};
  if (elf.is_64) folders.insert(folders.begin(), {"/lib64", "/usr/lib64"});
  const std::string machine = machine_name(elf) == "x86-64"    ? "x86_64"
                              : machine_name(elf) == "AArch64" ? "aarch64"
                                                               : std::string();
  if (!machine.empty())
    folders.insert(folders.begin(), {fmt::format("/lib/{}-linux-gnu", machine),
                                     fmt::format("/usr/lib/{}-linux-gnu", machine)});
  return folders;
}

/// The folder of the program itself.
std::string with_origin(std::string folder, const std::string& program) {
  const std::string origin = program.substr(0, program.rfind('/'));
  for (const std::string_view word : {"${ORIGIN}", "$ORIGIN"}) {
    for (auto at = folder.find(word); at != folder.npos; at = folder.find(word))
      folder.replace(at, word.size(), origin);
  }
  return folder;
}

/// "GLIBC_2.38" → "GLIBC_" and {2, 38}, so that 2.9 is below 2.38.
std::pair<std::string, std::vector<int>> parts_of(const std::string& version) {
  const std::size_t digits = version.find_first_of("0123456789");
  std::vector<int> numbers;
  if (digits != version.npos) {
    for (const std::string& number : split(version.substr(digits), '.'))
      numbers.push_back(std::atoi(number.c_str()));
  }
  return {version.substr(0, digits), std::move(numbers)};
}

bool is_older(const std::string& a, const std::string& b) {
  return parts_of(a) < parts_of(b);
}

/// The newest of the kind that `wanted` is of; empty: it has none of that kind.
std::string newest_like(const std::string& wanted, const std::set<std::string>& versions) {
  std::string newest;
  for (const std::string& version : versions) {
    if (parts_of(version).first != parts_of(wanted).first) continue;
    if (newest.empty() || is_older(newest, version)) newest = version;
  }
  return newest;
}

bool is_of_cxx(const std::string& library) {
  return library.starts_with("libstdc++.so") || library.starts_with("libgcc_s.so");
}

std::string way_to_do_without(const std::string& library) {
  if (is_of_cxx(library)) return "link it with -static-libstdc++ -static-libgcc";
  return "link it statically";
}

}  // namespace

ProgramFit::ProgramFit(MountedProgram program, std::string image, std::string_view library_path)
    : m_program(std::move(program)), m_image(std::move(image)) {
  const Elf& elf = m_program.elf;
  if (elf.interpreter.empty()) m_stage = Stage::decided;
  for (const std::string& folder : split(library_path, ':')) {
    if (!folder.empty()) m_folders.push_back(folder);
  }
  for (const std::string& folder : elf.search_paths)
    m_folders.push_back(with_origin(folder, m_program.path));
  m_libraries.assign(elf.needed.begin(), elf.needed.end());
}

std::string ProgramFit::name() const {
  return m_program.path.substr(m_program.path.rfind('/') + 1);
}

std::optional<std::string> ProgramFit::wanted() const {
  switch (m_stage) {
    case Stage::linker:
      return m_program.elf.interpreter;
    case Stage::cache:
      return k_cache;
    case Stage::library:
      return m_candidates.front();
    case Stage::decided:
      break;
  }
  return std::nullopt;
}

void ProgramFit::answer(const std::optional<std::string>& content) {
  switch (m_stage) {
    case Stage::linker:
      return judge_linker(content);
    case Stage::cache:
      m_cache = content.value_or("");
      return next_library();
    case Stage::library:
      return judge_library(content);
    case Stage::decided:
      break;
  }
}

void ProgramFit::refuse(std::string message, std::string remedy) {
  m_stage = Stage::decided;
  m_misfit = Error{ErrorKind::service_failed, std::move(message), {}, std::move(remedy)};
}

void ProgramFit::judge_linker(const std::optional<std::string>& content) {
  const Elf& elf = m_program.elf;
  if (!content) {
    return refuse(fmt::format("`{}` is started by `{}`, which the image `{}` does not have", name(),
                              elf.interpreter, m_image),
                  "take an image with glibc, like debian:bookworm-slim, or link it with -static");
  }
  const auto linker = read_elf(*content);
  if (linker && !linker->matches(elf)) {
    return refuse(fmt::format("`{}` is for {}, the image `{}` for {}", name(), machine_name(elf),
                              m_image, machine_name(*linker)),
                  "build it for the image's machine, or take an image for its own");
  }
  m_stage = Stage::cache;
}

/// A path instead of a name is not searched for.
void ProgramFit::next_library() {
  m_stage = m_libraries.empty() ? Stage::decided : Stage::library;
  if (m_libraries.empty()) return;
  const std::string& library = m_libraries.front();
  m_candidates.clear();
  if (library.find('/') != library.npos) {
    m_candidates.push_back(library);
    return;
  }
  for (const std::string& folder : m_folders)
    m_candidates.push_back(folder + "/" + library);
  for (std::string& path : paths_in_loader_cache(m_cache, library))
    m_candidates.push_back(std::move(path));
  for (const std::string& folder : usual_folders(m_program.elf))
    m_candidates.push_back(folder + "/" + library);
}

void ProgramFit::judge_library(const std::optional<std::string>& content) {
  const std::string library = m_libraries.front();
  const auto elf = content ? read_elf(*content) : Result<Elf>(Error{ErrorKind::not_found, {}});
  if (!elf || !elf->matches(m_program.elf)) {
    m_candidates.pop_front();
    if (!m_candidates.empty()) return;
    return refuse(fmt::format("`{}` needs the library `{}`, which the image `{}` does not have",
                              name(), library, m_image),
                  "install it in the image, or " + way_to_do_without(library));
  }
  std::vector<std::string> missing;
  const auto wanted = m_program.elf.versions_needed.find(library);
  if (wanted != m_program.elf.versions_needed.end()) {
    std::set_difference(wanted->second.begin(), wanted->second.end(), elf->versions_defined.begin(),
                        elf->versions_defined.end(), std::back_inserter(missing));
  }
  if (missing.empty()) {
    m_libraries.pop_front();
    return next_library();
  }
  const std::string newest = *std::max_element(missing.begin(), missing.end(), is_older);
  const std::string there = newest_like(newest, elf->versions_defined);
  refuse(fmt::format("`{}` needs `{}`, and `{}` of the image `{}` {}", name(), newest, library,
                     m_image, there.empty() ? "has nothing like it" : "ends with `" + there + "`"),
         "take an image as new as the machine that builds it, build it in that image, or " +
             way_to_do_without(library));
}

}  // namespace caisson::run
