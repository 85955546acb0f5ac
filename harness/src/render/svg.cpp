#include "render/svg.hpp"

#include <fmt/format.h>

#include <cmath>

#include "render/escape.hpp"

namespace caisson::render {
namespace {

constexpr std::string_view k_style = R"(
  text { font-family: Inter, "Segoe UI", "Helvetica Neue", "DejaVu Sans", Arial, sans-serif; }
  .mono, .chip-text { font-family: "JetBrains Mono", "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
  .heading { font-size: 18px; font-weight: 650; fill: #0f172a; }
  .remark { font-size: 13px; fill: #64748b; }
  .name { font-size: 14.5px; font-weight: 650; fill: #0f172a; }
  .label { font-size: 11.5px; fill: #64748b; }
  .value { font-size: 11.5px; fill: #334155; font-weight: 600; }
  .mono { font-size: 11px; fill: #64748b; }
  .chip-text { font-size: 10.5px; fill: #334155; }
  .canvas { fill: #f6f8fb; }
  .card { fill: #ffffff; stroke: #d5dde8; stroke-width: 1; }
  .shade { fill: #0f172a; fill-opacity: 0.05; }
  .chip { fill: #eef2f7; }
  .rule { stroke: #e2e8f0; stroke-width: 1; }
  .edge { fill: none; stroke: #64748b; stroke-width: 1.6; stroke-linecap: round; }
  .wants { stroke: #b4bfce; stroke-width: 1.4; }
  .head { fill: #64748b; }
  .head-wants { fill: #b4bfce; }
  .started { stroke-dasharray: 7 5; }
  .completed { stroke-dasharray: 0.1 5; stroke-width: 2.2; }
  .data { fill: #0d9488; } .web { fill: #2563eb; } .once { fill: #d97706; } .plain { fill: #64748b; }
  .bad { fill: #dc2626; }
  .soft { fill-opacity: 0.28; }
  .badge-text { font-size: 10px; font-weight: 600; }
  .badge { fill-opacity: 0.13; }
  @media (prefers-color-scheme: dark) {
    .heading, .name { fill: #e8eef6; }
    .remark, .label, .mono { fill: #93a1b5; }
    .chip-text, .value { fill: #c9d4e3; }
    .canvas { fill: #0d1117; }
    .card { fill: #171d26; stroke: #313b49; }
    .shade { fill: #000000; fill-opacity: 0.35; }
    .chip { fill: #252e3b; }
    .rule { stroke: #232b36; }
    .edge { stroke: #8494a9; }
    .head { fill: #8494a9; }
    .wants { stroke: #57667b; }
    .head-wants { fill: #57667b; }
    .data { fill: #2dd4bf; } .web { fill: #60a5fa; } .once { fill: #fbbf24; } .plain { fill: #93a1b5; }
    .bad { fill: #f87171; }
    .badge { fill-opacity: 0.18; }
  }
)";

}  // namespace

std::string svg_number(double value) {
  const double rounded = std::round(value * 10) / 10;
  return fmt::format("{}", rounded == 0 ? 0.0 : rounded);  // never -0
}

std::string svg_begin(double width, double height, std::string_view title,
                      std::string_view description) {
  const std::string w = svg_number(std::ceil(width));
  const std::string h = svg_number(std::ceil(height));
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\" role=\"img\">\n"
      "<title>{2}</title>\n<desc>{3}</desc>\n<style>{4}</style>\n"
      "<rect class=\"canvas\" width=\"{0}\" height=\"{1}\" rx=\"14\"/>\n",
      w, h, xml_text(title), xml_text(description), k_style);
}

std::string svg_heading(double x, double y, std::string_view heading, std::string_view remark) {
  return fmt::format(
      "<text class=\"heading\" x=\"{}\" y=\"{}\">{}<tspan class=\"remark\" "
      "font-weight=\"400\" dx=\"10\">{}</tspan></text>\n",
      svg_number(x), svg_number(y), xml_text(heading), xml_text(remark));
}

std::string svg_text(double x, double y, std::string_view style, std::string_view text) {
  return fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", style, svg_number(x),
                     svg_number(y), xml_text(text));
}

double bold_width(std::string_view text) {
  return 9.4 * static_cast<double>(character_count(text));
}

double plain_width(std::string_view text) {
  return 6.4 * static_cast<double>(character_count(text));
}

double mono_width(std::string_view text) {
  return 6.7 * static_cast<double>(character_count(text));
}

}  // namespace caisson::render
