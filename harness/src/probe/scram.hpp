#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace caisson::probe {

/// 24 random bytes in base64: a client nonce of its own for each attempt.
std::string scram_nonce();

/// The client's side of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677), as PostgreSQL
/// speaks it: the user name is empty here, the start-up message has it. A password that is not
/// ASCII is used as it is written, without SASLprep: equal for text that is already in NFKC.
class ScramClient {
 public:
  ScramClient(std::string password, std::string nonce, std::string user = {});

  /// client-first-message
  std::string first() const;
  /// client-final-message for the server's first; an error when that one breaks the protocol.
  Result<std::string> final_for(std::string_view server_first);
  /// Whether server-final-message proves that the server knows the password too.
  Result<void> verify(std::string_view server_final) const;

 private:
  std::string first_bare() const;

  std::string m_password;
  std::string m_nonce;
  std::string m_user;
  std::string m_server_signature;
};

}  // namespace caisson::probe
