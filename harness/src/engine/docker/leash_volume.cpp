#include "engine/docker/leash_volume.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <utility>

#include "base/json.hpp"
#include "engine/docker/encode.hpp"
#include "engine/docker/engine_class.hpp"
#include "engine/docker/leash_program.hpp"
#include "plan/identity.hpp"

namespace caisson::engine::docker {
namespace {

using Json = nlohmann::json;

constexpr Duration k_call_deadline = std::chrono::seconds(30);
constexpr const char* k_purpose = "fill the volume of the leash";

std::string pointer_name() {
  return "caisson-leash-" + leash_hash();
}

std::string drawn_name() {
  std::random_device random;
  return fmt::format("{}-{:08x}{:08x}", pointer_name(), random(), random());
}

void put(std::string& header, std::size_t at, std::string_view text) {
  header.replace(at, text.size(), text);
}

/// An archive (POSIX.1-1988 ustar) with the program as its one member, mode 0755, of root.
std::string archive() {
  constexpr std::size_t k_block = 512;
  const std::string_view program = leash_program();
  std::string tar(k_block, '\0');
  put(tar, 0, "leash");
  put(tar, 100, "0000755");
  put(tar, 108, "0000000");
  put(tar, 116, "0000000");
  put(tar, 124, fmt::format("{:011o}", program.size()));
  put(tar, 136, "00000000000");
  put(tar, 148, "        ");
  put(tar, 156, "0");
  put(tar, 257, std::string_view("ustar\00000", 8));
  const unsigned sum = std::accumulate(tar.begin(), tar.end(), 0U, [](unsigned total, char byte) {
    return total + static_cast<unsigned char>(byte);
  });
  put(tar, 148, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  tar += program;
  tar.append((k_block - program.size() % k_block) % k_block + 2 * k_block, '\0');
  return tar;
}

Labels sweep_labels(const Labels& labels) {
  Labels kept{{k_leash_label, leash_hash()}};
  for (const char* const name : {plan::label::k_owner, plan::label::k_environment}) {
    const auto at = labels.find(name);
    if (at != labels.end()) kept.insert(*at);
  }
  return kept;
}

std::string helper_body(const std::string& image, const Labels& labels, const std::string& volume) {
  const Json mount{
      {"Type", "volume"},
      {"Source", volume},
      {"Target", k_leash_folder},
      {"VolumeOptions", {{"NoCopy", true}, {"Labels", {{k_leash_label, leash_hash()}}}}}};
  const Json body{
      {"Image", image},
      {"Entrypoint", Json::array({k_leash_path})},
      {"Labels", Json(sweep_labels(labels))},
      {"HostConfig", {{"NetworkMode", "none"}, {"Mounts", Json::array({mount})}}},
  };
  return dump_json(body);
}

}  // namespace

Deadline LeashVolume::deadline() const {
  return m_clock.now() + k_call_deadline;
}

void LeashVolume::ensure(const std::string& image, const Labels& labels,
                         Completion<std::string> done) {
  const bool under_way = !m_waiting.empty();
  m_waiting.push_back(std::move(done));
  if (under_way) return;
  m_image = image;
  m_labels = labels;
  if (m_known.empty()) {
    look_up();
  } else {
    look_again();
  }
}

/// The engine would mount an empty volume in the place of one that somebody has removed.
void LeashVolume::look_again() {
  const std::string purpose = "look for the volume of the leash";
  Request request{Method::get, Target("/volumes").segment(m_known).str(), purpose};
  Completion<Volume> found = [self = shared_from_this()](const Result<Volume>& volume) {
    // Without the label it is one that the engine has just made for somebody who mounted the name.
    if (volume && volume->labels.count(k_leash_label) > 0) return self->finish(volume->name);
    if (!volume && volume.error().kind != ErrorKind::not_found) return self->finish(volume.error());
    self->m_known.clear();
    self->look_up();
  };
  m_client->call(std::move(request), deadline(),
                 decoded<Volume>(purpose, decode_volume, std::move(found)));
}

void LeashVolume::finish(const Result<std::string>& outcome) {
  if (outcome) m_known = *outcome;
  for (const auto& done : std::exchange(m_waiting, {}))
    done(outcome);
}

void LeashVolume::look_up() {
  const std::string purpose = "look for the volume of the leash";
  Target target("/volumes");
  target.query("filters", encode_label_filter({{k_leash_label, leash_hash()}}));
  Completion<std::vector<Volume>> listed =
      [self = shared_from_this()](Result<std::vector<Volume>> volumes) {
        if (!volumes) return self->finish(volumes.error());
        self->take_stock(*volumes);
      };
  m_client->call(Request{Method::get, target.str(), purpose}, deadline(),
                 decoded<std::vector<Volume>>(purpose, decode_volumes, std::move(listed)));
}

void LeashVolume::take_stock(const std::vector<Volume>& volumes) {
  std::string filled;
  bool has_pointer = false;
  for (const Volume& volume : volumes) {
    if (volume.name != pointer_name()) continue;
    has_pointer = true;
    const auto at = volume.labels.find(k_leash_filled_label);
    if (at != volume.labels.end()) filled = at->second;
  }
  const auto is_filled = [&](const Volume& volume) { return volume.name == filled; };
  if (std::any_of(volumes.begin(), volumes.end(), is_filled)) return finish(filled);
  // What fillers that died have left; one that is at work has it in use, so that it stays.
  m_leftovers.clear();
  for (const Volume& volume : volumes)
    if (volume.name != pointer_name()) m_leftovers.push_back(volume.name);
  if (!has_pointer) return create_helper();
  // It names a volume that somebody has removed.
  discard(pointer_name(), [self = shared_from_this()] { self->create_helper(); });
}

void LeashVolume::create_helper() {
  m_filling = drawn_name();
  m_helper.clear();
  Request request{Method::post, "/containers/create", k_purpose,
                  helper_body(m_image, m_labels, m_filling)};
  Completion<std::string> created = [self = shared_from_this()](Result<std::string> id) {
    if (!id) return self->abandon(id.error());
    self->m_helper = *id;
    self->put_program();
  };
  m_client->call(std::move(request), deadline(),
                 decoded<std::string>(k_purpose, decode_id, std::move(created)));
}

void LeashVolume::put_program() {
  Target target = Target("/containers").segment(m_helper).literal("archive");
  target.query("path", k_leash_folder);
  Request request{Method::put, target.str(), k_purpose, archive(), "application/x-tar"};
  Completion<void> written = [self = shared_from_this()](const Result<void>& result) {
    if (!result) return self->abandon(result.error());
    self->seal();
  };
  m_client->call(std::move(request), deadline(), acknowledged(k_purpose, {}, std::move(written)));
}

void LeashVolume::seal() {
  const Json body{{"Name", pointer_name()},
                  {"Labels", {{k_leash_label, leash_hash()}, {k_leash_filled_label, m_filling}}}};
  Request request{Method::post, "/volumes/create", k_purpose, dump_json(body)};
  request.repeatable = true;  // the second one is told what the first has done
  Completion<Volume> created = [self = shared_from_this()](const Result<Volume>& volume) {
    if (!volume) return self->abandon(volume.error());
    const auto winner = volume->labels.find(k_leash_filled_label);
    if (winner == volume->labels.end())
      return self->abandon(Error{ErrorKind::conflict,
                                 fmt::format("the volume `{}` is not ours", pointer_name()),
                                 {},
                                 "remove it"});
    self->sealed(winner->second);
  };
  m_client->call(std::move(request), deadline(),
                 decoded<Volume>(k_purpose, decode_volume, std::move(created)));
}

void LeashVolume::sealed(const std::string& winner) {
  if (winner == m_filling) {
    remove_helper([] {});
    for (const std::string& leftover : m_leftovers)
      discard(leftover, [] {});
  } else {
    remove_helper([self = shared_from_this()] { self->discard(self->m_filling, [] {}); });
  }
  finish(winner);
}

void LeashVolume::abandon(const Error& error) {
  const auto end = [self = shared_from_this(), error] {
    self->discard(self->m_filling, [self, error] { self->finish(error); });
  };
  if (m_helper.empty()) return end();
  remove_helper(end);
}

void LeashVolume::remove_helper(std::function<void()> then) {
  Target target = Target("/containers").segment(m_helper);
  target.query("force", "1");
  m_client->call(Request{Method::del, target.str(), k_purpose}, deadline(),
                 [then = std::move(then)](const Result<Response>&) { then(); });
}

/// A volume that is in use stays, and nobody is the worse for it.
void LeashVolume::discard(const std::string& volume, std::function<void()> then) {
  const std::string target = Target("/volumes").segment(volume).str();
  m_client->call(Request{Method::del, target, k_purpose}, deadline(),
                 [then = std::move(then)](const Result<Response>&) { then(); });
}

}  // namespace caisson::engine::docker
