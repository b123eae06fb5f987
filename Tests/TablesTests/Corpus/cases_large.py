"""Files too large to keep: made when the tests run. Blocks end within them wherever they like."""

import zlib

from cases_text import stored_member


def add(corpus):
    long_fields(corpus)
    wide(corpus)
    late(corpus)
    misleading(corpus)
    far_errors(corpus)


def numbers(count):
    return [str(i) for i in range(count)]


def long_fields(corpus):
    text = 'xy,\n"z"\r\n' * 22_000
    quoted = '"' + text.replace('"', '""') + '"'
    corpus.digest("long_field", f"a,b\n{quoted},1\nq,2\n",
                  [("a", "category", [text, "q"]), ("b", "integer", ["1", "2"])], 2)
    text = 'w;"é,😀\n' * 150_000
    quoted = '"' + text.replace('"', '""') + '"'
    corpus.digest("field_of_several_blocks", f"a,b\n1,x\n2,{quoted}\n3,y\n",
                  [("a", "integer", ["1", "2", "3"]), ("b", "category", ["x", text, "y"])], 3,
                  about="1.9 MB between two quotes")
    corpus.error("place_after_long_field", f"a,b\n1,x\n2,{quoted},9\n", "malformed_csv", 150_003, 3,
                 about="the extra field stands on the line on which the long one ends")
    text = "plain " * 60_000 + "end"
    corpus.digest("long_field_without_quotes", f"a,b\n1,{text}\n2,x\n",
                  [("a", "integer", ["1", "2"]), ("b", "category", [text, "x"])], 2)
    number = "0." + "1" * 150_000
    corpus.digest("long_number", f"a,b\n1,{number}\n2,3\n",
                  [("a", "integer", ["1", "2"]), ("b", "real", ["0.1111111111111111", "3"])], 2)


def wide(corpus):
    names = [f"c{i}" for i in range(3000)]
    rows = [[str(i) for i in range(3000)], [f"{i}.5" for i in range(3000)]]
    corpus.digest("three_thousand_columns", "\n".join(",".join(r) for r in [names, *rows]) + "\n",
                  [(n, "real", [a, b]) for n, a, b in zip(names, *rows)], 2)
    names = [f"a rather long name of column {i}" for i in range(3000)]
    text = ";".join(names) + "\n" + ";".join(["1"] * 3000) + "\n"
    corpus.digest("header_beyond_what_is_looked_at", text,
                  [(n, "integer", ["1"]) for n in names], 1,
                  about="99 kB of header: the delimiter is to be found all the same")
    corpus.error("last_of_three_thousand", ",".join(f"c{i}" for i in range(2999)) + ",c0\n1\n",
                 "repeated_column", 1, sum(len(f"c{i},") for i in range(2999)) + 1)


