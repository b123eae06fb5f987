// Sums of a block of rows by the cells of a factor, many columns at once.

#ifndef CASEWISE_PANELS_H
#define CASEWISE_PANELS_H

#include <stddef.h>
#include <stdint.h>

/// Columns that are summed by cell in one step.
#define CW_PANEL_LANES 8

/// A factor's codes at a block of rows and its panel: eight sums a cell, beside each other.
typedef struct {
    const void *cells;
    /// Bytes in a code: 1, 2 or 4.
    int width;
    double *panel;
} cw_panel;

/// panel[8 cell + k] += columns[k][i] for each factor and row, cell the factor's code at row i.
void cw_add_panels(size_t n, const double *const columns[CW_PANEL_LANES], size_t count,
                   const cw_panel *panels);

/// eta[i] += sum of b[j] x[j][i] over the columns.
void cw_add_columns(size_t n, size_t count, const double *const *x, const double *b, double *eta);

/// sums[j] += sum of a[i] x[j][i], for each column; eight lanes a sum, added from first to last.
void cw_dots(size_t n, const double *a, size_t count, const double *const *x, double *sums);

/// sums[k + j stride] += Σ a[k][i] b[j][i] for k <= j < count: the upper triangle of A'B, in tiles of four
/// columns by four, eight lanes a sum.
void cw_cross_columns(size_t n, size_t count, const double *const *a, const double *const *b,
                      double *sums, size_t stride);

/// out[i] = a[i] b[i].
void cw_multiply(size_t n, const double *a, const double *b, double *out);

/// sums[cell] += value[i] m[i], cell the factor's code of `width` bytes at row i; m is 1 where null.
void cw_sum_by_cell(size_t n, const void *cells, int width, const double *m, const double *value,
                    double *sums);

/// total[i] += part[i], and part[i] = 0 after it.
void cw_take(size_t n, double *part, double *total);

/// The smallest of n numbers; infinity of none.
double cw_smallest(size_t n, const double *a);

/// The sum of n numbers; eight lanes, added from first to last.
double cw_sum(size_t n, const double *a);

/// Whether each of n numbers is 0 or 1.
int cw_is_binary(size_t n, const double *a);

/// out[i] = a[i] / b[i].
void cw_divide(size_t n, const double *a, const double *b, double *out);

/// out[i] = sqrt(a[i]).
void cw_roots(size_t n, const double *a, double *out);

/// out[i] += stride cells[i], codes of `width` bytes into codes of `out_width` bytes (1, 2 or 4).
void cw_add_codes(size_t n, const void *cells, int width, uint32_t stride, void *out,
                  int out_width);

#endif
