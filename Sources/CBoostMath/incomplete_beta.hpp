#ifndef CASEWISE_INCOMPLETE_BETA_HPP
#define CASEWISE_INCOMPLETE_BETA_HPP

#include "incomplete_gamma.hpp"

// The incomplete beta function as a multiple of its leading term h(a) = x^a y^b / (a B(a, b)),
// which never underflows. x and y = 1 - x are both asked for: whoever calls knows the small one.

namespace casewise {

/// I_x(a, b) / h(a), for x below about the mean a/(a + b), by Lentz's method on the fraction
/// a / (β₀ + α₁/(β₁ + α₂/(β₂ + ...))) of DiDonato and Morris (1992): with a y - b x as one number,
/// nothing cancels where y is 10⁻¹² from 1 and b is 10¹².
inline real beta_fraction(real a, real b, real x, real y) {
    const real tiny = 1e-3000L;
    const real excess = a * y - b * x + 1;
    real value = a / (a + 1) * excess;
    if (value == 0) value = tiny;
    real c = value, d = 0;
    for (int i = 1; i < longest_sum; ++i) {
        const real m = i, twice = a + 2 * m;
        const real alpha
            = (a + m - 1) * x / (twice - 1) * ((a + b + m - 1) * x / (twice - 1)) * m * (b - m);
        const real beta
            = m + m * (b - m) * x / (twice - 1) + (a + m) / (twice + 1) * (excess + m * (1 + y));
        d = beta + alpha * d;
        if (d == 0) d = tiny;
        c = beta + alpha / c;
        if (c == 0) c = tiny;
        d = 1 / d;
        value *= c * d;
        if (!(std::abs(c * d - 1) > long_epsilon)) return a / value;
    }
    return std::numeric_limits<real>::quiet_NaN();
}

/// Whether x is low enough for the fraction of I_x(a, b) to be the quick one.
inline bool beta_is_low(real a, real b, real x) { return x * (a + b + 2) <= a + 1; }

/// I_x(a, b) / h(a).
inline real beta_lower_ratio(real a, real b, real x, real y) {
    if (beta_is_low(a, b, x)) return beta_fraction(a, b, x, y);
    return std::exp(-log_beta_term(a, b, x, y)) - a / b * beta_fraction(b, a, y, x);
}

/// I_y(b, a) / h(a), the other tail.
inline real beta_upper_ratio(real a, real b, real x, real y) {
    if (!beta_is_low(a, b, x)) return a / b * beta_fraction(b, a, y, x);
    return std::exp(-log_beta_term(a, b, x, y)) - beta_fraction(a, b, x, y);
}

/// ln I_x(a, b) and ln I_y(b, a), for a > 0, b > 0, x > 0 and y = 1 - x > 0.
inline log_tails log_beta_tails(real a, real b, real x, real y) {
    return smaller_first(
        beta_is_low(a, b, x),
        [=] { return log_beta_term(a, b, x, y) + std::log(beta_lower_ratio(a, b, x, y)); },
        [=] { return log_beta_term(a, b, x, y) + std::log(beta_upper_ratio(a, b, x, y)); });
}

}  // namespace casewise
#endif
