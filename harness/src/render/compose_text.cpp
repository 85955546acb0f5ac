#include "render/compose_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "plan/environment.hpp"
#include "render/escape.hpp"

namespace caisson::render {

std::string compose_literal(std::string_view text) {
  return doubled_dollars(text);
}

nlohmann::ordered_json compose_literals(const std::vector<std::string>& texts) {
  auto list = nlohmann::ordered_json::array();
  for (const std::string& text : texts)
    list.push_back(compose_literal(text));
  return list;
}

Result<std::string> compose_value(std::string_view value, std::set<std::string>& variables) {
  const Result<std::vector<plan::ValuePiece>> pieces = plan::pieces_of(value);
  if (!pieces) return pieces.error();
  std::string text;
  for (const plan::ValuePiece& piece : *pieces) {
    if (piece.is_variable) {
      text += fmt::format("${{{}?is not set}}", piece.text);
      variables.insert(piece.text);
    } else {
      text += compose_literal(piece.text);
    }
  }
  return text;
}

std::string compose_duration(Duration duration) {
  using std::chrono::milliseconds;
  const auto whole = std::max(std::chrono::ceil<milliseconds>(duration), milliseconds(1));
  return whole.count() % 1000 == 0 ? fmt::format("{}s", whole.count() / 1000)
                                   : fmt::format("{}ms", whole.count());
}

}  // namespace caisson::render
