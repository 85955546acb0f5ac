#pragma once

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
};

/// A protocol probe without I/O: one object is one attempt over one connection. The driver dials,
/// sends what `opened` and `received` ask for, and passes back every byte, so each protocol is a
/// pure state machine that tests feed byte by byte.
class Conversation {
 public:
  virtual ~Conversation() = default;
  /// The connection stands.
  virtual Verdict opened() = 0;
  virtual Verdict received(std::string_view bytes) = 0;
  /// The peer closed before a verdict; the default calls that not ready.
  virtual Verdict closed();
  /// The peer has been silent for `quiet` since `opened`; a TCP probe takes that as ready, the
  /// others wait on.
  virtual Verdict silent();
};

/// The conversation for a health check of kind tcp, http, grpc, postgres or redis of this service
/// (log, exec and engine checks have none: nullptr).
std::unique_ptr<Conversation> make_conversation(const model::Service& service,
                                                const model::HealthCheck& check);

}  // namespace caisson::probe
