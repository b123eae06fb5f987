// Finding the bytes that structure a text of separated values.

#ifndef CASEWISE_CSV_H
#define CASEWISE_CSV_H

#include <stddef.h>
#include <stdint.h>

/// Writes the places, from `text`, of every delimiter, quote, line feed, carriage return and NUL
/// among `n` bytes, in order, and returns how many there are. `places` has room for n + 64.
size_t cw_csv_marks(const uint8_t *text, size_t n, uint8_t delimiter, uint32_t *places);

/// A walk over records of which every one has `width` fields, from tile to tile of a text.
typedef struct {
    size_t width;
    /// Records begin before this place.
    size_t limit;
    /// How many records to find at most.
    size_t most;
    uint8_t delimiter;
    /// Where the field at hand begins, and the record; both count from `text`.
    size_t field_start;
    size_t row_start;
    /// The fields and the records found.
    size_t count;
    size_t rows;
    /// What the last byte before a tile was.
    uint64_t in_quotes;
    uint64_t after_break;
    uint64_t after_quote;
    uint64_t after_return;
} cw_csv_walk;

/// How a tile ended: the walk goes on, it has all records asked for, or the text is not plain.
enum { cw_csv_more = 0, cw_csv_done = 1, cw_csv_not_plain = 2 };

/// Finds the fields in bytes `from` to `to` of a text; `from` is where the last call ended.
///
/// A text is plain when its quotes stand around whole fields and never inside them, its lines end
/// with LF or CRLF, none of them is blank, and it holds no NUL. `starts` and `ends`, from field 0 of
/// the walk, have room for `to - from` fields more; a start's highest bit tells of a quote before it.
/// The delimiter is no quote, line feed, carriage return or NUL.
int cw_csv_fields(cw_csv_walk *walk, const uint8_t *text, size_t from, size_t to, uint32_t *starts,
                  uint32_t *ends);

#endif
