#include "probe/postgres_wire.hpp"

#include <openssl/evp.h>

#include <array>

namespace caisson::probe::postgres_wire {
namespace {

/// What a server says before a query's answer is short; more than this is somebody else's protocol.
constexpr std::uint32_t k_longest_message = 1U << 20U;

std::string md5_hex(const std::string& text) {
  std::array<unsigned char, 16> digest{};
  unsigned int length = digest.size();
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_md5(), nullptr) != 1)
    return {};
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += digits[byte >> 4U];
    hex += digits[byte & 0xfU];
  }
  return hex;
}

bool is_server_message(char type) {
  // Authentication, BackendKeyData, CommandComplete, DataRow, EmptyQuery, Error, Notice, Parameter,
  // ReadyForQuery, RowDescription, NegotiateProtocolVersion.
  return std::string_view("RKCDIENSZTv").find(type) != std::string_view::npos;
}

}  // namespace

std::string int32(std::uint32_t value) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    bytes += static_cast<char>((value >> shift) & 0xffU);
  return bytes;
}

std::string terminated(std::string_view text) {
  return std::string(text.substr(0, text.find('\0'))) + '\0';
}

std::string message(char type, std::string_view body) {
  return type + int32(static_cast<std::uint32_t>(body.size() + 4)) + std::string(body);
}

std::string startup(std::string_view user, std::string_view database) {
  constexpr std::uint32_t version = 3U << 16U;
  const std::string body = int32(version) + terminated("user") + terminated(user) +
                           terminated("database") + terminated(database) +
                           terminated("application_name") + terminated("caisson") + '\0';
  return int32(static_cast<std::uint32_t>(body.size() + 4)) + body;
}

std::string md5_password(std::string_view user, std::string_view password, std::string_view salt) {
  const std::string inner = md5_hex(std::string(password) + std::string(user));
  const std::string outer = inner.empty() ? "" : md5_hex(inner + std::string(salt));
  return outer.empty() ? "" : "md5" + outer;
}

std::string_view Reader::bytes(std::size_t count) {
  if (count > m_rest.size()) {
    m_ok = false;
    count = m_rest.size();
  }
  const auto taken = m_rest.substr(0, count);
  m_rest.remove_prefix(count);
  return taken;
}

std::uint32_t Reader::int32() {
  std::uint32_t value = 0;
  for (const char byte : bytes(4))
    value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

std::uint16_t Reader::int16() {
  std::uint32_t value = 0;
  for (const char byte : bytes(2))
    value = value << 8U | static_cast<unsigned char>(byte);
  return static_cast<std::uint16_t>(value);
}

char Reader::byte() {
  const auto taken = bytes(1);
  return taken.empty() ? '\0' : taken.front();
}

std::string_view Reader::text() {
  const auto end = m_rest.find('\0');
  if (end == std::string_view::npos) {
    m_ok = false;
    return bytes(m_rest.size());
  }
  const auto taken = bytes(end);
  m_rest.remove_prefix(1);
  return taken;
}

ServerError parse_error(std::string_view body) {
  ServerError error;
  Reader reader(body);
  for (char field = reader.byte(); field != '\0'; field = reader.byte()) {
    const auto text = reader.text();
    if (field == 'C') error.code = text;
    if (field == 'M') error.message = text;
  }
  return error;
}

Taken take_message(std::string& input) {
  if (!input.empty() && !is_server_message(input.front())) return {std::nullopt, true};
  if (input.size() < 5) return {};
  Reader reader(std::string_view(input).substr(1));
  const std::uint32_t length = reader.int32();
  if (length < 4 || length > k_longest_message) return {std::nullopt, true};
  if (input.size() < length + 1U) return {};
  Message message{input.front(), input.substr(5, length - 4)};
  input.erase(0, length + 1U);
  return {std::move(message), false};
}

}  // namespace caisson::probe::postgres_wire
