#pragma once

#include <string>
#include <string_view>

namespace caisson::clone {

/// Percent-encoding of URLs (RFC 3986 §2.1): all but unreserved characters.
std::string percent_encoded(std::string_view text);

/// What is no encoding stays as it is.
std::string percent_decoded(std::string_view text);

}  // namespace caisson::clone
