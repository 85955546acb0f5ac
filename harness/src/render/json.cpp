#include "render/json.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

namespace caisson::render {

std::string json_text(const nlohmann::ordered_json& document, std::string_view head) {
  std::string text;
  for (const std::string& line : split(head, '\n'))
    text += line.empty() ? "//\n" : "// " + line + "\n";
  return text + dump_json(document, 2) + "\n";
}

}  // namespace caisson::render
