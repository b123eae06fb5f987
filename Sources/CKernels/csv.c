#include "casewise_csv.h"

#include <string.h>

typedef uint8_t cw_bytes __attribute__((ext_vector_type(64)));
typedef _Bool cw_flags __attribute__((ext_vector_type(64)));

static inline uint64_t marks_of_64(const uint8_t *text, uint8_t delimiter) {
    cw_bytes bytes;
    memcpy(&bytes, text, 64);
    cw_bytes found = (cw_bytes)((bytes == delimiter) | (bytes == '"') | (bytes == '\n') |
                                (bytes == '\r') | (bytes == 0));
    cw_flags flags = __builtin_convertvector(found, cw_flags);
    uint64_t bits;
    memcpy(&bits, &flags, 8);
    return bits;
}

// The widest vectors of the processor at hand are chosen when the program starts.
#if defined(__x86_64__)
__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
size_t cw_csv_marks(const uint8_t *text, size_t n, uint8_t delimiter, uint32_t *places) {
    uint32_t *place = places;
    size_t i = 0;
    for (; i + 64 <= n; i += 64) {
        uint64_t bits = marks_of_64(text + i, delimiter);
        while (bits) {
            *place++ = (uint32_t)i + (uint32_t)__builtin_ctzll(bits);
            bits &= bits - 1;
        }
    }
    if (i < n) {
        uint8_t rest[64];
        memset(rest, 'x', sizeof rest);
        memcpy(rest, text + i, n - i);
        // A delimiter of 'x' must not be found in the padding.
        uint64_t bits = marks_of_64(rest, delimiter) & (~0ull >> (64 - (n - i)));
        while (bits) {
            *place++ = (uint32_t)i + (uint32_t)__builtin_ctzll(bits);
            bits &= bits - 1;
        }
    }
    return (size_t)(place - places);
}
