#include "engine/embedded/nest/dialling.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <utility>

namespace caisson::engine::embedded {
namespace asio = boost::asio;
using asio::ip::tcp;

std::shared_ptr<void> dial_inside(Loop& loop, const std::string& address, std::uint16_t port,
                                  std::function<void(Result<Descriptor>)> done) {
  const auto socket = std::make_shared<tcp::socket>(loop.executor());
  const tcp::endpoint target(asio::ip::make_address(address), port);
  socket->async_connect(target, [socket, done = std::move(done)](const auto& error) {
    if (error == asio::error::operation_aborted) return;
    if (error == asio::error::connection_refused)
      return done(Error{ErrorKind::io, "connection refused"});
    if (error) return done(Error{ErrorKind::io, error.message()});
    boost::system::error_code failed;
    const int fd = socket->release(failed);
    if (failed) return done(Error{ErrorKind::io, failed.message()});
    done(Descriptor(fd));
  });
  return {socket.get(), [socket](void*) {
            boost::system::error_code ignored;
            socket->close(ignored);
          }};
}

}  // namespace caisson::engine::embedded
