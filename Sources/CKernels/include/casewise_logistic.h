// The step from linear predictor to weight and residual of a logistic regression.

#ifndef CASEWISE_LOGISTIC_H
#define CASEWISE_LOGISTIC_H

#include <stddef.h>

/// For a binary outcome y in {0, 1} under the logistic link, with prior weights or NULL for 1:
/// weight[i] = prior mu (1 - mu), residual[i] = prior (y - mu); returns the log-likelihood
/// sum of prior (y eta - log(1 + exp(eta))), each term without cancellation in either tail.
///
/// Weight, residual and each term are within 1e-15 of their size, for every eta whose exp(-|eta|)
/// is a normal number; below that within two units of the last place there is. Eight rows a step, in
/// vectors where the processor has them; terms are added in eight lanes and those from first to
/// last, so that the sum depends on no more than n and the numbers.
double cw_logistic_rows(size_t n, const double *eta, const double *y, const double *prior,
                        double *weight, double *residual);

/// The residuals alone, to the same bits: they need no logarithm.
void cw_logistic_residuals(size_t n, const double *eta, const double *y, const double *prior,
                           double *residual);

#endif
