#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "lease/facts.hpp"

namespace caisson::lease {

/// The version of what is spoken over the supervisor's socket: one line of JSON a request, one a
/// reply, in order. A newer command replaces an older supervisor; an older command leaves a newer
/// one alone.
inline constexpr int k_protocol = 2;

/// What a client may ask, by its word: `{"request":"ping"}`.
namespace request {
struct Ping {};        ///< who are you?
struct Status {};      ///< what do you keep alive?
struct Busy {};        ///< leave everything alone until this connection ends, then look again
struct Stop {          ///< end; the connection closes when the process is gone
  bool drain = false;  ///< only take nobody new: a newer supervisor takes over from here
};
/// Services for a test, until this connection ends. With a file descriptor, a pidfd: until that
/// process has ended, too.
struct Lease {
  int protocol = k_protocol;
  std::string manifest;
  std::vector<std::string> services;
  std::vector<std::string> isolate;  ///< services the test wants of its own, or `STACK`
  std::string name;                  ///< of the test, for reports
  std::string keep;                  ///< how long what a failed test used is kept: "10m", or empty
  bool warm = false;                 ///< begin, do not wait: only the process holds
};
/// The process whose pidfd comes along has ended in good order: what it holds may stay warm.
struct Settle {
  std::string manifest;
};
struct Begin {
  std::string test;
};
struct End {
  std::string test;
  bool failed = false;
};
struct Exec {
  std::string service;
  std::vector<std::string> argv;
};
struct Logs {
  std::string service;
};
struct Pause {
  std::string service;
};
struct Unpause {
  std::string service;
};
struct Kill {
  std::string service;
};
struct Restart {
  std::string service;
};
struct Release {};  ///< the lease ends in good order
}  // namespace request

using Request = std::variant<request::Ping, request::Status, request::Busy, request::Stop,
                             request::Lease, request::Settle, request::Begin, request::End,
                             request::Exec, request::Logs, request::Pause, request::Unpause,
                             request::Kill, request::Restart, request::Release>;

struct Kept {
  std::string service;
  int restarts = 0;
  std::string failed;  ///< why it was given up for good, or empty
  bool operator==(const Kept&) const = default;
};

/// The answer to ping, status, busy and stop, and to all that is only done: `error` is empty then.
struct Reply {
  int protocol = k_protocol;
  std::string version;
  int pid = 0;
  std::string error;                     ///< for people, the root cause first
  ErrorKind kind = ErrorKind::protocol;  ///< with an error only
  std::vector<Kept> services;
  bool operator==(const Reply&) const = default;
};

/// The answer to lease and begin.
struct Grant {
  std::uint64_t lease = 0;
  std::string environment;  ///< its instance: the name of its networks and containers
  std::map<std::string, Facts> services;
  std::map<std::string, std::string> variables;
  bool operator==(const Grant&) const = default;
};

/// The answer to end: both empty unless the test failed.
struct Verdict {
  std::string summary;
  std::string folder;
  bool operator==(const Verdict&) const = default;
};

/// Without the line feed.
std::string encode(const Request& request);
std::string encode(const Reply& reply);
std::string encode(const Grant& grant);
std::string encode(const Verdict& verdict);
std::string encode(const Error& error);
std::string encode_output(int exit_code, const std::string& output);
std::string encode_lines(const std::vector<std::string>& lines);

/// ErrorKind::protocol for what is not a request of ours.
Result<Request> decode_request(std::string_view line);
/// An error reply is not an error of decoding for `Reply`; for the others it is the error.
Result<Reply> decode_reply(std::string_view line);
Result<Grant> decode_grant(std::string_view line);
Result<Verdict> decode_verdict(std::string_view line);

}  // namespace caisson::lease
