#pragma once

#include <optional>
#include <string_view>

namespace caisson::report {

/// What a line that a test's library or launcher wrote, "caisson: services are ready after 1.2 s",
/// says: the seconds the test waited for its services. CTest's own time begins with this line.
std::optional<double> ready_after(std::string_view line);

}  // namespace caisson::report
