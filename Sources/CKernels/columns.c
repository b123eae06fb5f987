#include "casewise_columns.h"

#include <math.h>

// The widest vectors of the processor at hand are chosen when the program starts.
#if defined(__x86_64__)
#define WIDEST __attribute__((target_clones("avx512dq", "arch=x86-64-v3", "default")))
#else
#define WIDEST
#endif

#define LANES 8

WIDEST
cw_moments cw_column_moments(size_t n, const double *x, double origin) {
    double sum[LANES], squares[LANES], lowest[LANES], highest[LANES];
    for (int k = 0; k < LANES; k++) {
        sum[k] = squares[k] = 0;
        lowest[k] = HUGE_VAL;
        highest[k] = -HUGE_VAL;
    }
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (int k = 0; k < LANES; k++) {
            double value = x[i + k], deviation = value - origin;
            sum[k] += deviation;
            squares[k] += deviation * deviation;
            lowest[k] = value < lowest[k] ? value : lowest[k];
            highest[k] = value > highest[k] ? value : highest[k];
        }
    }
    for (int k = 0; i < n; i++, k++) {
        double value = x[i], deviation = value - origin;
        sum[k] += deviation;
        squares[k] += deviation * deviation;
        lowest[k] = value < lowest[k] ? value : lowest[k];
        highest[k] = value > highest[k] ? value : highest[k];
    }
    cw_moments result = {sum[0], squares[0], lowest[0], highest[0]};
    for (int k = 1; k < LANES; k++) {
        result.sum += sum[k];
        result.squares += squares[k];
        result.lowest = lowest[k] < result.lowest ? lowest[k] : result.lowest;
        result.highest = highest[k] > result.highest ? highest[k] : result.highest;
    }
    return result;
}

WIDEST
void cw_standardise(size_t n, const double *restrict x, double centre, double factor,
                    double *restrict out) {
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        // The block after this one is on its way while this one is worked on.
        __builtin_prefetch(x + i + CW_AHEAD);
        for (int k = 0; k < LANES; k++) out[i + k] = (x[i + k] - centre) * factor;
    }
    for (; i < n; i++) out[i] = (x[i] - centre) * factor;
}

#define CONTRASTS(type)                                                     \
    {                                                                       \
        type *to = out;                                                     \
        for (size_t i = 0; i < n; i++) {                                    \
            int32_t code = codes[i], cell = code - (code > reference);      \
            to[i] = (type)(((code < 0) | (code == reference)) ? none : cell); \
        }                                                                   \
    }                                                                       \
    break;

WIDEST
void cw_contrast_codes(size_t n, const int32_t *restrict codes, int32_t reference, int32_t none,
                       int width, void *restrict out) {
    switch (width) {
    case 1: CONTRASTS(uint8_t)
    case 2: CONTRASTS(uint16_t)
    case 4: CONTRASTS(int32_t)
    }
}
