// Inner loops of a regression pass over a block of rows.
//
// Cells are the codes of a factor (or an interaction of factors) in 1, 2 or 4 bytes; code k of a
// block with k cells means "none", and panels carry a spare row for it, so no loop branches.

#ifndef CASEWISE_KERNELS_H
#define CASEWISE_KERNELS_H

#include "casewise_csv.h"
#include "casewise_families.h"
#include "casewise_files.h"
#include "casewise_logistic.h"
#include "casewise_pairs.h"
#include "casewise_random.h"

#include <stddef.h>
#include <stdint.h>

/// Width in bytes of a cell code.
typedef enum { CW_CELLS_1 = 1, CW_CELLS_2 = 2, CW_CELLS_4 = 4 } cw_cell_width;

/// eta[i] += b * x[i].
void cw_add_dense(size_t n, const double *x, double b, double *eta);

/// eta[i] += b[cells[i]] * (multiplier ? multiplier[i] : 1).
void cw_add_cells(size_t n, const void *cells, cw_cell_width width, const double *multiplier,
                  const double *b, double *eta);

/// The sum of a[i] * b[i].
double cw_dot(size_t n, const double *a, const double *b);

/// out[i] = sqrt(weight[i]) * x[i]; weight may be NULL for 1.
void cw_scale_by_root(size_t n, const double *weight, const double *x, double *out);

/// table[row_cells[i] * columns + column_cells[i]] += value[i].
void cw_sum_by_cell_pair(size_t n, const void *row_cells, cw_cell_width row_width,
                         const void *column_cells, cw_cell_width column_width, size_t columns,
                         const double *value, double *table);

#include "casewise_panels.h"

#endif
