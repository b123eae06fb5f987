#ifndef CASEWISE_SADDLE_POINT_HPP
#define CASEWISE_SADDLE_POINT_HPP

#include "quiet_policy.hpp"

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

// Logarithms of powers over gamma functions by the saddle point (Loader 2000): the large terms
// never meet, so that a probability of e^-100000 keeps the digits of its logarithm. All is worked
// out in long double: its 11 more bits are what a million additions may cost.

namespace casewise {

using real = long double;

inline constexpr real half_log_two_pi = 0.918938533204672741780329736405617639861L;
inline constexpr real log_two = 0.693147180559945309417232121458176568076L;

/// ln Γ(m + 1) - [(m + 1/2) ln m - m + ln(2π)/2], for m > 0.
inline real stirling_error(real m) {
    if (m >= 40) {
        const real s = 1 / (m * m);
        const real tail = 1.0L / 1680 - s * (1.0L / 1188 - s * (691.0L / 360360 - s / 156));
        return (1.0L / 12 - s * (1.0L / 360 - s * (1.0L / 1260 - s * tail))) / m;
    }
    return boost::math::lgamma(m + 1, quiet()) - ((m + 0.5L) * std::log(m) - m + half_log_two_pi);
}

/// (1 + d) ln(1 + d) - d for d >= -1, without cancellation near 0.
inline real deviance_term(real d) {
    if (d <= -1) return 1;
    const real v = d / (2 + d);
    if (std::abs(v) >= 0.1L) return (1 + d) * std::log1p(d) - d;
    const real square = v * v;
    real power = v * square, series = 0;
    for (int odd = 3; odd < 27; odd += 2, power *= square) series += power / odd;
    return d * v + 2 * (1 + d) * series;
}

/// x ln(x/m) + m - x, for x >= 0 and m > 0.
inline real deviance_part(real x, real m) { return m * deviance_term((x - m) / m); }

/// ln [x^a e^-x / Γ(a + 1)], for a >= 0 and x > 0: a Poisson probability where a is whole.
inline real log_poisson_term(real a, real x) {
    if (a == 0) return -x;
    return -deviance_part(a, x) - 0.5L * std::log(a) - half_log_two_pi - stirling_error(a);
}

/// ln [x^a y^b / (a B(a, b))] with y = 1 - x, for a > 0, b > 0 and x in (0, 1).
inline real log_beta_term(real a, real b, real x, real y) {
    const real n = a + b;
    const real deviance = deviance_part(a, n * x) + deviance_part(b, n * y);
    const real correction = stirling_error(n) - stirling_error(a) - stirling_error(b);
    return correction - deviance + 0.5L * std::log(b / n / a) - half_log_two_pi;
}

/// ln(1 - e^x) for x < 0.
inline real log_complement(real x) {
    return x > -log_two ? std::log(-std::expm1(x)) : std::log1p(-std::exp(x));
}

/// ln(e^x + e^y).
inline real log_sum(real x, real y) {
    const real larger = x > y ? x : y;
    if (!std::isfinite(larger)) return larger;
    return larger + std::log1p(std::exp((x > y ? y : x) - larger));
}

/// The two tails of one point as logarithms, of which the smaller was worked out by itself and the
/// other follows from it.
struct log_tails {
    real lower;
    real upper;
};

/// Both tails of a point. `first` is the tail that is expected to be the smaller one: it is asked
/// for, and the other only where the first turns out to be above 1/2.
template <typename Lower, typename Upper>
log_tails smaller_first(bool lower_first, Lower lower, Upper upper) {
    if (lower_first) {
        const real p = lower();
        if (p <= -log_two) return {p, log_complement(p)};
        const real q = upper();
        return {log_complement(q), q};
    }
    const real q = upper();
    if (q <= -log_two) return {log_complement(q), q};
    const real p = lower();
    return {p, log_complement(p)};
}

}  // namespace casewise
#endif
