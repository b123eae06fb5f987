#include "casewise_panels.h"
#include "widest.h"

#include <math.h>
#include <string.h>

typedef double lanes __attribute__((ext_vector_type(8)));
// Vectors in memory need not be aligned.
typedef double loose __attribute__((ext_vector_type(8), aligned(8)));

#define AT(p) (*(const loose *)(p))

// Columns of eight rows become rows of eight columns in three rounds of exchanges.
#define EVEN(a, b) __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14)
#define ODD(a, b) __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15)
#define EVEN2(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define ODD2(a, b) __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
#define LOWER(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11)
#define UPPER(a, b) __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15)

#define ADD(k)                                                   \
    {                                                            \
        loose *sum = (loose *)(panel + 8 * (size_t)cell[k]);     \
        *sum += row##k;                                          \
    }
#define ADD_EIGHT(type)                                          \
    {                                                            \
        const type *cell = (const type *)panels[f].cells + i;    \
        ADD(0) ADD(1) ADD(2) ADD(3) ADD(4) ADD(5) ADD(6) ADD(7)  \
    }
#define ADD_ONE(type)                                                                    \
    {                                                                                    \
        double *sum = panels[f].panel + 8 * (size_t)((const type *)panels[f].cells)[i];  \
        for (int k = 0; k < 8; k++) sum[k] += columns[k][i];                             \
    }

WIDEST
void cw_add_panels(size_t n, const double *const columns[CW_PANEL_LANES], size_t count,
                   const cw_panel *panels) {
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        lanes x0 = AT(columns[0] + i), x1 = AT(columns[1] + i);
        lanes x2 = AT(columns[2] + i), x3 = AT(columns[3] + i);
        lanes x4 = AT(columns[4] + i), x5 = AT(columns[5] + i);
        lanes x6 = AT(columns[6] + i), x7 = AT(columns[7] + i);
        lanes a0 = EVEN(x0, x1), a1 = ODD(x0, x1), a2 = EVEN(x2, x3), a3 = ODD(x2, x3);
        lanes a4 = EVEN(x4, x5), a5 = ODD(x4, x5), a6 = EVEN(x6, x7), a7 = ODD(x6, x7);
        lanes b0 = EVEN2(a0, a2), b2 = ODD2(a0, a2), b1 = EVEN2(a1, a3), b3 = ODD2(a1, a3);
        lanes b4 = EVEN2(a4, a6), b6 = ODD2(a4, a6), b5 = EVEN2(a5, a7), b7 = ODD2(a5, a7);
        lanes row0 = LOWER(b0, b4), row4 = UPPER(b0, b4), row1 = LOWER(b1, b5);
        lanes row5 = UPPER(b1, b5), row2 = LOWER(b2, b6), row6 = UPPER(b2, b6);
        lanes row3 = LOWER(b3, b7), row7 = UPPER(b3, b7);
        for (size_t f = 0; f < count; f++) {
            double *panel = panels[f].panel;
            switch (panels[f].width) {
            case 1: ADD_EIGHT(uint8_t) break;
            case 2: ADD_EIGHT(uint16_t) break;
            case 4: ADD_EIGHT(int32_t) break;
            }
        }
    }
    for (; i < n; i++) {
        for (size_t f = 0; f < count; f++) {
            switch (panels[f].width) {
            case 1: ADD_ONE(uint8_t) break;
            case 2: ADD_ONE(uint16_t) break;
            case 4: ADD_ONE(int32_t) break;
            }
        }
    }
}

WIDEST
void cw_add_columns(size_t n, size_t count, const double *const *x, const double *b,
                    double *eta) {
    size_t j = 0;
    for (; j + 4 <= count; j += 4) {
        const double *x0 = x[j], *x1 = x[j + 1], *x2 = x[j + 2], *x3 = x[j + 3];
        double b0 = b[j], b1 = b[j + 1], b2 = b[j + 2], b3 = b[j + 3];
        for (size_t i = 0; i < n; i++)
            eta[i] = (((eta[i] + b0 * x0[i]) + b1 * x1[i]) + b2 * x2[i]) + b3 * x3[i];
    }
    for (; j < count; j++)
        for (size_t i = 0; i < n; i++) eta[i] += b[j] * x[j][i];
}

