#include "casewise_families.h"

#include <math.h>

static const double root_half = 0.70710678118654752440;
static const double inverse_root_two_pi = 0.39894228040143267794;
static const double log_root_two_pi = 0.91893853320467274178;

/// 1 - 1/x^2 + 3/x^4 - 15/x^6 + ..., so that Phi(-x) = phi(x) / x times it; x >= 30.
static double tail_series(double x) {
    double r = 1 / (x * x);
    return 1 - r * (1 - 3 * r * (1 - 5 * r * (1 - 7 * r * (1 - 9 * r))));
}

/// phi(x) / Phi(x), the inverse Mills ratio, for any x.
static double mills(double x) {
    if (x < -30) return -x / tail_series(-x);
    return inverse_root_two_pi * exp(-0.5 * x * x) / (0.5 * erfc(-x * root_half));
}

static double log_normal(double x) {
    if (x < -30) return -0.5 * x * x - log_root_two_pi - log(-x) + log(tail_series(-x));
    return x > 0 ? log1p(-0.5 * erfc(x * root_half)) : log(0.5 * erfc(-x * root_half));
}

/// a log(b) where 0 log(0) is 0.
static double times_log(double a, double logarithm) { return a == 0 ? 0 : a * logarithm; }

// The body sees p, y, e (eta) and sets w and r by dmu/deta and V(mu); it adds to the likelihood.
#define ROWS(...)                                    \
    for (size_t i = 0; i < n; i++) {                 \
        double p = prior ? prior[i] : 1;             \
        double e = eta[i], y = outcome[i];           \
        double w, r, l;                              \
        __VA_ARGS__;                                 \
        /* A row of weight 0 may lie where w overflows. */ \
        weight[i] = p != 0 ? p * w : 0;              \
        residual[i] = p != 0 ? p * r : 0;            \
        if (p != 0) sum += p * l;                    \
    }

double cw_model_rows(cw_model model, double alpha, size_t n, const double *eta,
                     const double *outcome, const double *prior, double *weight,
                     double *residual) {
    double sum = 0;
    switch (model) {
    case CW_BINOMIAL_LOGIT:
        ROWS({
            // With t = exp(-|eta|) both mu and 1 - mu keep all their digits in either tail.
            double t = exp(-fabs(e));
            double larger = 1 / (1 + t), smaller = t * larger;
            double mu = e >= 0 ? larger : smaller, rest = e >= 0 ? smaller : larger;
            w = larger * smaller;
            r = y * rest - (1 - y) * mu;
            l = -log1p(t) - (e >= 0 ? 1 - y : y) * fabs(e);
        })
        break;
    case CW_BINOMIAL_PROBIT:
        ROWS({
            double up = mills(e), down = mills(-e);
            w = up * down;
            r = y * up - (1 - y) * down;
            l = times_log(y, log_normal(e)) + times_log(1 - y, log_normal(-e));
        })
        break;
    case CW_BINOMIAL_CLOGLOG:
        ROWS({
            double h = exp(e);  // -log(1 - mu)
            double ratio = h < 1e-300 ? 1 : h > 700 ? 0 : h / expm1(h);
            w = h > 700 ? 0 : h * ratio;
            r = y * ratio - (1 - y) * h;
            if (h > 700) r = y == 1 ? 0 : -(1 - y) * h;
            // Beyond e = 709 h is infinite, and an event takes nothing of it.
            l = times_log(y, h < 1e-300 ? e : log(-expm1(-h))) - (y == 1 ? 0 : (1 - y) * h);
        })
        break;
    case CW_POISSON_LOG:
        ROWS({
            double mu = exp(e);
            w = mu;
            r = y - mu;
            l = times_log(y, e) - mu;
        })
        break;
    case CW_NEGATIVE_BINOMIAL_LOG:
        ROWS({
            double mu = exp(e);
            double x = alpha * mu, logarithm = log1p(x);
            w = mu / (1 + x);
            r = (y - mu) / (1 + x);
            l = times_log(y, e) - y * logarithm - (x < 1e-12 ? mu : logarithm / alpha);
        })
        break;
    case CW_GAUSSIAN_IDENTITY:
        ROWS({
            w = 1;
            r = y - e;
            l = -0.5 * (y - e) * (y - e);
        })
        break;
    case CW_GAUSSIAN_LOG:
        ROWS({
            double mu = exp(e);
            w = mu * mu;
            r = (y - mu) * mu;
            l = -0.5 * (y - mu) * (y - mu);
        })
        break;
    case CW_GAMMA_LOG:
        ROWS({
            double share = y * exp(-e);
            w = 1;
            r = share - 1;
            l = -share - e;
        })
        break;
    case CW_GAMMA_INVERSE:
        ROWS({
            double mu = 1 / e;
            w = mu * mu;
            r = mu - y;
            l = e > 0 ? log(e) - y * e : -INFINITY;
        })
        break;
    }
    return isnan(sum) ? -INFINITY : sum;
}

