#include "engine/embedded/wire/channel.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/local/stream_protocol.hpp>
#include <cerrno>
#include <cstring>
#include <deque>
#include <utility>

#include "engine/embedded/wire/frame.hpp"

namespace caisson::engine::embedded {
namespace asio = boost::asio;
using LocalSocket = asio::local::stream_protocol::socket;
namespace {

struct OutgoingFrame {
  std::string bytes;
  std::vector<Descriptor> descriptors;
  std::function<void()> sent;
  std::size_t gone = 0;  ///< bytes the kernel has
};

using DescriptorControl = std::array<char, CMSG_SPACE(k_most_descriptors * sizeof(int))>;

/// One sendmsg(2); the descriptors travel with the first byte.
ssize_t send_piece(int socket, const OutgoingFrame& frame) {
  alignas(cmsghdr) DescriptorControl control{};
  iovec data{const_cast<char*>(frame.bytes.data()) + frame.gone, frame.bytes.size() - frame.gone};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  if (frame.gone == 0 && !frame.descriptors.empty()) {
    const std::size_t size = frame.descriptors.size() * sizeof(int);
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(size);
    cmsghdr* const head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(size);
    for (std::size_t i = 0; i < frame.descriptors.size(); ++i) {
      const int fd = frame.descriptors[i].get();
      std::memcpy(CMSG_DATA(head) + i * sizeof(int), &fd, sizeof fd);
    }
  }
  return ::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/// One recvmsg(2); what it brings of descriptors is appended.
ssize_t receive_piece(int socket, std::string& into, std::deque<Descriptor>& descriptors) {
  std::array<char, 64 * 1024> buffer;  // not zeroed: messages are short
  alignas(cmsghdr) DescriptorControl control{};
  iovec data{buffer.data(), buffer.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t count = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (count <= 0) return count;
  into.assign(buffer.data(), static_cast<std::size_t>(count));
  for (cmsghdr* one = CMSG_FIRSTHDR(&message); one != nullptr; one = CMSG_NXTHDR(&message, one)) {
    if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t number = (one->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < number; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(one) + i * sizeof(int), sizeof fd);
      descriptors.emplace_back(fd);
    }
  }
  return count;
}

bool is_for_later(ssize_t count) {
  return count < 0 && (errno == EAGAIN || errno == EINTR);
}

}  // namespace

struct Channel::State : std::enable_shared_from_this<State> {
  State(Loop& loop, Descriptor connected) : socket(loop.executor()) {
    boost::system::error_code ignored;
    socket.assign(asio::local::stream_protocol(), connected.release(), ignored);
  }

  void wait_to_read() {
    socket.async_wait(LocalSocket::wait_read, [self = shared_from_this()](const auto& error) {
      if (!error && self->socket.is_open()) self->read();
    });
  }

  void read() {
    std::string bytes;
    const ssize_t count = receive_piece(socket.native_handle(), bytes, descriptors);
    if (is_for_later(count)) return wait_to_read();
    if (count <= 0) return end();
    reader.feed(bytes);
    const auto self = shared_from_this();
    while (socket.is_open()) {
      auto frame = reader.next();
      if (!frame || (*frame && (*frame)->descriptors > descriptors.size())) return end();
      if (!*frame) return wait_to_read();
      std::vector<Descriptor> own;
      for (std::uint32_t i = 0; i < (*frame)->descriptors; ++i) {
        own.push_back(std::move(descriptors.front()));
        descriptors.pop_front();
      }
      const auto tell = callbacks.frame;
      tell(std::move((*frame)->payload), std::move(own));
    }
  }

  void write() {
    while (!output.empty()) {
      OutgoingFrame& frame = output.front();
      const ssize_t count = send_piece(socket.native_handle(), frame);
      if (is_for_later(count)) {
        writing = true;
        socket.async_wait(LocalSocket::wait_write, [self = shared_from_this()](const auto& error) {
          self->writing = false;
          if (!error && self->socket.is_open()) self->write();
        });
        return;
      }
      if (count <= 0) return output.clear();  // reading finds out what became of the other end
      frame.gone += static_cast<std::size_t>(count);
      if (frame.gone < frame.bytes.size()) continue;
      const auto sent = std::move(frame.sent);
      output.pop_front();
      if (sent) sent();
    }
    if (closing) close();
  }

  void end() {
    const auto tell = std::exchange(callbacks, {}).closed;
    close();
    if (tell) tell();
  }

  void close() {
    callbacks = {};
    output.clear();
    boost::system::error_code ignored;
    socket.close(ignored);
  }

  LocalSocket socket;
  Callbacks callbacks;
  FrameReader reader;
  std::deque<Descriptor> descriptors;
  std::deque<OutgoingFrame> output;
  bool writing = false;
  bool closing = false;
};

Channel::Channel(Loop& loop, Descriptor socket)
    : m_state(std::make_shared<State>(loop, std::move(socket))) {}

Channel::~Channel() {
  m_state->close();
}

void Channel::listen(Callbacks callbacks) {
  m_state->callbacks = std::move(callbacks);
  m_state->wait_to_read();
}

void Channel::send(std::string payload, std::vector<Descriptor> descriptors,
                   std::function<void()> sent) {
  if (!m_state->socket.is_open()) return;
  const auto number = static_cast<std::uint32_t>(descriptors.size());
  m_state->output.push_back(
      {encode_frame(payload, number), std::move(descriptors), std::move(sent)});
  if (!m_state->writing) m_state->write();
}

void Channel::close() {
  m_state->close();
}

void Channel::close_when_sent() {
  m_state->closing = true;
  if (m_state->output.empty()) m_state->close();
}

}  // namespace caisson::engine::embedded
