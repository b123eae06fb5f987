#include "casewise_kernels.h"

#include <math.h>

// The widest vectors of the processor at hand are chosen when the program starts.
#if defined(__x86_64__)
#define WIDEST __attribute__((target_clones("avx512dq", "arch=x86-64-v3", "default")))
#else
#define WIDEST
#endif

void cw_add_dense(size_t n, const double *x, double b, double *eta) {
    for (size_t i = 0; i < n; i++) eta[i] += b * x[i];
}

// One loop a code width: the width is chosen once a block and not once a row.
#define FOR_WIDTH(width, cells, BODY)                                  \
    switch (width) {                                                   \
    case CW_CELLS_1: { const uint8_t *cell = (cells); BODY } break;    \
    case CW_CELLS_2: { const uint16_t *cell = (cells); BODY } break;   \
    case CW_CELLS_4: { const int32_t *cell = (cells); BODY } break;    \
    }

WIDEST
void cw_add_cells(size_t n, const void *cells, cw_cell_width width,
                  const double *restrict multiplier, const double *restrict b,
                  double *restrict eta) {
    if (multiplier) {
        FOR_WIDTH(width, cells,
                  for (size_t i = 0; i < n; i++) eta[i] += b[cell[i]] * multiplier[i];)
    } else {
        FOR_WIDTH(width, cells, for (size_t i = 0; i < n; i++) eta[i] += b[cell[i]];)
    }
}

double cw_dot(size_t n, const double *a, const double *b) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

void cw_scale_by_root(size_t n, const double *weight, const double *x, double *out) {
    if (weight) {
        for (size_t i = 0; i < n; i++) out[i] = sqrt(weight[i]) * x[i];
    } else {
        for (size_t i = 0; i < n; i++) out[i] = x[i];
    }
}

void cw_sum_by_cell_pair(size_t n, const void *row_cells, cw_cell_width row_width,
                         const void *column_cells, cw_cell_width column_width, size_t columns,
                         const double *value, double *table) {
#define PAIR_LOOP                                                               \
    for (size_t i = 0; i < n; i++) table[(size_t)row[i] * columns + cell[i]] += value[i];
    switch (row_width) {
    case CW_CELLS_1: {
        const uint8_t *row = row_cells;
        FOR_WIDTH(column_width, column_cells, PAIR_LOOP)
    } break;
    case CW_CELLS_2: {
        const uint16_t *row = row_cells;
        FOR_WIDTH(column_width, column_cells, PAIR_LOOP)
    } break;
    case CW_CELLS_4: {
        const int32_t *row = row_cells;
        FOR_WIDTH(column_width, column_cells, PAIR_LOOP)
    } break;
    }
}
