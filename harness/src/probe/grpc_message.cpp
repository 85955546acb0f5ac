#include "probe/grpc_message.hpp"

namespace caisson::probe::grpc_message {
namespace {

constexpr std::size_t k_prefix = 5;
constexpr std::size_t k_longest = 64UL * 1024;

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7U)
    bytes += static_cast<char>(0x80U | (value & 0x7fU));
  return bytes + static_cast<char>(value);
}

std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

/// Takes a field's value off; its number where it is a varint.
struct Field {
  bool ok = false;
  std::uint64_t varint = 0;
};
Field take_value(std::string_view& bytes, std::uint64_t wire_type) {
  std::uint64_t length = 0;
  switch (wire_type) {
    case 0: {
      const auto value = take_varint(bytes);
      return {value.has_value(), value.value_or(0)};
    }
    case 1:
      length = 8;
      break;
    case 2: {
      const auto value = take_varint(bytes);
      if (!value) return {};
      length = *value;
      break;
    }
    case 5:
      length = 4;
      break;
    default:
      return {};
  }
  if (length > bytes.size()) return {};
  bytes.remove_prefix(static_cast<std::size_t>(length));
  return {true, 0};
}

}  // namespace

std::string health_request(std::string_view service) {
  std::string message;
  if (!service.empty()) message = '\x0a' + varint(service.size()) + std::string(service);
  std::string framed(1, '\0');
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    framed += static_cast<char>((message.size() >> shift) & 0xffU);
  return framed + message;
}

std::optional<std::uint64_t> health_status(std::string_view message) {
  std::uint64_t status = 0;
  while (!message.empty()) {
    const auto key = take_varint(message);
    if (!key) return std::nullopt;
    const auto field = take_value(message, *key & 7U);
    if (!field.ok) return std::nullopt;
    if (*key == 1U << 3U) status = field.varint;
  }
  return status;
}

Framed first_message(std::string_view body) {
  if (!body.empty() && body.front() != '\0') return {.broken = true, .message = {}};
  if (body.size() < k_prefix) return {};
  std::size_t length = 0;
  for (const char byte : body.substr(1, 4))
    length = length << 8U | static_cast<unsigned char>(byte);
  if (length > k_longest) return {.broken = true, .message = {}};
  if (body.size() < k_prefix + length) return {};
  return {.broken = false, .message = body.substr(k_prefix, length)};
}

}  // namespace caisson::probe::grpc_message
