#pragma once

#include <netinet/in.h>

#include <string>
#include <string_view>
#include <vector>

namespace caisson::prober {

/// The IPv4 addresses that an answer of the DNS holds; none: it holds none, or is no answer.
std::vector<in_addr> addresses_in(std::string_view answer);

/// Those of a name, by the resolvers of /etc/resolv.conf, or the address that the name is. Not by
/// getaddrinfo: in a static program that wants libraries which a container need not have.
std::vector<in_addr> resolve(const std::string& name);

}  // namespace caisson::prober
