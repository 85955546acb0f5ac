#pragma once

#include <memory>
#include <string>

#include "probe/conversation.hpp"
#include "probe/postgres_handshake.hpp"

namespace caisson::probe {

/// Logs in (frontend/backend protocol 3.0; trust, password, md5 or SCRAM-SHA-256), asks `SELECT 1`
/// and is ready only when the row and the ReadyForQuery after it have come. A server that starts
/// up, shuts down, refuses the login or lacks the database names that as the reason. Leaves with
/// Terminate, so that the server logs nothing.
std::unique_ptr<Conversation> make_postgres(PostgresLogin login);

}  // namespace caisson::probe
