#pragma once

#include <string>
#include <string_view>

namespace caisson::render {

/// The pieces every picture of ours is made of. Colours come in classes, each once for light and
/// once for dark, because not every viewer knows CSS variables.

/// `<svg …>` with title, style sheet and canvas; close it with `</svg>`. Sizes in pixels.
std::string svg_begin(double width, double height, std::string_view title,
                      std::string_view description);

/// A heading: bold, and beside it a muted remark.
std::string svg_heading(double x, double y, std::string_view heading, std::string_view remark);

/// `<text class=…>`; the text is escaped here.
std::string svg_text(double x, double y, std::string_view style, std::string_view text);

/// Coordinates with at most one decimal: smaller files, and the same bytes on every machine.
std::string svg_number(double value);

/// The room text takes in our font stacks: an estimate on the wide side, as no font is at hand.
double bold_width(std::string_view text);   ///< class `name`
double plain_width(std::string_view text);  ///< class `label`
double mono_width(std::string_view text);   ///< class `mono`

}  // namespace caisson::render
