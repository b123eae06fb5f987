// Counting of two-way tables, many at once, over a block of rows.
//
// A factor of few levels becomes one bit row a level, and the cell of two levels is the number of
// bits that their rows share: 512 cases a step where the machine has such a step. A factor of many
// levels is counted case by case.

#ifndef CASEWISE_PAIRS_H
#define CASEWISE_PAIRS_H

#include <stddef.h>
#include <stdint.h>

/// Bit rows are whole vectors of so many words; bits beyond the last case are 0.
#define CW_WORDS_A_VECTOR 8

/// Bit rows of so many are met at once; their number is a multiple of it.
#define CW_ROWS_AT_ONCE 4

/// bits[l * words + i / 64] holds bit i % 64, set where codes[i] == l, for l < levels <= 256.
/// words is a multiple of CW_WORDS_A_VECTOR and holds n bits.
void cw_level_bits(size_t n, const uint8_t *codes, size_t levels, size_t words, uint64_t *bits);

/// counts[i * rows + j] += the bits that rows i and j share, for j >= i; what stands below the
/// diagonal means nothing. rows is a multiple of CW_ROWS_AT_ONCE and words one of
/// CW_WORDS_A_VECTOR; bits is aligned to 64 bytes.
void cw_shared_bits(size_t words, const uint64_t *bits, size_t rows, int64_t *counts);

/// The bits that two rows share, and those of the first alone where b is NULL.
int64_t cw_count_bits(size_t words, const uint64_t *a, const uint64_t *b);

/// table[row * columns + column] += weight[i], or 1 where weight is NULL; codes in 1, 2 or 4 bytes.
void cw_count_pair(size_t n, const void *rows, int row_width, const void *cells, int cell_width,
                   size_t columns, const int64_t *weight, int64_t *table);

#endif
