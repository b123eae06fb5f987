#ifndef CASEWISE_BOOST_MATH_H
#define CASEWISE_BOOST_MATH_H

// The door to Boost.Math. Every function answers NaN or an infinity where it has no answer and
// never throws. Work is done in long double and rounded once at the end: an incomplete gamma or
// beta function loses two or three digits on the way, and these are the digits we promise.

#ifdef __cplusplus
extern "C" {
#endif

/// Φ(-z), the standard normal upper tail.
double casewise_normal_upper_tail(double z);
/// The z with Φ(-z) = p, for p in [0, 1].
double casewise_normal_upper_quantile(double p);
/// The z with Φ(z) = p, for p in [0, 1].
double casewise_normal_quantile(double p);

/// ln |Γ(x)|.
double casewise_log_gamma(double x);
/// ln Γ(n + 1) - [(n + 1/2) ln n - n + ln(2π)/2], for n > 0.
double casewise_stirling_error(double n);
/// The lower regularised incomplete gamma function P(a, x).
double casewise_gamma_p(double a, double x);
/// The upper regularised incomplete gamma function Q(a, x).
double casewise_gamma_q(double a, double x);
/// The x with P(a, x) = p.
double casewise_gamma_p_inverse(double a, double p);
/// The x with Q(a, x) = q.
double casewise_gamma_q_inverse(double a, double q);

/// The regularised incomplete beta function I_x(a, b).
double casewise_beta_lower(double a, double b, double x);
/// Its complement 1 - I_x(a, b).
double casewise_beta_upper(double a, double b, double x);
/// The x with I_x(a, b) = p.
double casewise_beta_quantile(double a, double b, double p);
/// The x with 1 - I_x(a, b) = q.
double casewise_beta_upper_quantile(double a, double b, double q);

/// P(X <= x) of the noncentral chi-squared distribution.
double casewise_noncentral_chi_squared_lower(double df, double noncentrality, double x);
/// P(X > x) of the noncentral chi-squared distribution.
double casewise_noncentral_chi_squared_upper(double df, double noncentrality, double x);

#ifdef __cplusplus
}
#endif
#endif
