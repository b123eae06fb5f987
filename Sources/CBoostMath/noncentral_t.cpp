#include "casewise_boost_math.h"
#include "poisson_mixture.hpp"
#include "trapezoid.hpp"

#include <algorithm>

using namespace casewise;

// T = (Z + δ) / S with S = χ/√ν. Where t and δ have one sign, the tails are Poisson mixtures of
// beta functions, all positive. Where they differ, such sums cancel to nothing, and the tail is
// the integral of Φ(-(δ + |t| s)) over the density of S instead, which has no sign to lose.

namespace {

/// ln Φ(-y), for y >= 0.
real log_normal_upper(real y) {
    if (y < 100) return std::log(0.5L * std::erfc(y / 1.41421356237309504880168872420969808L));
    const real inverse = 1 / (y * y);
    real term = 1, series = 0;
    for (int k = 1; k <= 6; ++k) series += term *= -(2 * k - 1) * inverse;
    return -0.5L * y * y - std::log(y) - half_log_two_pi + std::log1p(series);
}

/// φ(y) / Φ(-y), for y >= 0.
real normal_hazard(real y) {
    if (y >= 100) return y + 1 / y;
    return std::exp(-0.5L * y * y - half_log_two_pi - log_normal_upper(y));
}

/// e^w - 1 - w without cancellation near 0.
real exponential_rest(real w) {
    if (std::abs(w) >= 0.5L) return std::expm1(w) - w;
    real term = w, sum = 0;
    for (int k = 2; k < 20; ++k) sum += term *= w / k;
    return sum;
}

/// The density of u = ln S: exp(constant - ν/2 (e^2u - 1 - 2u)).
struct log_scale_density {
    real half;
    real constant;
    explicit log_scale_density(real df)
        : half(df / 2),
          constant(
              std::log(2 * half) - 0.5L * std::log(half) - half_log_two_pi
              - stirling_error(half)) {}
    real operator()(real u) const { return constant - half * exponential_rest(2 * u); }
};

/// ln P(T <= -t) for t > 0 and δ >= 0.
real log_opposite_tail(real df, real delta, real t) {
    const log_scale_density density(df);
    const auto slope = [=](real u) {
        const real s = std::exp(u);
        return df * (1 - s * s) - t * s * normal_hazard(delta + t * s);
    };
    real high = 0, low = -1;
    while (slope(low) <= 0) { high = low; low *= 2; }
    for (int i = 0; i < 60; ++i) {
        const real middle = (low + high) / 2;
        (slope(middle) > 0 ? low : high) = middle;
    }
    const real s = std::exp(low), y = delta + t * s, hazard = normal_hazard(y);
    const real bend = std::max(hazard * (hazard - y), real(0));
    const real curvature = 2 * df * s * s + t * s * hazard + t * s * t * s * bend;
    return log_trapezoid(
        [=](real u) { return density(u) + log_normal_upper(delta + t * std::exp(u)); }, low,
        std::min(0.5L, 1 / std::sqrt(curvature)), -46 - std::log1p(t * (1 + delta)), df);
}

/// The even (c = 0) and odd (c = 1/2) halves of the mixture for t > 0 and δ >= 0.
poisson_mixture<beta_kernel> half_mixture(real df, real delta, real t, real offset) {
    const real square = t * t, total = df + square;
    return {
        delta * delta / 2, 0.5L + offset, beta_kernel{df / 2, square / total, df / total}, offset};
}

/// Both tails of T at t, for δ >= 0.
log_tails tails_of_positive(real df, real delta, real t) {
    if (t == 0) {
        const real lower = log_normal_upper(delta);
        return {lower, log_complement(lower)};
    }
    if (t < 0) {
        const real lower = log_opposite_tail(df, delta, -t);
        return {lower, log_complement(lower)};
    }
    const auto even = half_mixture(df, delta, t, 0), odd = half_mixture(df, delta, t, 0.5L);
    const auto sum = [&](part wanted) {
        return log_sum(even.log_value(wanted), odd.log_value(wanted)) - log_two;
    };
    return smaller_first(
        t < delta, [&] { return log_sum(log_normal_upper(delta), sum(part::lower)); },
        [&] { return sum(part::upper); });
}

log_tails tails(real df, real delta, real t) {
    if (delta > 0 || (delta == 0 && t >= 0)) return tails_of_positive(df, delta, t);
    const log_tails mirrored = tails_of_positive(df, -delta, -t);
    return {mirrored.upper, mirrored.lower};
}

}  // namespace

extern "C" {

double casewise_noncentral_t_lower(double df, double noncentrality, double t) {
    return quietly([=] { return std::exp(tails(df, noncentrality, t).lower); });
}

double casewise_noncentral_t_upper(double df, double noncentrality, double t) {
    return quietly([=] { return std::exp(tails(df, noncentrality, t).upper); });
}

double casewise_noncentral_t_log_lower(double df, double noncentrality, double t) {
    return quietly([=] { return tails(df, noncentrality, t).lower; });
}

double casewise_noncentral_t_log_upper(double df, double noncentrality, double t) {
    return quietly([=] { return tails(df, noncentrality, t).upper; });
}

// The integral of s φ(t s - δ) over the density of S, for any signs.
double casewise_noncentral_t_log_density(double df, double noncentrality, double statistic) {
    return quietly([=] {
        const real nu = df, delta = noncentrality, t = statistic;
        const log_scale_density density(nu);
        const real drift = t * delta, weight = t * t + nu;
        const real root = std::sqrt(drift * drift + 4 * weight * (nu + 1));
        const real s = drift > 0 ? (drift + root) / (2 * weight) : 2 * (nu + 1) / (root - drift);
        const real curvature = weight * s * s + nu + 1;
        return log_trapezoid(
            [=](real u) {
                const real z = t * std::exp(u) - delta;
                return u + density(u) - 0.5L * z * z - half_log_two_pi;
            },
            std::log(s), std::min(0.5L, 1 / std::sqrt(curvature)),
            -46 - std::log1p(std::abs(t) * (1 + std::abs(delta))), nu + 1);
    });
}

}
