#pragma once

#include <string>

#include "base/error.hpp"
#include "engine/docker/endpoint.hpp"
#include "engine/docker/http.hpp"

namespace caisson::engine::docker {

/// What an answer that is no success to `purpose` ("create container `db`") means: 404 not_found,
/// 409 conflict, a taken port, name, address or subnet conflict (named in the message), no space
/// left io, else protocol. Pure.
Error api_error(const std::string& purpose, const Response& response);

/// The engine's own sentence: `message` of the JSON body, else the body's beginning.
std::string engine_message(const Response& response);

/// What a message of the engine means wherever it comes from (an answer or a progress stream);
/// `otherwise` when it is none of those we know.
ErrorKind kind_of_message(const std::string& message, ErrorKind otherwise);

/// Error of a connection that could not be made, by errno: nothing there, no permission, does not
/// answer; always engine_unreachable.
Error connect_error(int code, const Endpoint& endpoint);

}  // namespace caisson::engine::docker