#define TOTAL(v)                                                            \
    (((((((v[0] + v[1]) + v[2]) + v[3]) + v[4]) + v[5]) + v[6]) + v[7])

WIDEST
void cw_dots(size_t n, const double *a, size_t count, const double *const *x, double *sums) {
    size_t whole = n & ~(size_t)7;
    size_t j = 0;
    for (; j + 4 <= count; j += 4) {
        const double *x0 = x[j], *x1 = x[j + 1], *x2 = x[j + 2], *x3 = x[j + 3];
        lanes s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        for (size_t i = 0; i < whole; i += 8) {
            lanes value = AT(a + i);
            s0 += value * AT(x0 + i);
            s1 += value * AT(x1 + i);
            s2 += value * AT(x2 + i);
            s3 += value * AT(x3 + i);
        }
        for (size_t i = whole; i < n; i++) {
            s0[i - whole] += a[i] * x0[i];
            s1[i - whole] += a[i] * x1[i];
            s2[i - whole] += a[i] * x2[i];
            s3[i - whole] += a[i] * x3[i];
        }
        sums[j] += TOTAL(s0);
        sums[j + 1] += TOTAL(s1);
        sums[j + 2] += TOTAL(s2);
        sums[j + 3] += TOTAL(s3);
    }
    // A sum by itself would wait for each of its additions: rows are shared among four.
    for (; j < count; j++) {
        lanes s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        size_t i = 0;
        for (; i + 32 <= whole; i += 32) {
            s0 += AT(a + i) * AT(x[j] + i);
            s1 += AT(a + i + 8) * AT(x[j] + i + 8);
            s2 += AT(a + i + 16) * AT(x[j] + i + 16);
            s3 += AT(a + i + 24) * AT(x[j] + i + 24);
        }
        for (; i < whole; i += 8) s0 += AT(a + i) * AT(x[j] + i);
        for (; i < n; i++) s1[i - whole] += a[i] * x[j][i];
        lanes sum = (s0 + s1) + (s2 + s3);
        sums[j] += TOTAL(sum);
    }
}

