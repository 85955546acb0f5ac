#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/engine.hpp"

namespace caisson::engine::embedded {

/// First byte of frames that carry records instead of JSON, of the one between what there was and
/// what comes, and of the last one.
inline constexpr char k_log_frame = 'L';
inline constexpr char k_log_caught_up = 'C';
inline constexpr char k_log_end = 'E';

/// A line as log files keep it: RFC 3339 time, `o` or `e`, the text, a line feed. `nanoseconds`
/// since the epoch.
std::string encode_log_record(long long nanoseconds, bool from_stderr, std::string_view text);
std::string rfc3339(long long nanoseconds);
long long nanoseconds_now();

/// Makes lines of records, fed in any pieces.
class LogRecordReader {
 public:
  /// `timestamps`: the time comes before each text.
  LogRecordReader(bool timestamps, std::function<void(LogLine)> take)
      : m_timestamps(timestamps), m_take(std::move(take)) {}
  void feed(std::string_view bytes);

 private:
  void take(std::string_view record);
  bool m_timestamps;
  std::function<void(LogLine)> m_take;
  std::string m_rest;
};

}  // namespace caisson::engine::embedded
