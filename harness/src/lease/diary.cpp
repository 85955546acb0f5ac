#include "lease/diary.hpp"

#include <algorithm>
#include <utility>

namespace caisson::lease {

void Diary::write(const std::string& service, std::string line) {
  add({0, service, std::move(line), false});
}

void Diary::note(const std::string& service, std::string event) {
  add({0, service, std::move(event), true});
}

void Diary::add(Entry entry) {
  entry.number = m_next++;
  m_entries.push_back(std::move(entry));
  if (m_entries.size() > m_most) m_entries.pop_front();
}

std::vector<Diary::Entry> Diary::since(Mark mark, const std::string& service) const {
  const auto first =
      std::lower_bound(m_entries.begin(), m_entries.end(), mark,
                       [](const Entry& entry, Mark wanted) { return entry.number < wanted; });
  std::vector<Entry> found;
  std::copy_if(first, m_entries.end(), std::back_inserter(found),
               [&](const Entry& entry) { return service.empty() || entry.service == service; });
  return found;
}

}  // namespace caisson::lease
