#include "run/prepare.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <random>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "model/program.hpp"
#include "run/secrets.hpp"

namespace caisson::run {
namespace {

namespace fs = std::filesystem;

std::string new_session() {
  std::random_device random;
  std::string text;
  for (int i = 0; i < 12; ++i)
    text += "0123456789abcdef"[random() % 16];
  return text;
}

/// The service as its mode wants it.
model::Service in_mode(const model::Service& service, const plan::Plan& plan) {
  const auto mode = plan.stack->modes.find(plan.mode);
  return mode == plan.stack->modes.end() ? service : plan::in_mode(service, mode->second);
}

Result<plan::Variables> environment(const model::Service& service, const plan::Variables& process) {
  std::vector<plan::EnvFile> files;
  for (const std::string& path : service.env_files) {
    Result<std::string> text = read_file(path);
    if (!text) {
      Error error = text.error();
      if (error.kind == ErrorKind::not_found) error.kind = ErrorKind::usage;
      error.message = "the env file of `" + service.name + "`: " + error.message;
      return error;
    }
    files.push_back({path, std::move(*text)});
  }
  return plan::environment_of(service, files, process);
}

/// RUN_AS as two numbers, when it is given so.
std::optional<std::pair<uid_t, gid_t>> owner_of(const std::string& run_as) {
  const auto parts = split(run_as, ':');
  uid_t user = 0;
  gid_t group = 0;
  const auto number = [](const std::string& text, auto& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
  };
  if (parts.empty() || parts.size() > 2 || !number(parts[0], user)) return std::nullopt;
  group = user;
  if (parts.size() == 2 && !number(parts[1], group)) return std::nullopt;
  return std::pair(user, group);
}

/// The engine would make a missing folder too, but as root's and without a word.
Result<void> make_source(const model::Service& service, const model::Volume& volume) {
  if (file_exists(volume.source)) return {};
  const std::string place = "services." + service.name + ".volumes";
  if (volume.read_only) {
    return Error{ErrorKind::usage, "`" + volume.source + "` is to be mounted and does not exist",
                 place};
  }
  const Result<void> made = make_directories(volume.source);
  if (!made) return made;
  const auto owner = owner_of(service.run_as);
  if (owner && ::geteuid() == 0 && ::chown(volume.source.c_str(), owner->first, owner->second) != 0)
    return errno_error("cannot give it to the service's user", volume.source);
  return {};
}

Result<void> add_paths(const model::Service& service, bool write, ServiceSite& site) {
  for (const model::Volume& volume : service.volumes) {
    if (!volume.is_path()) continue;
    if (write) {
      const Result<void> made = make_source(service, volume);
      if (!made) return made;
    }
    if (volume.read_only) continue;
    const Result<std::string> lock = lock_file_of(volume.source);
    if (!lock) return lock.error();
    site.persistent_paths[volume.source] = fs::path(*lock).stem().string();
  }
  return {};
}

Result<void> add_secrets(const model::Service& service, const SiteRequest& request, bool write,
                         ServiceSite& site) {
  if (service.secrets.empty()) return {};
  const auto values = read_secrets(service, request.process);
  if (!values) return values.error();
  const auto directory = secrets_directory(request.instance);
  if (!directory) return directory.error();
  site.secrets = secret_mounts(*directory, service);
  site.secrets_hash = hash_of_secrets(*values);
  return write ? write_secrets(*directory, service, *values) : Result<void>();
}

Result<void> add_files(const model::Service& service, const SiteRequest& request, bool write,
                       ServiceSite& site) {
  const auto files = request.files.find(service.name);
  if (files == request.files.end()) return {};
  const auto directory = generated_directory(request.instance, service.name);
  if (!directory) return directory.error();
  site.files = generated_mounts(*directory, files->second);
  site.files_hash = hash_of_generated(files->second);
  return write ? write_generated(*directory, files->second) : Result<void>();
}

/// Looked at now, so that one that is missing or half written stops nobody who runs.
Result<void> add_programs(const model::Service& service, const model::Stack& stack,
                          ServiceSite& site) {
  for (const model::Program& program : model::programs_of(service)) {
    const Result<std::string> bytes = read_file(program.path);
    if (!bytes && bytes.error().kind == ErrorKind::not_found && !program.target.empty()) {
      return Error{ErrorKind::usage,
                   fmt::format("`{}`, which `{}` runs, is not built", program.path, service.name),
                   service.declared_at,
                   fmt::format("cmake --build {} --target {}", stack.build_dir, program.target)};
    }
    if (!bytes) return bytes.error();
    Result<Elf> elf = read_elf(*bytes);
    if (!elf) {
      return Error{ErrorKind::usage, fmt::format("`{}` {}", program.path, elf.error().message),
                   service.declared_at, "give a program that was built for Linux"};
    }
    site.programs.push_back({model::path_in_container(program), std::move(*elf)});
    site.programs_hash = sha256_hex(site.programs_hash + sha256_hex(*bytes));
  }
  return {};
}

Result<Site> make_site(const SiteRequest& request, bool write) {
  Site site;
  site.instance = request.instance;
  site.session = new_session();
  site.owner = plan::to_label(this_process());
  site.manifest = request.manifest;
  site.time = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  site.routed_subnets = routed_subnets();
  for (const plan::Step& step : request.plan->steps) {
    const model::Service& service = *step.service;
    ServiceSite& about = site.services[service.name];
    auto variables = environment(in_mode(service, *request.plan), request.process);
    if (!variables) return variables.error();
    about.environment = std::move(*variables);
    const Result<void> paths = add_paths(service, write, about);
    if (!paths) return paths.error();
    const Result<void> secrets = add_secrets(service, request, write, about);
    if (!secrets) return secrets.error();
    const Result<void> files = add_files(service, request, write, about);
    if (!files) return files.error();
    const Result<void> programs = add_programs(service, *request.plan->stack, about);
    if (!programs) return programs.error();
  }
  return site;
}

}  // namespace

Result<Site> prepare_site(const SiteRequest& request) {
  return make_site(request, true);
}

Result<Site> foresee_site(const SiteRequest& request) {
  return make_site(request, false);
}

}  // namespace caisson::run
