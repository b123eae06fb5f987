// Finding the bytes that structure a text of separated values.

#ifndef CASEWISE_CSV_H
#define CASEWISE_CSV_H

#include <stddef.h>
#include <stdint.h>

/// Writes the places, from `text`, of every delimiter, quote, line feed, carriage return and NUL
/// among `n` bytes, in order, and returns how many there are. `places` has room for n + 64.
size_t cw_csv_marks(const uint8_t *text, size_t n, uint8_t delimiter, uint32_t *places);

#endif
