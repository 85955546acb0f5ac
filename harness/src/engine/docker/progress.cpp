#include "engine/docker/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "base/json.hpp"
#include "base/text.hpp"
#include "engine/docker/api_error.hpp"
#include "engine/docker/json_fields.hpp"

namespace caisson::engine::docker {
namespace {

constexpr std::int64_t k_megabyte = 1'000'000;

/// A message of a progress stream; an empty object for what is none.
Json message_of(std::string_view text) {
  Json message = parse_json(text);
  return message.is_object() ? message : Json::object();
}

std::string string_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::int64_t number_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::optional<std::string> failure_of(const Json& message) {
  const std::string detail = string_of(object_at(message, "errorDetail"), "message");
  if (!detail.empty()) return detail;
  const std::string plain = string_of(message, "error");
  return plain.empty() ? std::nullopt : std::optional(plain);
}

bool contains_one_of(const std::string& text, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts)
    if (text.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace

std::string PullProgress::line() const {
  std::int64_t current = 0;
  std::int64_t total = 0;
  std::size_t done = 0;
  for (const auto& [id, layer] : m_layers) {
    done += layer.done ? 1 : 0;
    current += layer.done ? layer.total : layer.current;
    total += layer.total;
  }
  std::string text = fmt::format("{} of {} layers", done, m_layers.size());
  // In tens of megabytes: a line per change, and a change is what a reader would call one.
  if (total >= 10 * k_megabyte)
    text += fmt::format(", {} of {} MB", current / (10 * k_megabyte) * 10, total / k_megabyte);
  return text;
}

std::optional<std::string> PullProgress::feed(std::string_view json) {
  const Json message = message_of(json);
  if (auto failure = failure_of(message)) {
    m_failure = std::move(failure);
    return std::nullopt;
  }
  const std::string status = string_of(message, "status");
  const std::string id = string_of(message, "id");
  if (status.empty()) return std::nullopt;
  std::string said;
  if (id.empty() || status.starts_with("Pulling from")) {
    said = status;
  } else {
    Layer& layer = m_layers[id];
    const Json& detail = object_at(message, "progressDetail");
    if (status == "Downloading") {
      layer.current = number_of(detail, "current");
      layer.total = std::max(layer.total, number_of(detail, "total"));
    }
    if (status == "Download complete") layer.current = layer.total;
    layer.done = status == "Pull complete" || status == "Already exists";
    said = line();
  }
  if (said == m_last) return std::nullopt;
  m_last = said;
  return said;
}

void BuildTranscript::keep(const std::string& line) {
  if (line.starts_with("Step ")) {
    m_step = line;
    m_output.clear();
    return;
  }
  // The classic builder's own remarks say nothing about a failure.
  if (trim(line).empty() || line.starts_with(" ---> ") || line.starts_with("Removing intermediate"))
    return;
  m_output.push_back(line);
  if (m_output.size() > k_kept_lines) m_output.pop_front();
}

std::string BuildTranscript::feed(std::string_view json) {
  const Json message = message_of(json);
  if (auto failure = failure_of(message)) {
    m_failure = std::move(failure);
    return {};
  }
  std::string text = string_of(message, "stream");
  const std::string status = string_of(message, "status");
  // Of a base image's pull only what is said about the whole.
  if (text.empty() && !status.empty() && string_of(message, "id").empty()) text = status + "\n";
  // A line may come in several messages; it is told when it is whole.
  m_partial += text;
  const auto end = m_partial.rfind('\n');
  if (end == std::string::npos) return {};
  const std::string whole = m_partial.substr(0, end);
  m_partial.erase(0, end + 1);
  for (const std::string& line : split(whole, '\n'))
    keep(line);
  return whole;
}

Error BuildTranscript::error(const std::string& tag) const {
  const std::string why = m_failure.value_or("the engine ended the build without a word");
  std::string message = m_step.empty() ? fmt::format("cannot build image `{}`: {}", tag, trim(why))
                                       : fmt::format("cannot build image `{}`: `{}` failed: {}",
                                                     tag, trim(m_step), trim(why));
  std::deque<std::string> output = m_output;
  if (!trim(m_partial).empty()) output.push_back(m_partial);
  for (const std::string& line : output)
    message += "\n  | " + line;
  return {kind_of_message(why, ErrorKind::image), std::move(message)};
}

ErrorKind kind_of_pull_failure(const std::string& message) {
  if (contains_one_of(message, {"manifest unknown", "not found", "access denied", "no such image",
                                "does not exist", "unauthorized", "repository name not known"}))
    return ErrorKind::not_found;
  if (contains_one_of(message, {"dial tcp", "no such host", "i/o timeout", "connection refused",
                                "Client.Timeout", "TLS handshake", "network is unreachable",
                                "x509:", "context deadline exceeded", "connection reset", "EOF",
                                "proxyconnect", "server misbehaving", "request canceled"}))
    return ErrorKind::io;
  return kind_of_message(message, ErrorKind::image);
}

}  // namespace caisson::engine::docker