#define TILE 4
#define MEET(c)                     \
    v = AT(y##c + i);               \
    s[c][0] += u0 * v;              \
    s[c][1] += u1 * v;              \
    s[c][2] += u2 * v;              \
    s[c][3] += u3 * v;

// Sixteen sums at once stay in registers and share eight readings.
WIDEST
void cw_cross_columns(size_t n, size_t count, const double *const *a, const double *const *b,
                      double *sums, size_t stride) {
    size_t whole = n & ~(size_t)7;
    for (size_t column = 0; column < count; column += TILE)
        for (size_t row = 0; row <= column; row += TILE) {
            // Beyond the last column the last one stands in, and its sums are dropped.
            const double *x[TILE], *y[TILE];
            for (size_t k = 0; k < TILE; k++) {
                x[k] = a[row + k < count ? row + k : count - 1];
                y[k] = b[column + k < count ? column + k : count - 1];
            }
            const double *x0 = x[0], *x1 = x[1], *x2 = x[2], *x3 = x[3];
            const double *y0 = y[0], *y1 = y[1], *y2 = y[2], *y3 = y[3];
            lanes s[TILE][TILE];
            for (int c = 0; c < TILE; c++)
                for (int r = 0; r < TILE; r++) s[c][r] = 0;
            for (size_t i = 0; i < whole; i += 8) {
                lanes u0 = AT(x0 + i), u1 = AT(x1 + i), u2 = AT(x2 + i), u3 = AT(x3 + i), v;
                MEET(0)
                MEET(1)
                MEET(2)
                MEET(3)
            }
            double lane[TILE][TILE][8];
            memcpy(lane, s, sizeof s);
            for (size_t c = 0; c < TILE && column + c < count; c++)
                for (size_t r = 0; r < TILE && row + r <= column + c; r++) {
                    double sum = TOTAL(lane[c][r]);
                    for (size_t i = whole; i < n; i++) sum += x[r][i] * y[c][i];
                    sums[row + r + (column + c) * stride] += sum;
                }
        }
}

WIDEST
double cw_sum(size_t n, const double *a) {
    size_t whole = n & ~(size_t)7;
    lanes sum = 0;
    for (size_t i = 0; i < whole; i += 8) sum += AT(a + i);
    for (size_t i = whole; i < n; i++) sum[i - whole] += a[i];
    return TOTAL(sum);
}

WIDEST
int cw_is_binary(size_t n, const double *a) {
    int other = 0;
    for (size_t i = 0; i < n; i++) other |= !((a[i] == 0) | (a[i] == 1));
    return !other;
}

WIDEST
void cw_multiply(size_t n, const double *a, const double *b, double *out) {
    for (size_t i = 0; i < n; i++) out[i] = a[i] * b[i];
}

WIDEST
void cw_divide(size_t n, const double *a, const double *b, double *out) {
    for (size_t i = 0; i < n; i++) out[i] = a[i] / b[i];
}

WIDEST
void cw_take(size_t n, double *part, double *total) {
    for (size_t i = 0; i < n; i++) total[i] += part[i];
    memset(part, 0, n * sizeof(double));
}

WIDEST
double cw_smallest(size_t n, const double *a) {
    double least[8];
    for (int k = 0; k < 8; k++) least[k] = HUGE_VAL;
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (int k = 0; k < 8; k++) least[k] = a[i + k] < least[k] ? a[i + k] : least[k];
    for (; i < n; i++) least[0] = a[i] < least[0] ? a[i] : least[0];
    for (int k = 1; k < 8; k++) least[0] = least[k] < least[0] ? least[k] : least[0];
    return least[0];
}

#define CELL_SUMS(type)                                                        \
    {                                                                          \
        const type *cell = cells;                                              \
        if (m)                                                                 \
            for (size_t i = 0; i < n; i++) sums[cell[i]] += value[i] * m[i];   \
        else                                                                   \
            for (size_t i = 0; i < n; i++) sums[cell[i]] += value[i];          \
    }                                                                          \
    break;

void cw_sum_by_cell(size_t n, const void *cells, int width, const double *m, const double *value,
                    double *sums) {
    switch (width) {
    case 1: CELL_SUMS(uint8_t)
    case 2: CELL_SUMS(uint16_t)
    case 4: CELL_SUMS(int32_t)
    }
}

WIDEST
void cw_roots(size_t n, const double *a, double *out) {
    for (size_t i = 0; i < n; i++) out[i] = sqrt(a[i]);
}

#define CODES(type, out_type)                                       \
    {                                                               \
        const type *from = cells;                                   \
        out_type *to = out;                                         \
        for (size_t i = 0; i < n; i++)                              \
            to[i] = (out_type)(to[i] + stride * (uint32_t)from[i]); \
    }                                                               \
    break;

WIDEST
void cw_add_codes(size_t n, const void *cells, int width, uint32_t stride, void *out,
                  int out_width) {
    switch (8 * width + out_width) {
    case 8 + 1: CODES(uint8_t, uint8_t)
    case 8 + 2: CODES(uint8_t, uint16_t)
    case 8 + 4: CODES(uint8_t, int32_t)
    case 16 + 1: CODES(uint16_t, uint8_t)
    case 16 + 2: CODES(uint16_t, uint16_t)
    case 16 + 4: CODES(uint16_t, int32_t)
    case 32 + 1: CODES(int32_t, uint8_t)
    case 32 + 2: CODES(int32_t, uint16_t)
    case 32 + 4: CODES(int32_t, int32_t)
    }
}
