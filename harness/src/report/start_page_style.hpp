#pragma once

#include <string_view>

namespace caisson::report {

/// How the page of a start looks: by day, by night, on a phone and at a desk.
extern const std::string_view k_start_page_style;

}  // namespace caisson::report
