#include "prober/resolve.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace caisson::prober {

std::vector<in_addr> addresses_in(std::string_view answer) {
  std::vector<in_addr> addresses;
  ns_msg message{};
  const auto* const bytes = reinterpret_cast<const unsigned char*>(answer.data());
  if (::ns_initparse(bytes, static_cast<int>(answer.size()), &message) != 0) return addresses;
  for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
    ns_rr record{};
    if (::ns_parserr(&message, ns_s_an, i, &record) != 0) break;
    in_addr address{};
    if (ns_rr_type(record) != ns_t_a || ns_rr_rdlen(record) != sizeof address) continue;
    std::memcpy(&address, ns_rr_rdata(record), sizeof address);
    addresses.push_back(address);
  }
  return addresses;
}

std::vector<in_addr> resolve(const std::string& name) {
  in_addr address{};
  if (::inet_pton(AF_INET, name.c_str(), &address) == 1) return {address};
  std::array<unsigned char, 4096> answer{};
  const int length =
      ::res_search(name.c_str(), ns_c_in, ns_t_a, answer.data(), static_cast<int>(answer.size()));
  if (length < 0) return {};
  const std::size_t size = std::min(static_cast<std::size_t>(length), answer.size());
  return addresses_in({reinterpret_cast<const char*>(answer.data()), size});
}

}  // namespace caisson::prober
