#include "engine/embedded/nest/log_book.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include "engine/embedded/wire/log_record.hpp"

namespace caisson::engine::embedded {
namespace {

constexpr std::size_t k_most_bytes = 16 * 1024 * 1024;
constexpr std::size_t k_longest_line = 1024 * 1024;
constexpr std::size_t k_log_piece = 64 * 1024;

Descriptor open_log(const std::string& path, int flags) {
  return Descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0600));
}

/// Whether the descriptor is not what the path leads to any more.
bool is_rotated(const Descriptor& file, const std::string& path) {
  struct stat open {};
  struct stat there {};
  return ::fstat(file.get(), &open) == 0 && ::stat(path.c_str(), &there) == 0 &&
         open.st_ino != there.st_ino;
}

}  // namespace

/// One at a time is under way to the other end: a slow one costs no memory.
struct LogBook::Reader : std::enable_shared_from_this<Reader> {
  LogBook* book = nullptr;  ///< null once that is gone
  Channel* to = nullptr;
  std::string path;
  Descriptor file;
  bool follow = false;
  bool caught_up = false;
  bool sending = false;
  std::function<void()> ended;

  void pump() {
    if (sending || !ended) return;
    std::array<char, k_log_piece> buffer;
    for (;;) {
      const ssize_t count = file ? ::read(file.get(), buffer.data(), buffer.size()) : 0;
      if (count > 0) return send(k_log_frame, {buffer.data(), static_cast<std::size_t>(count)});
      if (!file || !is_rotated(file, path)) break;
      file = open_log(path, O_RDONLY);
    }
    if (!std::exchange(caught_up, true)) return send(k_log_caught_up, {});
    if (follow && book != nullptr && book->m_open) return;
    std::exchange(ended, nullptr)();
  }

  void send(char kind, std::string_view bytes) {
    std::string payload(1, kind);
    payload += bytes;
    sending = true;
    to->send(std::move(payload), {}, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      self->sending = false;
      self->pump();
    });
  }
};

LogBook::LogBook(std::string path) : m_path(std::move(path)) {
  m_file = open_log(m_path, O_WRONLY | O_CREAT | O_APPEND);
}

LogBook::~LogBook() {
  finish();
  for (const auto& [reader, weak] : m_readers) {
    if (const auto alive = weak.lock()) alive->book = nullptr;
  }
}

void LogBook::write(bool from_stderr, std::string_view bytes) {
  std::string& partial = m_partial[from_stderr ? 1 : 0];
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    partial += bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    if (end == std::string_view::npos && partial.size() < k_longest_line) break;
    append(from_stderr, partial);
    partial.clear();
  }
  flush();
}

void LogBook::append(bool from_stderr, std::string_view line) {
  m_pending += encode_log_record(nanoseconds_now(), from_stderr, line);
}

void LogBook::flush() {
  if (m_pending.empty()) return;
  if (m_size + m_pending.size() > k_most_bytes) {
    ::rename(m_path.c_str(), (m_path + ".1").c_str());
    m_file = open_log(m_path, O_WRONLY | O_CREAT | O_APPEND);
    m_size = 0;
  }
  // A disk that is full loses lines of a log, and nothing else.
  const ssize_t written = ::write(m_file.get(), m_pending.data(), m_pending.size());
  if (written > 0) m_size += static_cast<std::size_t>(written);
  m_pending.clear();
  const auto readers = m_readers;
  for (const auto& [reader, weak] : readers) {
    if (const auto alive = weak.lock()) alive->pump();
  }
}

void LogBook::finish() {
  for (const bool from_stderr : {false, true}) {
    std::string& partial = m_partial[from_stderr ? 1 : 0];
    if (!partial.empty()) append(from_stderr, partial);
    partial.clear();
  }
  flush();
  m_open = false;
  const auto readers = m_readers;
  for (const auto& [reader, weak] : readers) {
    if (const auto alive = weak.lock()) alive->pump();
  }
}

std::shared_ptr<void> LogBook::read(Channel& to, bool follow, std::function<void()> ended) {
  auto reader = std::make_shared<Reader>();
  reader->book = this;
  reader->to = &to;
  reader->path = m_path;
  reader->file = open_log(m_path + ".1", O_RDONLY);
  if (!reader->file) reader->file = open_log(m_path, O_RDONLY);
  reader->follow = follow;
  reader->ended = std::move(ended);
  std::erase_if(m_readers, [](const auto& one) { return one.second.expired(); });
  m_readers[reader.get()] = reader;
  reader->pump();
  return reader;
}

}  // namespace caisson::engine::embedded
