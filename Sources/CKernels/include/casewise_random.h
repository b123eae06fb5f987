// Random words and the functions that turn them into deviates, many at a time.
//
// Each does the operations of its Swift namesake in the same order, so it gives the same bits.

#ifndef CASEWISE_RANDOM_H
#define CASEWISE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/// words[4 i ..< 4 i + 4] = Philox4x32-10 of counter[0] + i and the rest of `counter`, for 8 n
/// counters: 32 n words.
void cw_philox_words(const uint32_t counter[4], const uint32_t key[2], size_t n, uint32_t *words);

/// out[i] = the standard normal quantile of (words[i] + 1/2) / 2^32.
void cw_normal_quantiles(size_t n, const uint32_t *words, double *out);

/// out[i] = exp(x[i]) for x in [-700, 700], and the value at the nearer end beyond. `out`
/// may be `x`.
void cw_exponentials(size_t n, const double *x, double *out);

/// counts[i] = the Poisson count of mean[i], whose exp(-mean[i]) is none[i], that inversion makes of
/// (words[i] + 1/2) / 2^32, cut at `longest`. All have room for n rounded up to a multiple of 8.
void cw_poisson_counts(size_t n, const uint32_t *words, const double *mean, const double *none,
                       int longest, int64_t *counts);

#endif
