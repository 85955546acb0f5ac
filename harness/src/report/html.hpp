#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace caisson::report {

/// A piece of an HTML document. It is made of text, which is escaped, and of elements, so that
/// nothing that a service or a declaration is called can become markup.
class Html {
 public:
  Html() = default;
  /// Escaped; what a terminal would act on is dropped, as elsewhere (report/text).
  static Html text(std::string_view text);
  /// Taken as it is: a picture of ours, a style sheet.
  static Html trusted(std::string_view markup);

  Html& add(const Html& piece);
  const std::string& markup() const { return m_markup; }

 private:
  std::string m_markup;
};

using HtmlAttributes = std::vector<std::pair<std::string_view, std::string>>;

/// `<name attributes>content</name>`; the values of the attributes are escaped here.
Html element(std::string_view name, const HtmlAttributes& attributes, const Html& content);
/// The same with text.
Html element(std::string_view name, const HtmlAttributes& attributes, std::string_view text);

/// A page that needs nothing but itself, and lets nothing be fetched or run.
std::string html_page(std::string_view title, std::string_view style, const Html& body);

}  // namespace caisson::report
