#include "casewise_pairs.h"

#include <string.h>

#if defined(__x86_64__)
#define WITH_BYTE_MASKS __attribute__((target_clones("avx512bw", "arch=x86-64-v3", "default")))
#define WITH_BIT_COUNTS \
    __attribute__((target_clones("avx512vpopcntdq", "arch=x86-64-v3", "default")))
#else
#define WITH_BYTE_MASKS
#define WITH_BIT_COUNTS
#endif

typedef uint8_t bytes64 __attribute__((ext_vector_type(64), aligned(1)));
typedef _Bool bits64 __attribute__((ext_vector_type(64)));
typedef uint64_t words8 __attribute__((ext_vector_type(CW_WORDS_A_VECTOR), aligned(8)));

WITH_BYTE_MASKS
void cw_level_bits(size_t n, const uint8_t *codes, size_t levels, size_t words, uint64_t *bits) {
    size_t full = n / 64;
    for (size_t level = 0; level < levels; level++) {
        uint64_t *out = bits + level * words;
        for (size_t w = 0; w < full; w++) {
            bytes64 block;
            memcpy(&block, codes + w * 64, 64);
            bits64 equal = __builtin_convertvector(block == (uint8_t)level, bits64);
            memcpy(out + w, &equal, 8);
        }
        for (size_t w = full; w < words; w++) {
            uint64_t word = 0;
            for (size_t i = w * 64; i < n && i < w * 64 + 64; i++)
                word |= (uint64_t)(codes[i] == level) << (i & 63);
            out[w] = word;
        }
    }
}

#define SHARED(a, b) __builtin_elementwise_popcount((a) & (b))
#define TOTAL(v) ((int64_t)__builtin_reduce_add(v))

// Bit rows worked on together, so that a block of them stays in the nearest cache.
#define TILE 16

// Four rows against four: 16 sums in registers for 8 reads.
#define ROW(r)                                                      \
    x = a[(r) * step];                                              \
    sum##r##0 += SHARED(x, y0); sum##r##1 += SHARED(x, y1);         \
    sum##r##2 += SHARED(x, y2); sum##r##3 += SHARED(x, y3);
#define STORE(r)                                                    \
    out = counts + (i + (r)) * rows + j;                            \
    out[0] += TOTAL(sum##r##0); out[1] += TOTAL(sum##r##1);         \
    out[2] += TOTAL(sum##r##2); out[3] += TOTAL(sum##r##3);

WITH_BIT_COUNTS
void cw_shared_bits(size_t words, const uint64_t *bits, size_t rows, int64_t *counts) {
    size_t step = words / CW_WORDS_A_VECTOR;
    const words8 *all = (const words8 *)bits;
    for (size_t tile = 0; tile < rows; tile += TILE) {
        size_t end = tile + TILE < rows ? tile + TILE : rows;
        for (size_t i = 0; i < end; i += CW_ROWS_AT_ONCE) {
            for (size_t j = i > tile ? i : tile; j < end; j += CW_ROWS_AT_ONCE) {
                words8 sum00 = 0, sum01 = 0, sum02 = 0, sum03 = 0, sum10 = 0, sum11 = 0,
                       sum12 = 0, sum13 = 0, sum20 = 0, sum21 = 0, sum22 = 0, sum23 = 0,
                       sum30 = 0, sum31 = 0, sum32 = 0, sum33 = 0;
                for (size_t w = 0; w < step; w++) {
                    const words8 *a = all + i * step + w, *b = all + j * step + w;
                    words8 x, y0 = b[0], y1 = b[step], y2 = b[2 * step], y3 = b[3 * step];
                    ROW(0) ROW(1) ROW(2) ROW(3)
                }
                int64_t *out;
                STORE(0) STORE(1) STORE(2) STORE(3)
            }
        }
    }
}

WITH_BIT_COUNTS
int64_t cw_count_bits(size_t words, const uint64_t *a, const uint64_t *b) {
    int64_t sum = 0;
    if (b) {
        for (size_t w = 0; w < words; w++) sum += __builtin_popcountll(a[w] & b[w]);
    } else {
        for (size_t w = 0; w < words; w++) sum += __builtin_popcountll(a[w]);
    }
    return sum;
}

#define COUNT_BY(row_type, cell_type)                                                   \
    {                                                                                   \
        const row_type *r = rows;                                                       \
        const cell_type *c = cells;                                                     \
        if (weight) {                                                                   \
            for (size_t i = 0; i < n; i++) table[(size_t)r[i] * columns + c[i]] += weight[i]; \
        } else {                                                                        \
            for (size_t i = 0; i < n; i++) table[(size_t)r[i] * columns + c[i]]++;      \
        }                                                                               \
    }
#define COUNT_CELLS(row_type)                                    \
    switch (cell_width) {                                        \
    case 1: COUNT_BY(row_type, uint8_t) break;                   \
    case 2: COUNT_BY(row_type, uint16_t) break;                  \
    default: COUNT_BY(row_type, uint32_t)                        \
    }

void cw_count_pair(size_t n, const void *rows, int row_width, const void *cells, int cell_width,
                   size_t columns, const int64_t *weight, int64_t *table) {
    switch (row_width) {
    case 1: COUNT_CELLS(uint8_t) break;
    case 2: COUNT_CELLS(uint16_t) break;
    default: COUNT_CELLS(uint32_t)
    }
}
