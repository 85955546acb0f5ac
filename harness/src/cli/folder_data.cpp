#include "cli/folder_data.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <charconv>

#include "base/text.hpp"
#include "cli/piped.hpp"
#include "cli/service_environment.hpp"
#include "cli/service_restart.hpp"
#include "cli/survey.hpp"
#include "probe/conversation.hpp"

namespace caisson::cli {
namespace {

/// A failing `mv` is found's failure with `+` only. What is ours stays where it is.
constexpr const char* k_move = R"(move() {
  find "$1" -mindepth 1 -maxdepth 1 ! -name '.caisson-*' -exec sh -c 'mv -- "$@" "$0"' "$2" '{}' +
}
)";

/// What there is goes aside, what was made comes in; where either fails, all is as before.
constexpr const char* k_swap = R"(
rm -rf .caisson-old; mkdir .caisson-old
move . .caisson-old || { move .caisson-old .; exit 1; }
move .caisson-new . || { move . .caisson-new; move .caisson-old .; exit 1; }
: > .caisson-swapped
)";
constexpr const char* k_swap_back = R"(
move . .caisson-new || { move .caisson-new .; exit 1; }
move .caisson-old . || { move . .caisson-old; move .caisson-new .; exit 1; }
rm .caisson-swapped
)";

constexpr const char* k_prepare_volume =
    "rm -rf .caisson-new; mkdir .caisson-new; head -c \"$1\" | tar -xpf - -C .caisson-new";
constexpr const char* k_prepare_redis =
    "rm -rf .caisson-new; mkdir .caisson-new; head -c \"$1\" > .caisson-new/dump.rdb";

constexpr std::string_view k_rdb_magic = "REDIS";

/// The number behind `before` in a text; -1 without it.
std::int64_t number_after(std::string_view text, std::string_view before) {
  const auto at = text.find(before);
  if (at == std::string_view::npos) return -1;
  std::int64_t number = -1;
  const char* const begin = text.data() + at + before.size();
  std::from_chars(begin, text.data() + text.size(), number);
  return number;
}

/// `redis-check-rdb` says "[info] 12 keys read".
std::int64_t keys_in(std::string_view report) {
  const auto end = report.find(" keys read");
  if (end == std::string_view::npos) return -1;
  const auto begin = report.rfind(' ', end - 1);
  return number_after(report.substr(0, end), report.substr(0, begin + 1));
}

}  // namespace

Result<std::unique_ptr<FolderData>> FolderData::open(Context& context,
                                                     const model::Service& service,
                                                     const data::Part& part) {
  const auto container = container_of(context, service.name);
  if (!container) return container.error();
  if (container->phase != engine::Phase::running) {
    return Error{ErrorKind::conflict, "`" + service.name + "` does not run", service.declared_at,
                 "Start it with `caisson up " + service.name + "`."};
  }
  return std::unique_ptr<FolderData>(new FolderData(context, service, *container, part));
}

FolderData::FolderData(Context& context, const model::Service& service, engine::Container container,
                       data::Part part)
    : m_context(context),
      m_service(service),
      m_container(std::move(container)),
      m_part(std::move(part)) {
  if (m_part.kind == data::Kind::redis)
    m_password = probe::credentials_of(*service.healthcheck, service_environment(service)).password;
}

FolderData::~FolderData() {
  if (!m_prepared) return;
  const auto removed = m_helper->run("rm -rf .caisson-new");
  if (!removed) spdlog::warn("`.caisson-new` is left: {}", to_string(removed.error()));
}

Result<void> FolderData::have_helper() {
  if (m_helper) return {};
  auto helper = DataHelper::make(m_context, m_service, m_container, m_part.place);
  if (!helper) return helper.error();
  m_helper = std::move(*helper);
  return {};
}

engine::ExecSpec FolderData::redis_cli(std::vector<std::string> words) const {
  engine::ExecSpec spec{{"redis-cli", "-p", std::to_string(m_service.healthcheck->port)}};
  spec.argv.insert(spec.argv.end(), words.begin(), words.end());
  if (!m_password.empty()) spec.env["REDISCLI_AUTH"] = m_password;
  return spec;
}

