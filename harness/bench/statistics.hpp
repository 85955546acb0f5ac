#pragma once

#include <cstdint>
#include <vector>

namespace caisson::bench {

/// Value and 95 % confidence interval.
struct Estimate {
  double value = 0;
  double low = 0;
  double high = 0;
};

/// The q-quantile (0 … 1) by linear interpolation; NaN for no samples.
double quantile(std::vector<double> samples, double q);
double median(const std::vector<double>& samples);

/// Median of `samples` with a percentile-bootstrap interval (Efron 1979), reproducible by `seed`.
Estimate median_with_interval(const std::vector<double>& samples, std::uint64_t seed = 1);

/// Ratio of the medians of two interleaved series. Pairs are resampled together, so that a drift of
/// the machine's speed which hits both sides of a pair does not widen the interval.
Estimate ratio_of_medians(const std::vector<double>& ours, const std::vector<double>& theirs,
                          std::uint64_t seed = 1);

}  // namespace caisson::bench
