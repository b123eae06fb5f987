#include "casewise_boost_math.h"
#include "incomplete_beta.hpp"

using namespace casewise;

namespace {

/// ln P(|T| >= |t|) and ln P(|T| < |t|), as beta functions at ν / (ν + t²).
log_tails two_sided(real df, real t) {
    const real square = t * t, total = df + square;
    if (square == 0) return {0, -std::numeric_limits<real>::infinity()};
    return log_beta_tails(df / 2, 0.5L, df / total, square / total);
}

}  // namespace

extern "C" {

double casewise_student_t_log_two_sided(double df, double t) {
    return quietly([=] { return two_sided(df, t).lower; });
}

double casewise_student_t_log_centre(double df, double t) {
    return quietly([=] { return two_sided(df, t).upper; });
}

double casewise_student_t_log_upper(double df, double t) {
    return quietly([=] {
        const real half = two_sided(df, t).lower - log_two;
        return t >= 0 ? half : std::log1p(-std::exp(half));
    });
}

double casewise_student_t_upper(double df, double t) {
    return quietly([=] {
        const real half = 0.5L * std::exp(two_sided(df, t).lower);
        return t >= 0 ? half : 1 - half;
    });
}

double casewise_student_t_log_density(double df, double t) {
    return quietly([=] {
        const real nu = df, square = real(t) * t;
        // ln Γ((ν+1)/2) - ln Γ(ν/2) - ln(νπ)/2 by the term at t² = 1, where nothing is large.
        const real total = nu + 1;
        const real constant = log_beta_term(nu / 2, 0.5L, nu / total, 1 / total)
            + std::log(nu / 2) + (nu + 1) / 2 * std::log1p(1 / nu);
        return constant - (nu + 1) / 2 * std::log1p(square / nu);
    });
}

}
