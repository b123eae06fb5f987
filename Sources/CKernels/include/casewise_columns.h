// What a design asks of columns before the first pass over them.

#ifndef CASEWISE_COLUMNS_H
#define CASEWISE_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

/// What n numbers add up to.
typedef struct {
    /// Sum of x - origin.
    double sum;
    /// Sum of (x - origin)².
    double squares;
    double lowest;
    double highest;
} cw_moments;

/// Sums of deviations from an origin and of their squares, eight lanes added from first to last, and
/// the ends; infinities where n is 0.
cw_moments cw_column_moments(size_t n, const double *x, double origin);

/// out[i] = (x[i] - centre) factor. What lies CW_AHEAD further is asked of memory meanwhile.
void cw_standardise(size_t n, const double *x, double centre, double factor, double *out);
#define CW_AHEAD 1024

/// Codes of contrasts: a level below the reference keeps its code, one above has that less 1, the
/// reference itself and codes below 0 have `none`. Codes of `width` bytes (1, 2 or 4).
void cw_contrast_codes(size_t n, const int32_t *codes, int32_t reference, int32_t none, int width,
                       void *out);

#endif
