#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace caisson::lease {

/// The version of what is spoken over the supervisor's socket. A newer command replaces an older
/// supervisor; an older command leaves a newer one alone.
inline constexpr int k_protocol = 1;

/// One line of JSON from the client: `{"request":"ping"}`.
enum class Request {
  ping,    ///< who are you?
  status,  ///< what do you keep alive?
  busy,    ///< leave everything alone until this connection ends, then look again
  stop,    ///< end; the connection closes when the process is gone
};

struct Kept {
  std::string service;
  int restarts = 0;
  std::string failed;  ///< why it was given up for good, or empty
  bool operator==(const Kept&) const = default;
};

/// The answer: one line of JSON.
struct Reply {
  int protocol = k_protocol;
  std::string version;
  int pid = 0;
  std::string error;  ///< empty: done as asked
  std::vector<Kept> services;
  bool operator==(const Reply&) const = default;
};

/// Each with its line feed.
std::string encode(Request request);
std::string encode(const Reply& reply);

/// ErrorKind::protocol for what is not a request of ours.
Result<Request> decode_request(std::string_view line);
Result<Reply> decode_reply(std::string_view line);

}  // namespace caisson::lease
