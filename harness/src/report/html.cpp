#include "report/html.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/text.hpp"

namespace caisson::report {
namespace {

std::string_view entity_of(char character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

std::string escaped(std::string_view text) {
  std::vector<std::string> lines = split(text, '\n');
  for (std::string& line : lines) {
    std::string safe;
    for (const char character : printable(line)) {
      const std::string_view entity = entity_of(character);
      if (entity.empty()) {
        safe += character;
      } else {
        safe += entity;
      }
    }
    line = std::move(safe);
  }
  return join(lines, "\n");
}

}  // namespace

Html Html::text(std::string_view text) {
  return trusted(escaped(text));
}

Html Html::trusted(std::string_view markup) {
  Html html;
  html.m_markup = markup;
  return html;
}

Html& Html::add(const Html& piece) {
  m_markup += piece.m_markup;
  return *this;
}

Html element(std::string_view name, const HtmlAttributes& attributes, const Html& content) {
  std::string markup = fmt::format("<{}", name);
  for (const auto& [key, value] : attributes)
    markup += fmt::format(" {}=\"{}\"", key, escaped(value));
  return Html::trusted(fmt::format("{}>{}</{}>", markup, content.markup(), name));
}

Html element(std::string_view name, const HtmlAttributes& attributes, std::string_view text) {
  return element(name, attributes, Html::text(text));
}

std::string html_page(std::string_view title, std::string_view style, const Html& body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}\n</body>\n</html>\n",
      escaped(title), style, body.markup());
}

}  // namespace caisson::report
