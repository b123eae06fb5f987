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

/// out[i] = a[i] b[i].
void cw_multiply(size_t n, const double *a, const double *b, double *out);

/// out[i] = sqrt(a[i]).
void cw_roots(size_t n, const double *a, double *out);

/// out[i] += stride cells[i], codes of `width` bytes into codes of `out_width` bytes (1, 2 or 4).
void cw_add_codes(size_t n, const void *cells, int width, uint32_t stride, void *out,
                  int out_width);

#endif
