#pragma once

#include <string>
#include <string_view>

namespace caisson::render {

/// The name as every object of Kubernetes may have it: a DNS label of at most 40 letters that
/// begins with a letter (RFC 1035), so that what is put behind it fits, too. One that is such a
/// label stays as it is; of a longer one the end becomes a hash.
std::string kubernetes_name(std::string_view name);

/// Whether a label or an annotation of Kubernetes may be called so.
bool is_kubernetes_key(std::string_view key);

}  // namespace caisson::render
