#include "render/github_jobs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "render/members.hpp"

namespace caisson::render {
namespace {
using Names = std::set<std::string>;

/// Of tests in one job: as long as a person goes for a coffee.
constexpr double k_most_seconds = 600;

/// Tests that lease the same services, which share what is up.
struct Group {
  std::vector<std::string> tests;
  double seconds = 0;
};

Result<Names> closure_of(const model::Stack& stack, const std::string& mode,
                         const std::vector<std::string>& services) {
  model::Rendering selection;
  selection.mode = mode;
  selection.services = services;
  const auto members = members_of(stack, selection);
  if (!members) return members.error();
  Names names;
  for (const Member& member : *members)
    names.insert(member.service.name);
  return names;
}

std::size_t common(const Names& a, const Names& b) {
  return static_cast<std::size_t>(
      std::count_if(a.begin(), a.end(), [&](const std::string& name) { return b.contains(name); }));
}

/// The images of the services, and what these are built on.
Names images_of(const model::Stack& stack, const Names& services) {
  Names images;
  std::vector<std::string> left;
  for (const std::string& service : services)
    left.push_back(stack.services.at(service).image);
  while (!left.empty()) {
    const std::string name = left.back();
    left.pop_back();
    const auto image = stack.images.find(name);
    if (image == stack.images.end() || !images.insert(name).second) continue;
    left.insert(left.end(), image->second.bases.begin(), image->second.bases.end());
  }
  return images;
}

class Jobs {
 public:
  Jobs(const model::Stack& stack, const std::map<std::string, double>& seconds)
      : m_stack(stack), m_seconds(seconds) {
    const double sum =
        std::accumulate(seconds.begin(), seconds.end(), 0.0,
                        [](double so_far, const auto& entry) { return so_far + entry.second; });
    if (!seconds.empty()) m_mean = sum / static_cast<double>(seconds.size());
  }

  Result<void> add_modes(const std::vector<std::string>& modes) {
    for (const std::string& mode : modes) {
      Result<Names> closure = closure_of(m_stack, mode, {});
      if (!closure) return closure.error();
      m_modes.emplace(mode, std::move(*closure));
    }
    return {};
  }

  Result<void> add_tests() {
    if (m_modes.empty()) return {};
    for (const auto& [name, test] : m_stack.tests) {
      auto known = m_closures.find(test.services);
      if (known == m_closures.end()) {
        Result<Names> closure = closure_of(m_stack, "", test.services);
        if (!closure) return closure.error();
        known = m_closures.emplace(test.services, std::move(*closure)).first;
      }
      Group& group = m_groups[nearest(known->second)][test.services];
      group.tests.push_back(name);
      group.seconds += seconds_of(name);
    }
    return {};
  }

  std::vector<GithubJob> take() const {
    std::vector<GithubJob> jobs;
    for (const auto& [mode, closure] : m_modes) {
      std::vector<GithubJob> some = share_out(mode);
      for (GithubJob& job : some) {
        Names services = closure;
        for (const std::string& test : job.tests) {
          const Names& leased = m_closures.at(m_stack.tests.at(test).services);
          services.insert(leased.begin(), leased.end());
        }
        job.images = images_of(m_stack, services);
        jobs.push_back(std::move(job));
      }
    }
    return jobs;
  }

 private:
  double seconds_of(const std::string& test) const {
    const auto known = m_seconds.find(test);
    return known == m_seconds.end() ? m_mean : known->second;
  }

  const std::string& nearest(const Names& closure) const {
    const auto better = [&](const auto& a, const auto& b) {
      const std::size_t of_a = common(closure, a.second);
      const std::size_t of_b = common(closure, b.second);
      return of_a != of_b ? of_a > of_b : a.second.size() < b.second.size();
    };
    return std::min_element(m_modes.begin(), m_modes.end(), better)->first;
  }

  /// One that is too long for a job is taken apart.
  std::vector<Group> groups_of(const std::string& mode) const {
    std::vector<Group> groups;
    const auto found = m_groups.find(mode);
    if (found == m_groups.end()) return groups;
    for (const auto& [services, group] : found->second) {
      if (group.seconds <= k_most_seconds) {
        groups.push_back(group);
        continue;
      }
      for (const std::string& test : group.tests)
        groups.push_back({{test}, seconds_of(test)});
    }
    std::stable_sort(groups.begin(), groups.end(),
                     [](const Group& a, const Group& b) { return a.seconds > b.seconds; });
    return groups;
  }

  std::vector<GithubJob> share_out(const std::string& mode) const {
    const std::vector<Group> groups = groups_of(mode);
    const double sum =
        std::accumulate(groups.begin(), groups.end(), 0.0,
                        [](double so_far, const Group& group) { return so_far + group.seconds; });
    const auto wanted = static_cast<std::size_t>(std::ceil(sum / k_most_seconds));
    const std::size_t count =
        std::clamp<std::size_t>(wanted, 1, std::max<std::size_t>(1, groups.size()));
    std::vector<GithubJob> jobs(count);
    std::vector<double> filled(count, 0.0);
    for (const Group& group : groups) {
      const auto least = std::min_element(filled.begin(), filled.end());
      GithubJob& job = jobs[static_cast<std::size_t>(least - filled.begin())];
      job.tests.insert(job.tests.end(), group.tests.begin(), group.tests.end());
      *least += group.seconds;
    }
    for (std::size_t i = 0; i < count; ++i) {
      jobs[i].mode = mode;
      jobs[i].shard = i + 1;
      jobs[i].shards = count;
      std::sort(jobs[i].tests.begin(), jobs[i].tests.end());
    }
    return jobs;
  }

  const model::Stack& m_stack;
  const std::map<std::string, double>& m_seconds;
  double m_mean = 0;
  std::map<std::string, Names> m_modes;                  ///< what each starts
  std::map<std::vector<std::string>, Names> m_closures;  ///< what tests lease, by what they name
  /// Mode → services → the tests that lease these.
  std::map<std::string, std::map<std::vector<std::string>, Group>> m_groups;
};

}  // namespace

Result<std::vector<GithubJob>> github_jobs(const model::Stack& stack,
                                           const std::vector<std::string>& modes,
                                           const std::map<std::string, double>& seconds) {
  Jobs jobs(stack, seconds);
  if (auto added = jobs.add_modes(modes); !added) return added.error();
  if (auto added = jobs.add_tests(); !added) return added.error();
  return jobs.take();
}

}  // namespace caisson::render
