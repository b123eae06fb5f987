#ifndef CASEWISE_INCOMPLETE_GAMMA_HPP
#define CASEWISE_INCOMPLETE_GAMMA_HPP

#include "saddle_point.hpp"

#include <limits>

// The incomplete gamma functions as multiples of their leading term h(a) = x^a e^-x / Γ(a + 1),
// which never underflow.

namespace casewise {

inline constexpr real long_epsilon = std::numeric_limits<real>::epsilon();

/// Terms after which there is no answer: the square root of a shape of about 1e14.
inline constexpr int longest_sum = 50000000;

/// P(a, x) / h(a) = 1 + x/(a+1) + x²/((a+1)(a+2)) + ...; quick where x <= a + 1.
inline real gamma_lower_series(real a, real x) {
    real term = 1, sum = 1;
    for (int i = 1; i < longest_sum; ++i) {
        term *= x / (a + i);
        sum += term;
        if (!(term > sum * long_epsilon * 1e-3L)) return sum;
    }
    return std::numeric_limits<real>::quiet_NaN();
}

/// Γ(a, x) / (x^a e^-x) for x > a + 1, by Lentz's method on
/// 1/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...))). Source: Abramowitz and Stegun 6.5.31.
inline real gamma_upper_fraction(real a, real x) {
    const real tiny = 1e-3000L;
    real b = x + 1 - a, c = 1 / tiny, d = 1 / b, fraction = d;
    for (int i = 1; i < longest_sum; ++i) {
        const real numerator = i * (a - i);
        b += 2;
        d = numerator * d + b;
        if (d == 0) d = tiny;
        c = b + numerator / c;
        if (c == 0) c = tiny;
        d = 1 / d;
        const real step = c * d;
        fraction *= step;
        // Written so that what is not a number ends it.
        if (!(std::abs(step - 1) > long_epsilon)) return fraction;
    }
    return std::numeric_limits<real>::quiet_NaN();
}

/// P(a, x) / h(a).
inline real gamma_lower_ratio(real a, real x) {
    if (x <= a + 1) return gamma_lower_series(a, x);
    return std::exp(-log_poisson_term(a, x)) - a * gamma_upper_fraction(a, x);
}

/// Q(a, x) / h(a).
inline real gamma_upper_ratio(real a, real x) {
    if (x > a + 1) return a * gamma_upper_fraction(a, x);
    return std::exp(-log_poisson_term(a, x)) - gamma_lower_series(a, x);
}

/// ln P(a, x) and ln Q(a, x), for a > 0 and x > 0.
inline log_tails log_gamma_tails(real a, real x) {
    return smaller_first(
        x < a, [=] { return log_poisson_term(a, x) + std::log(gamma_lower_ratio(a, x)); },
        [=] { return log_poisson_term(a, x) + std::log(gamma_upper_ratio(a, x)); });
}

}  // namespace casewise
#endif
