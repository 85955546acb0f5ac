#include "render/yaml.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

constexpr std::string_view k_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// Letters of a list that stands on one line.
constexpr std::size_t k_short = 72;
/// What a plain text may hold anywhere; no indicator of a collection, a comment or a tag.
constexpr std::string_view k_plain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@=+ ";

/// What YAML 1.1 or 1.2 reads as true, false or null, in whatever case.
bool is_word_of_yaml(std::string_view text) {
  constexpr std::array<std::string_view, 9> k_words{"y",   "n",    "yes",   "no",  "on",
                                                    "off", "true", "false", "null"};
  const std::string lower = to_lower(text);
  return std::find(k_words.begin(), k_words.end(), lower) != k_words.end();
}

/// Whether a text stands for itself without quotes: it begins as no number, date or indicator can,
/// and has no place where a reader could see a key or a comment.
bool is_plain(std::string_view text) {
  if (text.empty() || text.find_first_not_of(k_plain) != std::string_view::npos) return false;
  const bool begins_well = k_letters.find(text.front()) != std::string_view::npos ||
                           text.front() == '/' || text.starts_with("./") || text.starts_with("../");
  return begins_well && text.back() != ' ' && text.back() != ':' &&
         text.find(": ") == std::string_view::npos && !is_word_of_yaml(text);
}

/// Whether a text of several lines can stand as they are: letters of ASCII only, since the others
/// may end a line, and one line end at the end, which is what a literal block has.
bool is_block(std::string_view text) {
  const auto fits = [](char character) {
    return character == '\n' || (character >= ' ' && character <= '~');
  };
  const std::size_t lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  return lines > 1 && text.back() == '\n' && !text.ends_with("\n\n") && text.front() != ' ' &&
         text.front() != '\n' && std::all_of(text.begin(), text.end(), fits);
}

void emit_text(YAML::Emitter& out, const std::string& text, bool in_flow = false) {
  // Some readers of 1.1 see a key before every `:` between brackets.
  if (!is_plain(text) || (in_flow && text.find(':') != std::string::npos)) {
    out << YAML::DoubleQuoted << text;
  } else {
    // As it is: to take it for a text would have the emitter match expressions that take longer
    // than all else, to find what is_plain has found.
    out.WriteIntegralType(std::string_view(text));
  }
}

void emit_value(YAML::Emitter& out, const std::string& text) {
  if (is_block(text)) {
    // The block ends with the line end that every line has.
    out << YAML::Literal << text.substr(0, text.size() - 1);
  } else {
    emit_text(out, text);
  }
}

/// A list that fits on a line: of texts only, as a command has them.
bool is_short(const Json& list) {
  std::size_t length = 0;
  for (const Json& item : list) {
    if (!item.is_string()) return false;
    length += item.get_ref<const std::string&>().size() + 2;
  }
  return length <= k_short;
}

void emit_short(YAML::Emitter& out, const Json& list) {
  out << YAML::Flow << YAML::BeginSeq;
  for (const Json& item : list)
    emit_text(out, item.get_ref<const std::string&>(), true);
  out << YAML::EndSeq;
}

void emit(YAML::Emitter& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      if (value.empty()) out << YAML::Flow;
      out << YAML::BeginMap;
      for (const auto& [key, member] : value.items()) {
        out << YAML::Key;
        emit_text(out, key);
        out << YAML::Value;
        emit(out, member);
      }
      out << YAML::EndMap;
      return;
    case Json::value_t::array:
      if (is_short(value)) return emit_short(out, value);
      out << YAML::BeginSeq;
      for (const Json& item : value)
        emit(out, item);
      out << YAML::EndSeq;
      return;
    case Json::value_t::string:
      return emit_value(out, value.get_ref<const std::string&>());
    case Json::value_t::null:
      out << YAML::Null;
      return;
    default:  // a number, true or false, which JSON writes as YAML does
      out << value.dump();
  }
}

}  // namespace

std::string yaml_text(const Json& document, std::string_view head) {
  std::string text;
  if (!head.empty()) {
    for (const std::string& line : split(head, '\n'))
      text += line.empty() ? "#\n" : "# " + line + "\n";
  }
  YAML::Emitter out;
  out.SetNullFormat(YAML::LowerNull);
  // Among the others are line ends of YAML 1.1 and what it allows in escapes only.
  out.SetOutputCharset(YAML::EscapeNonAscii);
  emit(out, document);
  return text + out.c_str() + "\n";
}

}  // namespace caisson::render