def late(corpus):
    def one(name, fields, kind, values, notes=None, tail=b""):
        rows = numbers(len(fields))
        data = "row;v\n" + "".join(f"{r};{f}\n" for r, f in zip(rows, fields))
        corpus.digest(name, data.encode() + tail,
                      [("row", "integer", rows), ("v", kind, values)], len(fields), notes=notes)

    many = 20_000
    whole = [str(i % 100) for i in range(many)]
    one("late_real", whole + ["1.5"], "real", whole + ["1.5"])
    one("late_text", whole + ["oops"], "category", whole + ["oops"])
    one("late_code", whole + ["12345678901234567890"], "category",
        whole + ["12345678901234567890"])
    one("late_wide_integer", whole + ["1099511627776", "-9223372036854775808"], "integer",
        whole + ["1099511627776", "-9223372036854775808"])
    one("late_first_value", [""] * many + ["7"], "integer", [None] * many + ["7"])
    one("late_boolean", [""] * many + ["true"], "boolean", [None] * many + ["true"])
    one("late_exponent", [f" {w} " for w in whole] + ["1e2"], "real", whole + ["100"])
    odd = [f"+{w}" if i % 3 else f" {w}" for i, w in enumerate(whole)]
    one("late_text_keeps_form", odd + ["x"], "category", odd + ["x"])
    reals = [f"{w}.250" for w in whole]
    one("late_text_after_reals", reals + ["none"], "category", reals + ["none"])

    iso = [f"2024-0{1 + i % 9}-1{i % 10}" for i in range(many)]
    one("late_not_a_date", iso + ["2024-02-30"], "category", iso + ["2024-02-30"])
    one("late_slashed", iso + ["01/02/2024"], "category", iso + ["01/02/2024"])
    slashed = [f"0{1 + i % 9}/0{1 + i % 7}/2024" for i in range(many)]
    day_first = [f"2024-0{1 + i % 7}-0{1 + i % 9}" for i in range(many)]
    month_first = [f"2024-0{1 + i % 9}-0{1 + i % 7}" for i in range(many)]
    one("late_proof_of_month_first", slashed + ["12/31/2024"], "date", month_first + ["2024-12-31"],
        notes=[])
    one("late_proof_of_day_first", slashed + ["31/12/2024"], "date", day_first + ["2024-12-31"],
        notes=[])
    one("never_proof_of_order", slashed, "date", day_first, notes=[("ambiguous_dates", ["v"])])
    mixed = ["13/01/2024"] + slashed + ["01/13/2024"]
    one("late_mixed_orders", mixed, "category", mixed)

    levels = [f"level {i * 7919 % 70_001}" for i in range(70_001)]
    one("seventy_thousand_levels", levels, "category", levels)
    two_spellings = ["cafe\u0301"] + ["tea"] * many + ["caf\u00e9"]
    one("late_other_spelling", two_spellings, "category", ["cafe\u0301"] + ["tea"] * many
        + ["cafe\u0301"])

    words = ["é"] * many
    rows = numbers(many)
    data = ("row;v\n" + "".join(f"{r};é\n" for r in rows)).encode()
    corpus.digest("late_windows_1252", data + f"{many};".encode() + b"\xe9\n",
                  [("row", "integer", rows + [str(many)]),
                   ("v", "category", ["Ã©" for _ in words] + ["é"])], many + 1,
                  notes=[("windows_1252", None)],
                  about="the last row says that nothing before it was UTF-8")
    half = len(data) // 2 + 1
    corpus.digest("gzip_two_large_members", member(data[:half]) + member(data[half:]),
                  [("row", "integer", rows), ("v", "category", words)], many, kind="csv.gz")
    corpus.error("gzip_cut_late", member(data)[:-20_000 // 10], ["read_failed", "malformed_csv"],
                 kind="csv.gz")
    corpus.digest("utf16_large", b"\xfe\xff" + data.decode().encode("utf-16-be"),
                  [("row", "integer", rows), ("v", "category", words)], many)


def member(text):
    """A gzip member with its text deflated."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = packer.compress(text) + packer.flush()
    return stored_member(b"")[:10] + body + zlib.crc32(text).to_bytes(4, "little") + (
        len(text).to_bytes(4, "little"))


def misleading(corpus):
    """Text in quotes that looks like rows, and rows that look like text in quotes."""
    many = 12_000
    inside = "".join(f'{i},"x",5\r\n' for i in range(many))
    field = '"' + inside.replace('"', '""') + '"'
    corpus.digest("rows_in_quotes", f"a,b,c\n1,{field},2\n3,y,4\n",
                  [("a", "integer", ["1", "3"]), ("b", "category", [inside, "y"]),
                   ("c", "integer", ["2", "4"])], 2,
                  about="a block that starts in the quotes sees well-formed rows")
    rows = "".join('",\n",","\r\n' for _ in range(many))
    corpus.digest("quotes_everywhere", "a,b\r\n" + rows,
                  [("a", "category", [",\n"] * many), ("b", "category", [","] * many)], many,
                  about="inside and outside of quotes look the same")
    rows = "".join(f'5" pipe {i % 5},"a ""b"" {i % 3}"\n' for i in range(many))
    corpus.digest("stray_quotes", "a,b\n" + rows,
                  [("a", "category", [f'5" pipe {i % 5}' for i in range(many)]),
                   ("b", "category", [f'a "b" {i % 3}' for i in range(many)])], many,
                  about="an odd number of quotes in every row")
    ends = ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r"]
    rows = "".join(f"{i}," + "é" * (i % 7) + ends[i % 6] for i in range(many))
    corpus.digest("line_ends_of_all_kinds", "a,b\r" + rows,
                  [("a", "integer", numbers(many)),
                   ("b", "category", ["é" * (i % 7) or None for i in range(many)])], many)
    rows = "".join("\n" if i % 3 else f"{i}\r\n" for i in range(many))
    corpus.digest("missing_lines_of_one_column", "a\n" + rows,
                  [("a", "integer", [None if i % 3 else str(i) for i in range(many)])], many)


def far_errors(corpus):
    many = 40_000
    rows = "".join(f"{i},é\n" for i in range(many))
    corpus.error("far_ragged", f"a,b\n{rows}1,2,3\n{rows}", "malformed_csv", many + 2, 5)
    corpus.error("far_unclosed", f'a,b\n{rows}é,"x\n{rows}', "malformed_csv", many + 2, 3)
    corpus.error("far_text_after_quote", f'a,b\n"x\ny",1\n{rows}é,"x"y\n{rows}', "malformed_csv",
                 many + 4, 6)
    corpus.error("far_nul", f"a,b\n{rows}é,x\0\n{rows}", "malformed_csv", many + 2, 4)
    corpus.error("far_surrogate", f"a,b\n{rows}1,x".encode() + b"\xed\xa0\x80\n", "encoding",
                 many + 2, 4)
    corpus.error("far_mismatch", f"a,b\n{rows}1,2\nx,2\n{rows}y,1\n", "type_mismatch", many + 3, 1,
                 options={"kinds": {"a": "integer"}})
    corpus.error("far_first_of_two", f"a,b\n{rows}1\n{rows}1,2,3\n", "malformed_csv", many + 2, 1)
