#include "report/ctest_tests.hpp"

#include "base/json.hpp"

namespace caisson::report {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// -1: there is none.
int index_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->get<int>() : -1;
}

std::string entry_of(const json& graph, const char* list, int index) {
  const auto found = graph.find(list);
  if (found == graph.end() || index < 0 || static_cast<std::size_t>(index) >= found->size())
    return {};
  const json& entry = (*found)[static_cast<std::size_t>(index)];
  return entry.is_string() ? entry.get<std::string>() : std::string();
}

/// Backtraces go from the call to the file; a parent has a smaller index, so this ends.
Place place_of(const json& graph, int node) {
  Place place;
  const auto nodes = graph.find("nodes");
  if (nodes == graph.end()) return place;
  while (node >= 0 && static_cast<std::size_t>(node) < nodes->size()) {
    const json& frame = (*nodes)[static_cast<std::size_t>(node)];
    const int line = index_of(frame, "line");
    const std::string command = entry_of(graph, "commands", index_of(frame, "command"));
    if (line > 0 && command != "include")
      place = {entry_of(graph, "files", index_of(frame, "file")), line};
    const int parent = index_of(frame, "parent");
    if (parent >= node) break;
    node = parent;
  }
  return place;
}

std::vector<std::string> texts_of(const json& value) {
  std::vector<std::string> texts;
  if (value.is_string()) texts.push_back(value.get<std::string>());
  if (!value.is_array()) return texts;
  for (const json& item : value) {
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

void take_property(const std::string& name, const json& value, DeclaredTest& test) {
  if (name == "LABELS") test.labels = texts_of(value);
  if (name == "FIXTURES_SETUP") test.fixtures_setup = texts_of(value);
  if (name == "FIXTURES_REQUIRED") test.fixtures_required = texts_of(value);
  if (name == "DISABLED") test.disabled = value.is_boolean() && value.get<bool>();
  if (name == "TIMEOUT" && value.is_number()) test.timeout = value.get<double>();
  if (name == "TIMEOUT_AFTER_MATCH" && value.is_object()) {
    test.after_match = value.value("timeout", 0.0);
    const auto match = value.contains("regex") ? texts_of(value["regex"]) : texts_of(json());
    if (match.size() == 1) test.match = match.front();
  }
}

DeclaredTests read(const json& root) {
  DeclaredTests tests;
  const json graph = root.value("backtraceGraph", json::object());
  const json::array_t entries = root.at("tests").get<json::array_t>();
  for (const json& entry : entries) {
    DeclaredTest& test = tests[entry.at("name").get<std::string>()];
    test.place = place_of(graph, index_of(entry, "backtrace"));
    if (!entry.contains("properties")) continue;
    for (const json& property : entry["properties"]) {
      if (property.contains("value"))
        take_property(text_of(property, "name"), property["value"], test);
    }
  }
  return tests;
}

}  // namespace

Result<DeclaredTests> parse_ctest_tests(std::string_view text) {
  const auto begin = text.find('{');
  const auto end = text.rfind('}');
  const Error strange{ErrorKind::protocol, "`ctest --show-only=json-v1` answers something strange"};
  if (begin == text.npos || end == text.npos || end < begin) return strange;
  try {
    return read(parse_json(text.substr(begin, end - begin + 1)));
  } catch (const json::exception&) {
    return strange;
  }
}

}  // namespace caisson::report
