#pragma once

#include <vector>

#include "bench/setting.hpp"
#include "bench/table.hpp"

namespace caisson::bench {

/// From an edit of DICE's sources until it is seen: in an answer over HTTPS, in Chromium.
std::vector<Row> dice_edit_rows(const Setting& setting);

/// From an edit of a service in C++, and from when it is linked, until the new program answers.
std::vector<Row> program_edit_rows(const Setting& setting);

}  // namespace caisson::bench
