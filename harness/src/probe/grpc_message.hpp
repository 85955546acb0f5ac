#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The two protobuf messages of grpc.health.v1 and the five bytes gRPC puts before each.
namespace caisson::probe::grpc_message {

/// HealthCheckRequest{service}, length-prefixed.
std::string health_request(std::string_view service);

/// HealthCheckResponse.status; 1 is SERVING, 0 (also when the field is absent) UNKNOWN. None when
/// the bytes are no such message.
std::optional<std::uint64_t> health_status(std::string_view message);

/// The first length-prefixed message of a response body.
struct Framed {
  bool broken = false;  ///< compressed or too long
  std::optional<std::string_view> message;
};
Framed first_message(std::string_view body);

}  // namespace caisson::probe::grpc_message
