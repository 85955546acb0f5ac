#include "cli/supervision.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>

#include <cerrno>

#include "base/file.hpp"
#include "cli/exit_code.hpp"
#include "lease/detach.hpp"
#include "lease/place.hpp"
#include "tenant/ancestor.hpp"

namespace caisson::cli {
namespace {

constexpr Duration k_patience = std::chrono::seconds(5);
/// A supervisor may be in the middle of a call to the engine.
constexpr Duration k_end_patience = std::chrono::seconds(15);

bool is_absent(const Error& error) {
  return error.kind == ErrorKind::not_found;
}

/// Of several that find no supervisor at the same moment one starts it, the others find it there
/// afterwards. The kernel frees the lock of whoever dies meanwhile.
Result<Descriptor> wait_for_turn(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file) return errno_error("cannot open", path);
  while (::flock(file.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return errno_error("cannot lock", path);
  }
  return file;
}

}  // namespace

Result<QuietSupervisor> QuietSupervisor::make(const std::string& instance) {
  const auto place = lease::place_of(instance);
  if (!place) return place.error();
  QuietSupervisor quiet;
  auto client = lease::Client::connect(place->socket, k_patience);
  if (!client) {
    if (is_absent(client.error())) return quiet;
    return client.error();
  }
  const auto reply = client->ask(lease::request::Busy{});
  if (!reply) {
    if (is_absent(reply.error())) return quiet;
    return reply.error();
  }
  if (reply->protocol < lease::k_protocol) {
    spdlog::debug("replacing the supervisor of version {}", reply->version);
    const auto ended = end_supervisor(instance);
    if (!ended) return ended.error();
    return quiet;
  }
  quiet.m_client.emplace(std::move(*client));
  return quiet;
}

Result<void> leave_supervisor(Context& context, const std::string& instance) {
  const auto manifest = context.manifest();
  if (!manifest) return manifest.error();
  const auto engine = context.engine();
  if (!engine) return engine.error();
  return lease::start_detached({"caisson", "supervise", "--manifest", *manifest, "--instance",
                                instance, "--engine", (*engine)->info().endpoint},
                               k_patience);
}

Result<std::string> ensure_supervisor(Context& context) {
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto place = lease::place_of(*instance);
  if (!place) return place.error();
  const auto turn = wait_for_turn(place->lock + ".start");
  if (!turn) return turn.error();
  auto client = lease::Client::connect(place->socket, k_patience);
  if (!client && !is_absent(client.error())) return client.error();
  if (client) {
    const auto reply = client->ask(lease::request::Ping{});
    if (reply && reply->protocol >= lease::k_protocol) return place->socket;
    if (!reply && !is_absent(reply.error())) return reply.error();
    if (reply) {
      const auto left = client->ask(lease::request::Stop{true});
      if (!left && !is_absent(left.error())) return left.error();
    }
  }
  const auto started = leave_supervisor(context, *instance);
  if (!started) return started.error();
  return place->socket;
}

Result<lease::Client> connect_supervisor(Context& context) {
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto place = lease::place_of(*instance);
  if (!place) return place.error();
  auto client = lease::Client::connect(place->socket, k_patience);
  if (client || !is_absent(client.error())) return client;
  const auto socket = ensure_supervisor(context);
  if (!socket) return socket.error();
  return lease::Client::connect(*socket, k_patience);
}

Descriptor ctest_above() {
  return Descriptor(tenant::find_ctest().pidfd.release());
}

Result<int> skipped_without_engine(Context& context, const Error& error) {
  const std::string required = variable("CAISSON_REQUIRE_ENGINE");
  if (error.kind != ErrorKind::engine_unreachable || (!required.empty() && required != "0"))
    return error;
  context.err().write("skipped: " + to_string(error) + "\n");
  return k_skipped;
}

Result<void> end_supervisor(const std::string& instance) {
  const auto place = lease::place_of(instance);
  if (!place) return place.error();
  auto client = lease::Client::connect(place->socket, k_end_patience);
  if (!client) return is_absent(client.error()) ? Result<void>() : client.error();
  const auto reply = client->ask(lease::request::Stop{});
  if (!reply) return is_absent(reply.error()) ? Result<void>() : reply.error();
  return client->wait_for_end();
}

}  // namespace caisson::cli
