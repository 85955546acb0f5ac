#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "model/stack.hpp"

namespace caisson::probe {

/// What one more look at the bytes says about a service.
struct Verdict {
  enum class Kind {
    more,       ///< send `send` (may be empty) and read on
    ready,      ///< the service answered as a ready one does
    not_ready,  ///< it answered, but not yet as a ready one; `reason` says how
  };
  Kind kind = Kind::more;
  std::string send{};
  std::string reason{};

  static Verdict more(std::string send = {}) { return {Kind::more, std::move(send), {}}; }
  static Verdict ready() { return {Kind::ready, {}, {}}; }
  static Verdict not_ready(std::string reason) { return {Kind::not_ready, {}, std::move(reason)}; }
};

/// A protocol probe without I/O: one object is one attempt over one connection. The driver dials,
/// sends what `opened` and `received` ask for, and passes back every byte, so each protocol is a
/// pure state machine that tests feed byte by byte. However the peer's bytes are cut into pieces,
/// the verdict is the same; after one that is not `more` nothing may be called any longer.
class Conversation {
 public:
  virtual ~Conversation() = default;
  /// The connection stands.
  virtual Verdict opened() = 0;
  virtual Verdict received(std::string_view bytes) = 0;
  /// The peer closed before a verdict; never `more`. The default calls that not ready.
  virtual Verdict closed();
  /// The peer has been silent for `quiet` since `opened`; a TCP probe takes that as ready, the
  /// others wait on.
  virtual Verdict silent();
};

/// What a conversation needs to be let in.
struct Credentials {
  std::string password;  ///< empty: none
};

/// From the service's own environment, expanded and with its env files: POSTGRES_PASSWORD for a
/// postgres check, REDIS_PASSWORD for a redis check.
Credentials credentials_of(const model::HealthCheck& check,
                           const std::map<std::string, std::string>& environment);

/// The conversation for a health check of kind tcp, http, grpc, postgres or redis
/// (log, exec and engine checks have none: nullptr). See log.hpp and outcome.hpp for those.
std::unique_ptr<Conversation> make_conversation(const model::HealthCheck& check,
                                                const Credentials& credentials = {});

}  // namespace caisson::probe
