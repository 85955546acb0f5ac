#include <fmt/format.h>

#include "import/draft.hpp"
#include "import/shell_words.hpp"

namespace caisson::import {
namespace {

std::vector<std::string> words_of(const Value& value) {
  if (!value.is_scalar()) return value.texts();
  const auto words = shell_words(value.node().text);
  if (words) return *words;
  value.error(fmt::format("{} has a quote that is not closed", describe(value.node())),
              "write it as a list of words");
  return {};
}

}  // namespace

void read_command(Fields& fields, Draft& draft) {
  if (const auto entrypoint = fields.find("entrypoint")) {
    draft.service.entrypoint = words_of(*entrypoint);
    if (draft.service.entrypoint.empty()) {
      entrypoint->loss("the image keeps its own entrypoint",
                       "name the program with `entrypoint`, and its arguments with `command`");
    }
  }
  if (const auto command = fields.find("command")) draft.service.command = words_of(*command);
  for (const auto* words : {&draft.service.entrypoint, &draft.service.command})
    draft.texts.insert(draft.texts.end(), words->begin(), words->end());
}

}  // namespace caisson::import
