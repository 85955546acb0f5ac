#include "bench/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

namespace caisson::bench {
namespace {

constexpr int k_resamples = 2000;

Estimate bootstrap(std::size_t count, std::uint64_t seed, double value,
                   const std::function<double(const std::vector<std::size_t>&)>& statistic) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::size_t> pick(0, count - 1);
  std::vector<double> replicates;
  std::vector<std::size_t> indices(count);
  for (int i = 0; i < k_resamples; ++i) {
    std::generate(indices.begin(), indices.end(), [&] { return pick(random); });
    replicates.push_back(statistic(indices));
  }
  return {value, quantile(replicates, 0.025), quantile(replicates, 0.975)};
}

std::vector<double> select(const std::vector<double>& from,
                           const std::vector<std::size_t>& indices) {
  std::vector<double> chosen;
  chosen.reserve(indices.size());
  for (const std::size_t index : indices)
    chosen.push_back(from[index]);
  return chosen;
}

}  // namespace

double quantile(std::vector<double> samples, double q) {
  if (samples.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(samples.begin(), samples.end());
  const double position = q * static_cast<double>(samples.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(position));
  const std::size_t above = std::min(below + 1, samples.size() - 1);
  const double share = position - std::floor(position);
  return samples[below] + share * (samples[above] - samples[below]);
}

double median(const std::vector<double>& samples) {
  return quantile(samples, 0.5);
}

Estimate median_with_interval(const std::vector<double>& samples, std::uint64_t seed) {
  if (samples.empty()) return {median(samples), median(samples), median(samples)};
  return bootstrap(samples.size(), seed, median(samples),
                   [&](const auto& indices) { return median(select(samples, indices)); });
}

Estimate ratio_of_medians(const std::vector<double>& ours, const std::vector<double>& theirs,
                          std::uint64_t seed) {
  const std::size_t pairs = std::min(ours.size(), theirs.size());
  if (pairs == 0) return median_with_interval({});
  return bootstrap(pairs, seed, median(ours) / median(theirs), [&](const auto& indices) {
    return median(select(ours, indices)) / median(select(theirs, indices));
  });
}

}  // namespace caisson::bench
