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

static inline uint64_t equal_of_64(const uint8_t *text, uint8_t byte) {
    cw_bytes bytes;
    memcpy(&bytes, text, 64);
    cw_flags flags = __builtin_convertvector((cw_bytes)(bytes == byte), cw_flags);
    uint64_t bits;
    memcpy(&bits, &flags, 8);
    return bits;
}

/// Whether each byte comes after an odd number of quotes, itself included.
static inline uint64_t parity(uint64_t quotes) {
    quotes ^= quotes << 1;
    quotes ^= quotes << 2;
    quotes ^= quotes << 4;
    quotes ^= quotes << 8;
    quotes ^= quotes << 16;
    return quotes ^ quotes << 32;
}

#if defined(__x86_64__)
__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
int cw_csv_fields(cw_csv_walk *walk, const uint8_t *text, size_t from, size_t to, uint32_t *starts,
                  uint32_t *ends) {
    cw_csv_walk at = *walk;
    int result = cw_csv_more;
    for (size_t i = from; i < to && result == cw_csv_more; i += 64) {
        const uint8_t *block = text + i;
        uint8_t rest[64];
        uint64_t here = ~0ull;
        if (to - i < 64) {
            memset(rest, 'x', sizeof rest);
            memcpy(rest, text + i, to - i);
            block = rest;
            here = ~0ull >> (64 - (to - i));
        }
        uint64_t quotes = equal_of_64(block, '"');
        uint64_t lines = equal_of_64(block, '\n');
        uint64_t breaks = (equal_of_64(block, at.delimiter) | lines) & here;
        uint64_t returns = equal_of_64(block, '\r');
        uint64_t nuls = equal_of_64(block, 0);
        uint64_t inside = (quotes ? parity(quotes) : 0) ^ -at.in_quotes;
        breaks &= ~inside;
        returns &= ~inside;
        uint64_t opening = quotes & inside, closing = quotes & ~inside;
        uint64_t after_return = returns << 1 | at.after_return;
        // An opening quote follows a break, a closing one comes before it, CR before LF.
        if ((opening & ~(breaks << 1 | at.after_break)) |
            ((closing << 1 | at.after_quote) & ~(breaks | returns) & here) |
            (after_return & ~lines & here) | nuls) {
            result = cw_csv_not_plain;
            break;
        }
        if (here == ~0ull) {
            at.in_quotes = inside >> 63;
            at.after_break = breaks >> 63;
            at.after_quote = closing >> 63;
            at.after_return = returns >> 63;
        } else {
            unsigned last = (unsigned)(to - i) - 1;
            at.in_quotes = inside >> last & 1;
            at.after_break = breaks >> last & 1;
            at.after_quote = closing >> last & 1;
            at.after_return = returns >> last & 1;
        }
        while (breaks) {
            size_t place = i + (size_t)__builtin_ctzll(breaks);
            breaks &= breaks - 1;
            uint32_t quoted = text[at.field_start] == '"';
            starts[at.count] = ((uint32_t)at.field_start + quoted) | quoted << 31;
            ends[at.count] = (uint32_t)place - quoted;
            size_t next = place + 1;
            at.count++;
            if (text[place] == '\n') {
                if (place > at.field_start && text[place - 1] == '\r') ends[at.count - 1]--;
                if (at.count != (at.rows + 1) * at.width) { result = cw_csv_not_plain; break; }
                at.rows++;
                at.row_start = next;
                if (next >= at.limit || at.rows == at.most) {
                    at.field_start = next;
                    result = cw_csv_done;
                    break;
                }
            }
            at.field_start = next;
        }
    }
    *walk = at;
    return result;
}
