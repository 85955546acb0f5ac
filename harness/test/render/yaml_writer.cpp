#include <iostream>
#include <random>
#include <vector>

#include "render/yaml.hpp"

namespace {

/// What readers of YAML take for something else, or stumble over; texts are made of one to three.
const std::vector<std::string> k_pieces{
    "on",         "Off",    "y",    "yes", "NO",   "true", "null",      "~",         "",
    "1.10",       "0123",   "0x1F", "0o7", "1e3",  ".5",   "+1",        "22:22",     "1_000",
    "2024-01-01", ".inf",   ".NaN", "=",   "<<",   "- ",   ": ",        " #",        " ",
    "\t",         "\n",     "\r",   "\\",  "\"",   "'",    "\x01",      "\x7f",      "\u0085",
    "\u2028",     "\ufeff", "é",    "🐳",   "${X}", "&",    "*",         "!",         "%",
    "@",          "`",      "|",    ">",   "{",    "}",    "[",         "]",         ",",
    "?",          "a",      "Z",    "/",   "./",   "../",  "a:\n  b\n", "c\n\n# d\n"};

}  // namespace

/// Writes as many documents as the argument says, each as a line of JSON, its YAML, and a line
/// `...`, for readers that are not ours (ctest/render/yaml_readers.py).
int main(int count, char** arguments) {
  if (count != 2) return 2;
  std::mt19937 random(1);
  const auto below = [&](std::size_t end) { return random() % end; };
  for (int i = 0; i < std::stoi(arguments[1]); ++i) {
    auto document = nlohmann::ordered_json::object();
    for (int j = 0; j < 8; ++j) {
      std::string text;
      for (std::size_t left = 1 + below(3); left > 0; --left)
        text += k_pieces[below(k_pieces.size())];
      document["k" + std::to_string(j)] = {text, {{text, j}}, true, nullptr};
    }
    std::cout << document.dump() << "\n" << caisson::render::yaml_text(document, "") << "...\n";
  }
  return 0;
}
