#include "image/build_queue.hpp"

#include <algorithm>
#include <list>
#include <string>
#include <utility>

namespace caisson::image {

struct BuildQueue::State {
  struct Entry {
    std::string work;
    std::function<std::size_t()> chain;
    std::function<void()> begin;
    bool begun = false;
  };

  bool has_place(std::size_t chain) const;
  bool is_under_way(const std::string& work) const;
  Entry* next();
  void begin_what_can_be();

  std::size_t places = 1;
  std::list<Entry> entries;
  bool beginning = false;
};

class BuildQueue::Ticket {
 public:
  Ticket(std::weak_ptr<State> queue, std::list<State::Entry>::iterator entry)
      : m_queue(std::move(queue)), m_entry(entry) {}
  ~Ticket() {
    const auto queue = m_queue.lock();
    if (!queue) return;
    queue->entries.erase(m_entry);
    queue->begin_what_can_be();
  }
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

 private:
  std::weak_ptr<State> m_queue;
  std::list<State::Entry>::iterator m_entry;
};

/// Builds that shorter chains wait for have no place that a longer one could not take.
bool BuildQueue::State::has_place(std::size_t chain) const {
  const auto in_the_way = std::count_if(entries.begin(), entries.end(), [&](const Entry& entry) {
    return entry.begun && entry.chain() >= chain;
  });
  return static_cast<std::size_t>(in_the_way) < places;
}

bool BuildQueue::State::is_under_way(const std::string& work) const {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const Entry& entry) { return entry.begun && entry.work == work; });
}

BuildQueue::State::Entry* BuildQueue::State::next() {
  Entry* best = nullptr;
  for (Entry& entry : entries) {
    if (entry.begun || is_under_way(entry.work)) continue;
    if (best == nullptr || entry.chain() > best->chain()) best = &entry;
  }
  return best;
}

void BuildQueue::State::begin_what_can_be() {
  if (std::exchange(beginning, true)) return;  // from inside a `begin`: the loop goes on anyway
  for (Entry* entry = next(); entry != nullptr; entry = next()) {
    if (!has_place(entry->chain())) break;
    entry->begun = true;
    const auto begin = std::exchange(entry->begin, {});  // the entry may go meanwhile
    begin();
  }
  beginning = false;
}

BuildQueue::BuildQueue(std::size_t places) : m_state(std::make_shared<State>()) {
  m_state->places = std::max<std::size_t>(places, 1);
}

BuildQueue::~BuildQueue() = default;

BuildQueue::TicketPtr BuildQueue::enter(std::string work, std::function<std::size_t()> chain,
                                        std::function<void()> begin) {
  auto& entries = m_state->entries;
  const auto entry =
      entries.insert(entries.end(), {std::move(work), std::move(chain), std::move(begin), false});
  auto ticket = std::make_shared<Ticket>(m_state, entry);
  m_state->begin_what_can_be();
  return ticket;
}

}  // namespace caisson::image