Result<std::string> FolderData::ask_redis(std::vector<std::string> words) {
  return output_of(m_context, m_container.id, redis_cli(std::move(words)));
}

Result<void> FolderData::dump(const std::function<Result<void>(std::string_view)>& sink) {
  if (m_part.kind == data::Kind::redis)
    return run_piped(m_context, {m_container.id, redis_cli({"--rdb", "-"}), {}, sink});
  const auto ready = have_helper();
  if (!ready) return ready;
  return m_helper->drain("tar -cf - --exclude='./.caisson-*' .", sink);
}

Result<void> FolderData::flush() {
  const auto answer = ask_redis({"FLUSHALL"});
  if (!answer) return answer.error();
  if (trim(*answer) == "OK") return {};
  return Error{ErrorKind::service_failed, "the server says: " + std::string(trim(*answer)),
               m_service.declared_at};
}

Result<void> FolderData::check(const data::SavedPart& saved, data::ArchiveReader::Source source) {
  if (m_part.kind == data::Kind::redis) {
    const auto begin = source();
    if (!begin) return begin.error();
    if (begin->compare(0, k_rdb_magic.size(), k_rdb_magic) == 0) return {};
    return Error{ErrorKind::io, "`" + saved.file + "` is no snapshot of Redis"};
  }
  const auto ready = have_helper();
  if (!ready) return ready;
  const auto read = m_helper->feed("head -c \"$1\" | tar -tf - > /dev/null",
                                   {std::to_string(saved.size)}, std::move(source));
  m_helper.reset();  // the safety backup has one of its own
  return read;
}

Result<void> FolderData::prepare(const data::SavedPart& saved, data::ArchiveReader::Source source) {
  const auto ready = have_helper();
  if (!ready) return ready;
  m_prepared = true;
  const bool redis = m_part.kind == data::Kind::redis;
  const auto made = m_helper->feed(redis ? k_prepare_redis : k_prepare_volume,
                                   {std::to_string(saved.size)}, std::move(source));
  if (!made || !redis) return made;
  const auto report = m_helper->run("redis-check-rdb .caisson-new/dump.rdb");
  if (!report) return report.error();
  m_keys = keys_in(*report);
  return {};
}

Result<void> FolderData::move(const std::string& script) {
  const auto stopped = stop_service(m_context, m_container.id);
  if (!stopped) return stopped;
  const auto moved = m_helper->run(k_move + script);
  const auto started = start_service(m_context, m_service, m_container.id);
  if (!moved) return moved.error();
  return started;
}

/// A server that reads its data from elsewhere (an append-only file, another name) is ready, too.
Result<void> FolderData::compare_keys() {
  const auto info = ask_redis({"INFO", "persistence"});
  if (!info) return info.error();
  const std::int64_t loaded = number_after(*info, "rdb_last_load_keys_loaded:") +
                              number_after(*info, "rdb_last_load_keys_expired:");
  if (loaded == m_keys) return {};
  return Error{ErrorKind::io,
               fmt::format("the server has read {} of {} keys that were saved", loaded, m_keys), "",
               "Only servers that keep `dump.rdb` in their volume can be put back."};
}

Result<void> FolderData::swap() {
  auto swapped = move(k_swap);
  if (swapped && m_part.kind == data::Kind::redis) swapped = compare_keys();
  if (swapped) return swapped;
  const auto state = m_helper->run("test ! -e .caisson-swapped || echo swapped");
  if (state && !state->empty()) {
    const auto back = swap_back();
    if (!back) spdlog::error("{}", to_string(back.error()));
  }
  return swapped;
}

Result<void> FolderData::swap_back() {
  return move(k_swap_back);
}

Result<void> FolderData::finish() {
  const auto removed = m_helper->run("rm -rf .caisson-old .caisson-swapped");
  if (!removed) return removed.error();
  return {};
}

}  // namespace caisson::cli
