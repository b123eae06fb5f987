#ifndef CASEWISE_BOOST_MATH_H
#define CASEWISE_BOOST_MATH_H

// The door to C++: Boost.Math, and the tails that Boost does not give to 1e-12. Every function
// answers NaN or an infinity where it has no answer and never throws. Work is done in long double
// and rounded once at the end: what a product like d1 f or a million additions lose is not seen.
// Boost gives ln Γ and the normal quantile. Its incomplete gamma and beta functions agree with
// ours to 1e-15 up to shapes of 10⁵ and lose digits beyond (1e-10 at 10⁹), where ours do not.
// Boost: https://www.boost.org/doc/libs/1_74_0/libs/math/doc/html/index.html

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
/// P(X <= x) of the gamma distribution.
double casewise_gamma_lower(double shape, double rate, double x);
/// P(X > x) of the gamma distribution.
double casewise_gamma_upper(double shape, double rate, double x);
/// ln P(X <= x) of the gamma distribution.
double casewise_gamma_log_lower(double shape, double rate, double x);
/// ln P(X > x) of the gamma distribution.
double casewise_gamma_log_upper(double shape, double rate, double x);
/// ln [y^a e^-y / Γ(a + 1)] with y = rate x: the Poisson probability of a at the mean y.
double casewise_gamma_log_term(double shape, double rate, double x);

/// ln I_x(a, b), the regularised incomplete beta function.
double casewise_beta_log_lower(double a, double b, double x);
/// ln (1 - I_x(a, b)).
double casewise_beta_log_upper(double a, double b, double x);
/// ln [x^a (1-x)^b / (a B(a, b))].
double casewise_beta_log_term(double a, double b, double x);
/// The same at x = u / (u + v), which keeps the digits of x near 0 and near 1.
double casewise_beta_odds_log_lower(double a, double b, double u, double v);
double casewise_beta_odds_log_upper(double a, double b, double u, double v);
double casewise_beta_odds_log_term(double a, double b, double u, double v);

/// Student's t: P(T > t), its logarithm, ln P(|T| >= |t|), ln P(|T| < |t|) and the logarithm of
/// the density.
double casewise_student_t_upper(double df, double t);
double casewise_student_t_log_upper(double df, double t);
double casewise_student_t_log_two_sided(double df, double t);
double casewise_student_t_log_centre(double df, double t);
double casewise_student_t_log_density(double df, double t);

/// Fisher's F: both tails, their logarithms and the logarithm of the density.
double casewise_f_lower(double d1, double d2, double f);
double casewise_f_upper(double d1, double d2, double f);
double casewise_f_log_lower(double d1, double d2, double f);
double casewise_f_log_upper(double d1, double d2, double f);
double casewise_f_log_density(double d1, double d2, double f);

/// The noncentral chi-squared distribution, likewise.
double casewise_noncentral_chi_squared_lower(double df, double noncentrality, double x);
double casewise_noncentral_chi_squared_upper(double df, double noncentrality, double x);
double casewise_noncentral_chi_squared_log_lower(double df, double noncentrality, double x);
double casewise_noncentral_chi_squared_log_upper(double df, double noncentrality, double x);
double casewise_noncentral_chi_squared_log_density(double df, double noncentrality, double x);

/// The noncentral F distribution, likewise.
double casewise_noncentral_f_lower(double d1, double d2, double noncentrality, double f);
double casewise_noncentral_f_upper(double d1, double d2, double noncentrality, double f);
double casewise_noncentral_f_log_lower(double d1, double d2, double noncentrality, double f);
double casewise_noncentral_f_log_upper(double d1, double d2, double noncentrality, double f);
double casewise_noncentral_f_log_density(double d1, double d2, double noncentrality, double f);

/// The noncentral t distribution, likewise.
double casewise_noncentral_t_lower(double df, double noncentrality, double t);
double casewise_noncentral_t_upper(double df, double noncentrality, double t);
double casewise_noncentral_t_log_lower(double df, double noncentrality, double t);
double casewise_noncentral_t_log_upper(double df, double noncentrality, double t);
double casewise_noncentral_t_log_density(double df, double noncentrality, double t);

/// ln [P(X = k) / P(X = mode)] of Fisher's noncentral hypergeometric distribution, for k and a
/// mode within its support.
double casewise_fisher_noncentral_log_ratio(
    double successes, double failures, double draws, double log_odds_ratio, double k,
    double mode);

#ifdef __cplusplus
}
#endif
#endif
