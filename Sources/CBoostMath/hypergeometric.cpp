#include "casewise_boost_math.h"
#include "saddle_point.hpp"

using namespace casewise;

namespace {

/// ln of the binomial probability of k in n at the odds `odds`, by the saddle point.
real log_binomial(real k, real n, real odds) {
    if (k == 0) return -n * std::log1p(odds);
    if (k == n) return -n * std::log1p(1 / odds);
    const real p = odds / (1 + odds), q = 1 / (1 + odds);
    const real deviance = deviance_part(k, n * p) + deviance_part(n - k, n * q);
    const real correction = stirling_error(n) - stirling_error(k) - stirling_error(n - k);
    return correction - deviance - half_log_two_pi + 0.5L * std::log(n / k / (n - k));
}

}  // namespace

extern "C" {

// X is the first of two binomials with a given sum, when their odds differ by exp(θ). The first
// has its mean near the mode, and so has the second: both logarithms are then small near it.
double casewise_fisher_noncentral_log_ratio(
    double successes, double failures, double draws, double log_odds_ratio, double k,
    double mode) {
    return quietly([=]() -> real {
        const real first = (mode + 0.5L) / (successes - mode + 0.5L);
        const real second = first * std::exp(-real(log_odds_ratio));
        const auto term = [=](real j) {
            return log_binomial(j, successes, first) + log_binomial(draws - j, failures, second);
        };
        return term(k) - term(mode);
    });
}

}
