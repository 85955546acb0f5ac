#include "bench/publish.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/file.hpp"

namespace caisson::bench {
namespace {

std::vector<Row> published(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text && text.error().kind == ErrorKind::not_found) return {};
  if (!text) throw std::runtime_error(to_string(text.error()));
  try {
    return rows_from_json(*text);
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(
        fmt::format("{}: no table of benchmarks: {} (restore it, or remove it to begin anew)", path,
                    error.what()));
  }
}

}  // namespace

void publish(const std::string& folder, const std::vector<Row>& rows) {
  const std::string json = folder + "/benchmarks.json";
  const std::vector<Row> all = merge(published(json), rows);
  for (const Result<void>& written :
       {write_file(json, to_json(all)), write_file(folder + "/benchmarks.md", to_markdown(all))})
    if (!written) throw std::runtime_error(to_string(written.error()));
}

}  // namespace caisson::bench
