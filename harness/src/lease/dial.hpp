#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <optional>

#include "base/clock.hpp"
#include "plan/backend.hpp"

namespace caisson::lease {

using TcpSocket = boost::asio::ip::tcp::socket;

/// Connects to where something listens, `localhost` at whichever loopback address it does; `done`
/// is called once, later, with nothing where it could not be reached within that time.
void dial(const boost::asio::any_io_executor& executor, const plan::Place& place, Duration within,
          std::function<void(std::optional<TcpSocket>)> done);

}  // namespace caisson::lease
