#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "engine/embedded/wire/channel.hpp"

namespace caisson::engine::embedded {

/// What a container wrote, in a file of records (wire/log_record.hpp) that is bounded: at 16 MiB it
/// becomes `<path>.1`, in the place of an older one.
class LogBook {
 public:
  explicit LogBook(std::string path);
  ~LogBook();
  LogBook(const LogBook&) = delete;
  LogBook& operator=(const LogBook&) = delete;

  void write(bool from_stderr, std::string_view bytes);
  /// The container has ended: what has no line feed is a line, followers come to their end. It may
  /// be written to again, by the next life.
  void finish();
  void begin() { m_open = true; }

  /// Sends what there is, and with `follow` what comes until the container ends, as fast as the
  /// other end takes it, then calls `ended`.
  std::shared_ptr<void> read(Channel& to, bool follow, std::function<void()> ended);

 private:
  struct Reader;
  void append(bool from_stderr, std::string_view line);
  void flush();

  std::string m_path;
  Descriptor m_file;
  std::size_t m_size = 0;
  std::string m_pending;     ///< records not in the file yet
  std::string m_partial[2];  ///< begun lines, of stdout and stderr
  bool m_open = false;       ///< more may come
  std::map<Reader*, std::weak_ptr<Reader>> m_readers;
};

}  // namespace caisson::engine::embedded
