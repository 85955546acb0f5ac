#include "engine/embedded/wire/log_record.hpp"

#include <fmt/format.h>

#include <chrono>
#include <ctime>

namespace caisson::engine::embedded {
namespace {

constexpr std::size_t k_time_size = 30;  ///< 2026-11-28T10:00:00.123456789Z

}  // namespace

std::string rfc3339(long long nanoseconds) {
  const std::time_t seconds = nanoseconds / 1'000'000'000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     nanoseconds % 1'000'000'000);
}

long long nanoseconds_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

std::string encode_log_record(long long nanoseconds, bool from_stderr, std::string_view text) {
  std::string record = rfc3339(nanoseconds);
  record += from_stderr ? " e " : " o ";
  record += text;
  record += '\n';
  return record;
}

void LogRecordReader::feed(std::string_view bytes) {
  m_rest += bytes;
  std::size_t begin = 0;
  for (auto end = m_rest.find('\n'); end != std::string::npos; end = m_rest.find('\n', begin)) {
    take(std::string_view(m_rest).substr(begin, end - begin));
    begin = end + 1;
  }
  m_rest.erase(0, begin);
}

void LogRecordReader::take(std::string_view record) {
  if (record.size() < k_time_size + 3) return;
  LogLine line;
  line.from_stderr = record[k_time_size + 1] == 'e';
  if (m_timestamps) line.text = std::string(record.substr(0, k_time_size)) + " ";
  line.text += record.substr(k_time_size + 3);
  m_take(std::move(line));
}

}  // namespace caisson::engine::embedded
