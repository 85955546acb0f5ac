#include "engine/embedded/nest/wiring.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/route.h>
#include <sched.h>
#include <unistd.h>

#include <functional>
#include <string_view>
#include <utility>

#include "base/file.hpp"

namespace caisson::engine::embedded {
namespace {

template <class T, void (*release)(T*)>
struct Released {
  void operator()(T* object) const { release(object); }
};
using NetlinkSocket = std::unique_ptr<nl_sock, Released<nl_sock, nl_socket_free>>;
using Link = std::unique_ptr<rtnl_link, Released<rtnl_link, rtnl_link_put>>;
using LinkAddress = std::unique_ptr<rtnl_addr, Released<rtnl_addr, rtnl_addr_put>>;
using NetAddress = std::unique_ptr<nl_addr, Released<nl_addr, nl_addr_put>>;
using Route = std::unique_ptr<rtnl_route, Released<rtnl_route, rtnl_route_put>>;

Result<void> netlink_done(int code, std::string_view what, const std::string& subject) {
  if (code >= 0) return {};
  return Error{ErrorKind::io, std::string("cannot ") + std::string(what) + ": " + nl_geterror(code),
               subject};
}

Result<NetlinkSocket> open_netlink() {
  NetlinkSocket socket(nl_socket_alloc());
  if (!socket || nl_connect(socket.get(), NETLINK_ROUTE) < 0)
    return Error{ErrorKind::io, "cannot open a netlink socket"};
  return socket;
}

NetAddress net_address(std::uint32_t address, int prefix) {
  const std::uint32_t bytes = htonl(address);
  NetAddress built(nl_addr_build(AF_INET, &bytes, sizeof bytes));
  nl_addr_set_prefixlen(built.get(), prefix);
  return built;
}

Result<void> set_up(nl_sock* socket, const std::string& name) {
  rtnl_link* found = nullptr;
  const int code = rtnl_link_get_kernel(socket, 0, name.c_str(), &found);
  if (code < 0) return netlink_done(code, "find a network interface", name);
  const Link link(found);
  const Link change(rtnl_link_alloc());
  rtnl_link_set_flags(change.get(), IFF_UP);
  return netlink_done(rtnl_link_change(socket, link.get(), change.get(), 0),
                      "bring up a network interface", name);
}

Result<void> add_address(nl_sock* socket, const std::string& name, std::uint32_t address,
                         int prefix) {
  const LinkAddress entry(rtnl_addr_alloc());
  rtnl_addr_set_ifindex(entry.get(), static_cast<int>(::if_nametoindex(name.c_str())));
  rtnl_addr_set_local(entry.get(), net_address(address, prefix).get());
  return netlink_done(rtnl_addr_add(socket, entry.get(), 0), "give an address", name);
}

Result<void> add_default_route(nl_sock* socket, const std::string& name, std::uint32_t gateway) {
  const Route route(rtnl_route_alloc());
  rtnl_route_set_family(route.get(), AF_INET);
  rtnl_route_set_scope(route.get(), RT_SCOPE_UNIVERSE);
  rtnl_route_set_table(route.get(), RT_TABLE_MAIN);
  rtnl_route_set_protocol(route.get(), RTPROT_BOOT);
  rtnl_route_set_dst(route.get(), net_address(0, 0).get());
  rtnl_nexthop* const hop = rtnl_route_nh_alloc();
  rtnl_route_nh_set_ifindex(hop, static_cast<int>(::if_nametoindex(name.c_str())));
  rtnl_route_nh_set_gateway(hop, net_address(gateway, 32).get());
  rtnl_route_add_nexthop(route.get(), hop);
  return netlink_done(rtnl_route_add(socket, route.get(), 0), "add a default route", name);
}

/// A switch of the kernel's in the network namespace this process is in. One that the kernel was
/// built without needs no switching off.
void set_kernel_switch(const std::string& path, std::string_view value) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  const ssize_t ignored = ::write(file.get(), value.data(), value.size());
  static_cast<void>(ignored);
}

/// No address of its own beside the declared one, and no traffic to find one.
void without_ipv6(const std::string& interface) {
  set_kernel_switch("/proc/sys/net/ipv6/conf/" + interface + "/disable_ipv6", "1");
}

Descriptor own_namespace() {
  return Descriptor(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
}

/// Acts inside another network namespace and comes back.
Result<void> inside(const Descriptor& where, const Descriptor& home,
                    const std::function<Result<void>()>& act) {
  if (::setns(where.get(), CLONE_NEWNET) != 0)
    return errno_error("cannot enter a network namespace", "");
  Result<void> outcome = act();
  if (::setns(home.get(), CLONE_NEWNET) != 0 && outcome)
    return errno_error("cannot leave a network namespace", "");
  return outcome;
}

}  // namespace

struct Wiring::State {
  NetlinkSocket socket;
  Descriptor home;
};

Wiring::Wiring(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Wiring::Wiring(Wiring&&) noexcept = default;
Wiring& Wiring::operator=(Wiring&&) noexcept = default;
Wiring::~Wiring() = default;

Result<Wiring> Wiring::begin() {
  auto socket = open_netlink();
  if (!socket) return socket.error();
  auto state = std::make_unique<State>();
  state->socket = std::move(*socket);
  state->home = own_namespace();
  set_kernel_switch("/proc/sys/net/ipv4/ip_forward", "0");
  set_kernel_switch("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
  const auto up = set_up(state->socket.get(), "lo");
  if (!up) return up.error();
  return Wiring(std::move(state));
}

Result<void> Wiring::add_bridge(const std::string& name, std::uint32_t address, int prefix) {
  const Link link(rtnl_link_alloc());
  rtnl_link_set_name(link.get(), name.c_str());
  rtnl_link_set_type(link.get(), "bridge");
  rtnl_link_set_flags(link.get(), IFF_UP);
  nl_sock* const socket = m_state->socket.get();
  const auto added = netlink_done(rtnl_link_add(socket, link.get(), NLM_F_CREATE | NLM_F_EXCL),
                                  "make a bridge", name);
  if (!added) return added;
  const auto addressed = add_address(socket, name, address, prefix);
  if (!addressed) static_cast<void>(remove_link(name));
  return addressed;
}

Result<void> Wiring::remove_link(const std::string& name) {
  const Link link(rtnl_link_alloc());
  rtnl_link_set_name(link.get(), name.c_str());
  const int code = rtnl_link_delete(m_state->socket.get(), link.get());
  if (code == -NLE_NODEV || code == -NLE_OBJ_NOTFOUND) return {};
  return netlink_done(code, "remove a network interface", name);
}

Result<Descriptor> Wiring::make_namespace() {
  if (::unshare(CLONE_NEWNET) != 0) return errno_error("cannot make a network namespace", "");
  Descriptor made = own_namespace();
  auto socket = open_netlink();
  Result<void> up = socket ? set_up(socket->get(), "lo") : Result<void>(socket.error());
  if (::setns(m_state->home.get(), CLONE_NEWNET) != 0)
    return errno_error("cannot leave a network namespace", "");
  if (!up) return up.error();
  return made;
}

Result<void> Wiring::attach(const Descriptor& to, const Attach& what) {
  const Link link(rtnl_link_veth_alloc());
  rtnl_link_set_name(link.get(), what.outer.c_str());
  rtnl_link_set_master(link.get(), static_cast<int>(::if_nametoindex(what.bridge.c_str())));
  rtnl_link_set_flags(link.get(), IFF_UP);
  const Link peer(rtnl_link_veth_get_peer(link.get()));
  rtnl_link_set_name(peer.get(), what.inner.c_str());
  rtnl_link_set_ns_fd(peer.get(), to.get());
  const auto added =
      netlink_done(rtnl_link_add(m_state->socket.get(), link.get(), NLM_F_CREATE | NLM_F_EXCL),
                   "make a network interface", what.outer);
  if (!added) return added;
  return inside(to, m_state->home, [&]() -> Result<void> {
    const auto socket = open_netlink();
    if (!socket) return socket.error();
    without_ipv6(what.inner);
    auto outcome = add_address(socket->get(), what.inner, what.address, what.prefix);
    if (outcome) outcome = set_up(socket->get(), what.inner);
    if (outcome && what.gateway != 0)
      outcome = add_default_route(socket->get(), what.inner, what.gateway);
    return outcome;
  });
}

}  // namespace caisson::engine::embedded
