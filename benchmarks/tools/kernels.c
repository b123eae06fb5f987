// Calls each inner kernel of a regression pass on 1,024 rows a hundred times, for callgrind to count.

#include "casewise_kernels.h"

#include <stdlib.h>

enum { ROWS = 1024, CALLS = 100, CELLS = 80 };

static double column[8][ROWS], eta[ROWS], y[ROWS], weight[ROWS], residual[ROWS], out[ROWS];
static uint8_t first[ROWS], second[ROWS];
static double table[CELLS * CELLS], panel[2][8 * CELLS], effects[CELLS];

int main(void) {
    srand(1);
    for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < 8; j++) column[j][i] = rand() / (double)RAND_MAX - 0.5;
        eta[i] = 4 * column[0][i];
        y[i] = rand() & 1;
        first[i] = (uint8_t)(rand() % CELLS);
        second[i] = (uint8_t)(rand() % CELLS);
    }
    const double *columns[8], b[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    for (int j = 0; j < 8; j++) columns[j] = column[j];
    cw_panel panels[2] = {{first, 1, panel[0]}, {second, 1, panel[1]}};
    double sums[8] = {0}, total = 0;
    for (int call = 0; call < CALLS; call++) {
        total += cw_logistic_rows(ROWS, eta, y, NULL, weight, residual);
        cw_add_panels(ROWS, columns, 2, panels);
        cw_sum_by_cell_pair(ROWS, first, CW_CELLS_1, second, CW_CELLS_1, CELLS, weight, table);
        cw_add_cells(ROWS, first, CW_CELLS_1, NULL, effects, out);
        cw_add_columns(ROWS, 8, columns, b, out);
        cw_dots(ROWS, weight, 8, columns, sums);
        cw_multiply(ROWS, weight, column[0], out);
    }
    return total == 0;
}
