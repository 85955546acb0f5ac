#pragma once

#include <poll.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace caisson::relay {

/// Leads the ports of a container to wherever somebody outside has what listens on them. Nothing
/// is dialled from here, so that no firewall of the host is in the way: who has the service
/// connects to the control port, and says in one line what the connection is for.
///
///     <key> offer <port>    the port is open for as long as this connection is; each client that
///                           comes is told as one byte
///     <key> tunnel <port>   what the client that has waited longest says and hears
///
/// So a port is closed as long as nobody listens outside, as it would be in the service's own
/// container. Only who knows the key is listened to.
class Relay {
 public:
  Relay(std::string key, std::uint16_t control_port);
  /// Returns only when the control port cannot be had.
  void serve();

 private:
  struct Greeting {
    int socket;
    std::string text;
  };
  struct Offer {
    int control = -1;
    int listener = -1;
    std::deque<int> clients;  ///< not led anywhere yet
  };
  using Offers = std::map<std::uint16_t, Offer>;

  void look_at_door();
  void hear_greetings(const std::vector<pollfd>& sockets);
  void look_at_offers(const std::vector<pollfd>& sockets);
  /// False: the connection is none of ours any more, or never was.
  bool understand(int socket, const std::string& line);
  bool open(std::uint16_t port, int control);
  bool lead(std::uint16_t port, int tunnel);
  void accept_client(Offer& offer);
  Offers::iterator withdraw(Offers::iterator offer);

  std::string m_key;
  std::uint16_t m_control_port;
  int m_door = -1;
  std::vector<Greeting> m_greetings;
  Offers m_offers;
};

}  // namespace caisson::relay
