// What a generalised linear model asks of a block of rows: weights, residuals and likelihood.

#ifndef CASEWISE_FAMILIES_H
#define CASEWISE_FAMILIES_H

#include <stddef.h>

/// A family of outcomes with the link between its mean mu and the linear predictor eta.
typedef enum {
    CW_BINOMIAL_LOGIT,
    CW_BINOMIAL_PROBIT,
    CW_BINOMIAL_CLOGLOG,
    CW_POISSON_LOG,
    CW_NEGATIVE_BINOMIAL_LOG,
    CW_GAUSSIAN_IDENTITY,
    CW_GAUSSIAN_LOG,
    CW_GAMMA_LOG,
    CW_GAMMA_INVERSE
} cw_model;

/// For outcomes y at eta, with prior weights or NULL for 1 (and dispersion 1):
/// weight[i] = prior (dmu/deta)^2 / V(mu), the expected information of eta;
/// residual[i] = prior (y - mu) (dmu/deta) / V(mu), the derivative of the log-likelihood by eta;
/// returns the sum of prior times the part of the log-likelihood that eta moves, -inf where a mean
/// lies outside of the family's:
///   binomial (y a share)    y log(mu) + (1 - y) log(1 - mu)
///   Poisson                 y log(mu) - mu
///   negative binomial       y log(mu) - (y + 1 / alpha) log(1 + alpha mu)
///   Gaussian                -(y - mu)^2 / 2
///   gamma                   -y / mu - log(mu)
/// alpha is read by the negative binomial alone, whose limit at 0 is the Poisson family.
double cw_model_rows(cw_model model, double alpha, size_t n, const double *eta, const double *y,
                     const double *prior, double *weight, double *residual);

/// weight[i] = -prior times the second derivative of the log-likelihood by eta: the observed
/// information, which may be below 0 for Gaussian outcomes under a log. Weights of canonical links,
/// whose expected information is the observed, stay as they are.
void cw_observed_weights(cw_model model, double alpha, size_t n, const double *eta,
                         const double *y, const double *prior, double *weight);

/// mu[i], the inverse link.
void cw_model_means(cw_model model, size_t n, const double *eta, double *mu);

#endif