// The body sees y and e (eta) and sets w.
#define OBSERVED(...)                                              \
    for (size_t i = 0; i < n; i++) {                               \
        double e = eta[i], y = outcome[i];                         \
        double w;                                                  \
        __VA_ARGS__;                                               \
        double p = prior ? prior[i] : 1;                           \
        weight[i] = p != 0 ? p * w : 0;                            \
    }

void cw_observed_weights(cw_model model, double alpha, size_t n, const double *eta,
                         const double *outcome, const double *prior, double *weight) {
    switch (model) {
    case CW_BINOMIAL_PROBIT:
        OBSERVED({
            // m(e) (m(e) + e) of an event, and the same of -e; in the tail m + e nears 1/|e|.
            double up = mills(e), down = mills(-e);
            w = y * up * fmax(up + e, 0) + (1 - y) * down * fmax(down - e, 0);
        })
        break;
    case CW_BINOMIAL_CLOGLOG:
        OBSERVED({
            double h = exp(e);
            double ratio = h < 1e-300 ? 1 : h > 700 ? 0 : h / expm1(h);
            double event = h > 700 ? 0 : ratio * fmax(h + ratio - 1, 0);
            w = y * event + (y == 1 ? 0 : (1 - y) * h);
        })
        break;
    case CW_NEGATIVE_BINOMIAL_LOG:
        OBSERVED({
            double mu = exp(e), x = 1 + alpha * mu;
            w = mu / x * (1 + alpha * y) / x;
        })
        break;
    case CW_GAUSSIAN_LOG:
        OBSERVED({
            double mu = exp(e);
            w = mu * (2 * mu - y);
        })
        break;
    case CW_GAMMA_LOG: OBSERVED({ w = y * exp(-e); }) break;
    case CW_BINOMIAL_LOGIT:
    case CW_POISSON_LOG:
    case CW_GAUSSIAN_IDENTITY:
    case CW_GAMMA_INVERSE: break;
    }
}

void cw_model_means(cw_model model, size_t n, const double *eta, double *mu) {
    switch (model) {
    case CW_BINOMIAL_LOGIT:
        for (size_t i = 0; i < n; i++) {
            double t = exp(-fabs(eta[i]));
            mu[i] = (eta[i] >= 0 ? 1 : t) / (1 + t);
        }
        break;
    case CW_BINOMIAL_PROBIT:
        for (size_t i = 0; i < n; i++) mu[i] = 0.5 * erfc(-eta[i] * root_half);
        break;
    case CW_BINOMIAL_CLOGLOG:
        for (size_t i = 0; i < n; i++) mu[i] = -expm1(-exp(eta[i]));
        break;
    case CW_GAUSSIAN_IDENTITY:
        for (size_t i = 0; i < n; i++) mu[i] = eta[i];
        break;
    case CW_GAMMA_INVERSE:
        for (size_t i = 0; i < n; i++) mu[i] = 1 / eta[i];
        break;
    default:
        for (size_t i = 0; i < n; i++) mu[i] = exp(eta[i]);
        break;
    }
}
