#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace caisson::lease {

/// What the services of an environment wrote, and what happened to them, in the order it came: a
/// test's window is cut from it. Bounded: the oldest lines go first.
class Diary {
 public:
  /// A place in the diary: everything written later comes after it.
  using Mark = std::uint64_t;

  struct Entry {
    Mark number = 0;
    std::string service;
    std::string text;
    bool from_us = false;  ///< an event ("ready", "exited with 137"), not a line it wrote
  };

  explicit Diary(std::size_t most = 50'000) : m_most(most) {}

  void write(const std::string& service, std::string line);
  void note(const std::string& service, std::string event);
  Mark now() const { return m_next; }
  /// Since the mark, of one service or (empty) of all.
  std::vector<Entry> since(Mark mark, const std::string& service = {}) const;

 private:
  void add(Entry entry);

  std::size_t m_most;
  Mark m_next = 1;
  std::deque<Entry> m_entries;
};

}  // namespace caisson::lease
