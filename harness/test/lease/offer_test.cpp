#include "lease/offer.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"

namespace caisson::lease {
namespace {

sockaddr_in own(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A socket bound to a port of its own; only one that listens can be connected to.
Descriptor bound(std::uint16_t& port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = own(port);
  EXPECT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  socklen_t size = sizeof address;
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return socket;
}

std::uint16_t free_port() {
  std::uint16_t port = 0;
  bound(port);
  return port;
}

Descriptor connected(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = own(port);
  const auto* const there = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(socket.get(), there, sizeof address) != 0) socket.reset();
  return socket;
}

/// Again and again until it is so; a test that waits for ever is ended by CTest.
void await(const std::function<bool()>& holds) {
  while (!holds())
    std::this_thread::yield();
}

void say(int socket, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t count = ::send(socket, text.data() + at, text.size() - at, MSG_NOSIGNAL);
    if (count <= 0) return;
    at += static_cast<std::size_t>(count);
  }
}

std::string heard_until_end(int socket) {
  std::string text;
  char bytes[4096];
  for (ssize_t count = 0; (count = ::read(socket, bytes, sizeof bytes)) > 0;)
    text.append(bytes, static_cast<std::size_t>(count));
  return text;
}

/// Answers each client, once it has said all, with the same behind a word of its own.
class Service {
 public:
  explicit Service(std::uint16_t port) : m_listener(bound(port)) {
    ::listen(m_listener.get(), 128);
    m_thread = std::thread([this] {
      for (;;) {
        const Descriptor client(::accept(m_listener.get(), nullptr, nullptr));
        if (!client) return;
        say(client.get(), "heard " + heard_until_end(client.get()));
      }
    });
  }
  ~Service() {
    ::shutdown(m_listener.get(), SHUT_RDWR);
    m_thread.join();
  }

 private:
  Descriptor m_listener;
  std::thread m_thread;
};

/// The real relay as a process, and an offer that leads a port of it to `m_target`.
class OfferTest : public testing::Test {
 protected:
  OfferTest() {
    m_relay = ::fork();
    if (m_relay == 0) {
      ::execl(CAISSON_RELAY, CAISSON_RELAY, "key", std::to_string(m_control).c_str(), nullptr);
      ::_exit(127);
    }
    m_thread = std::thread([this] {
      m_loop.post([this] {
        m_offer.emplace(m_loop, Offer::Relay{{"127.0.0.1", m_control}, "key"}, m_port,
                        plan::Place{"localhost", m_target});
      });
      m_loop.run();
    });
    await([this] { return static_cast<bool>(connected(m_control)); });
  }

  ~OfferTest() override {
    m_loop.post([this] {
      m_offer.reset();
      m_loop.stop();
    });
    m_thread.join();
    ::kill(m_relay, SIGTERM);
    ::waitpid(m_relay, nullptr, 0);
  }

  bool is_open() const { return static_cast<bool>(connected(m_port)); }

  std::string asked(const std::string& text) const {
    const Descriptor client = connected(m_port);
    std::thread speaker([&] {
      say(client.get(), text);
      ::shutdown(client.get(), SHUT_WR);
    });
    std::string answer = heard_until_end(client.get());
    speaker.join();
    return answer;
  }

  std::uint16_t m_control = free_port();
  std::uint16_t m_port = free_port();
  std::uint16_t m_target = free_port();
  Loop m_loop;
  std::optional<Offer> m_offer;
  std::thread m_thread;
  pid_t m_relay = 0;
};

TEST_F(OfferTest, IsClosedUntilSomethingListens) {
  // No wait for something: the claim is that nothing happens for several looks.
  const auto ends = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
  while (std::chrono::steady_clock::now() < ends)
    ASSERT_FALSE(is_open());
  const Service service(m_target);
  await([this] { return is_open(); });
  EXPECT_EQ(asked("me"), "heard me");
}

TEST_F(OfferTest, CarriesMuchEitherWayAndTheEndOfEachApart) {
  const Service service(m_target);
  await([this] { return is_open(); });
  const std::string much(3'000'000, 'x');
  EXPECT_EQ(asked(much), "heard " + much);
}

TEST_F(OfferTest, LeadsManyAtOnce) {
  const Service service(m_target);
  await([this] { return is_open(); });
  std::vector<Descriptor> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(connected(m_port));
    say(clients.back().get(), std::to_string(i));
  }
  for (int i = 0; i < 100; ++i) {
    ::shutdown(clients[static_cast<std::size_t>(i)].get(), SHUT_WR);
    EXPECT_EQ(heard_until_end(clients[static_cast<std::size_t>(i)].get()),
              "heard " + std::to_string(i));
  }
}

TEST_F(OfferTest, IsClosedAgainOnceItIsGoneAndOpensForTheNext) {
  {
    const Service service(m_target);
    await([this] { return is_open(); });
  }
  EXPECT_EQ(asked("anybody?"), "");
  await([this] { return !is_open(); });
  const Service next(m_target);
  await([this] { return is_open(); });
  EXPECT_EQ(asked("you"), "heard you");
}

TEST_F(OfferTest, IsClosedWithoutTheHandle) {
  const Service service(m_target);
  await([this] { return is_open(); });
  m_loop.post([this] { m_offer.reset(); });
  await([this] { return !is_open(); });
}

TEST_F(OfferTest, NobodyElseCanOfferOrTakeAClient) {
  const std::uint16_t other = free_port();
  const std::string port = std::to_string(other);
  const std::vector<std::string> lines{"kex offer " + port,
                                       "offer " + port,
                                       "key  offer " + port,
                                       "key offer 0",
                                       "key offer 70000",
                                       "key take " + port,
                                       "",
                                       std::string(1000, 'k')};
  for (const std::string& line : lines) {
    const Descriptor stranger = connected(m_control);
    say(stranger.get(), line + "\n");
    EXPECT_EQ(heard_until_end(stranger.get()), "") << line;
    EXPECT_FALSE(connected(other)) << line;
  }
  const Descriptor early = connected(m_control);
  say(early.get(), "key tunnel " + port + "\n");
  EXPECT_EQ(heard_until_end(early.get()), "") << "nobody waits";
}

}  // namespace
}  // namespace caisson::lease
