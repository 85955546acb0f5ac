#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The bytes of PostgreSQL's frontend/backend protocol 3.0
/// (https://www.postgresql.org/docs/17/protocol-message-formats.html).
namespace caisson::probe::postgres_wire {

std::string int32(std::uint32_t value);

/// StartupMessage.
std::string startup(std::string_view user, std::string_view database);
/// A message with its type byte and length.
std::string message(char type, std::string_view body);
/// A text with the zero byte that ends it.
std::string terminated(std::string_view text);

/// What PasswordMessage carries for AuthenticationMD5Password:
/// "md5" + md5(md5(password + user) + salt). Empty where the library knows no MD5 (FIPS).
std::string md5_password(std::string_view user, std::string_view password, std::string_view salt);

/// Reads a message body from its front; what is missing is read as nothing, and `ok` is then false.
class Reader {
 public:
  explicit Reader(std::string_view body) : m_rest(body) {}
  std::uint32_t int32();
  std::uint16_t int16();
  char byte();
  std::string_view bytes(std::size_t count);
  /// Up to the next zero byte, which is taken off too.
  std::string_view text();
  std::string_view rest() const { return m_rest; }
  bool ok() const { return m_ok; }

 private:
  std::string_view m_rest;
  bool m_ok = true;
};

/// Fields of ErrorResponse that say what is wrong.
struct ServerError {
  std::string code;  ///< SQLSTATE, "57P03"
  std::string message;
};
ServerError parse_error(std::string_view body);

/// One message from the server, taken off the front of what has come.
struct Message {
  char type = 0;
  std::string body;
};
struct Taken {
  std::optional<Message> message;  ///< none: more bytes are needed, or `broken`
  bool broken = false;             ///< the bytes are no such message
};
Taken take_message(std::string& input);

}  // namespace caisson::probe::postgres_wire
