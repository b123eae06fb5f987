"""The rules of reading, in Python: records are cut by the standard library's csv module, numbers
are rounded by its float, days are counted by its datetime. Slow, plain, and written without a
look at Casewise's reader, which is compared with it."""

import csv
import datetime
import gzip
import io
import math
import re
import unicodedata
import zlib

STANDARD_MISSING = ["", "NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null"]
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
LOOKED_AT = 65_536
csv.field_size_limit(2**31 - 1)


class Refused(Exception):
    """A file that is no table: one of the codes."""

    def __init__(self, *codes):
        super().__init__(codes)
        self.codes = codes


def read(data, options):
    """The rows, columns and notes of a file's bytes, as in the corpus's expectations."""
    text, notes = decode(unpack(data))
    if "\0" in text:
        raise Refused("malformed_csv")
    delimiter = DELIMITERS.get(options.get("delimiter")) or find_delimiter(text)
    header, rows = records(text, delimiter)
    names = header_names(header)
    if not rows:
        raise Refused("empty_file")
    if any(len(row) != len(names) for row in rows):
        raise Refused("malformed_csv")
    if any(name not in names for name in options.get("kinds", {})):
        raise Refused("unknown_column")
    missing = set(options.get("missing_words", STANDARD_MISSING)) | {""}
    columns = []
    ambiguous = []
    for index, name in enumerate(names):
        fields = [row[index] for row in rows]
        values = [None if f.strip(" \t") in missing else f for f in fields]
        kind, values, is_ambiguous = typed(values, options, options.get("kinds", {}).get(name))
        columns.append({"name": name, "kind": kind, "values": values})
        if is_ambiguous:
            ambiguous.append(name)
    if ambiguous:
        notes.append({"code": "ambiguous_dates", "columns": ambiguous})
    return {"rows": len(rows), "columns": columns, "notes": notes}


# Bytes to text


def unpack(data):
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error):
        raise Refused("read_failed", "malformed_csv") from None


def decode(data):
    try:
        for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"),
                               (b"\xfe\xff", "utf-16-be")):
            if data.startswith(mark):
                return data[len(mark):].decode(encoding), []
    except UnicodeDecodeError:
        raise Refused("encoding") from None
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    if re.search(rb"\xed[\xa0-\xbf][\x80-\xbf]", data):
        raise Refused("encoding")
    try:
        return data.decode("cp1252"), [{"code": "windows_1252", "columns": None}]
    except UnicodeDecodeError:
        raise Refused("encoding") from None


# Text to records


def parse(text, delimiter):
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def records(text, delimiter):
    try:
        rows = list(parse(text, delimiter))
    except csv.Error:
        raise Refused("malformed_csv") from None
    while rows and not rows[0]:
        rows.pop(0)
    if not rows:
        raise Refused("empty_file")
    header = rows.pop(0)
    if len(header) == 1:
        return header, [row or [""] for row in rows]
    return header, [row for row in rows if row]


def find_delimiter(text):
    head = text.encode()[:LOOKED_AT].decode(errors="ignore")
    is_cut = len(head) < len(text)
    widths = {}
    for delimiter in ",;\t|":
        seen, is_broken = [], False
        try:
            for row in parse(head, delimiter):
                if row:
                    seen.append(len(row))
                if len(seen) > 100:
                    break
            else:
                # The last record of a part may be cut.
                if is_cut:
                    seen = seen[:1] + seen[1:][:-1]
        except csv.Error as error:
            is_broken = not (is_cut and "unexpected end" in str(error))
        widths[delimiter] = (seen, is_broken)
    fitting = {d: seen[0] for d, (seen, broken) in widths.items()
               if seen and not broken and seen[0] >= 2 and len(set(seen)) == 1}
    if not fitting:
        fitting = {d: seen[0] for d, (seen, _) in widths.items() if seen and seen[0] >= 2}
    # max keeps the first of equals.
    return max(fitting, key=fitting.get) if fitting else ","


def header_names(header):
    names = [name.strip(" \t") or f"column_{i + 1}" for i, name in enumerate(header)]
    if len(set(names)) < len(names):
        raise Refused("repeated_column")
    return names


# Fields to values


def typed(values, options, told):
    trimmed = [None if v is None else v.strip(" \t") for v in values]
    present = [v for v in trimmed if v is not None]
    readers = {
        "integer": lambda v: integer(v, options),
        "real": lambda v: real(v, options),
        "boolean": boolean,
    }
    for kind in [told] if told else ["integer", "real", "boolean", "date"]:
        if kind == "category" or not present and not told:
            break
        if kind == "date":
            days, is_ambiguous = dates(present, options)
            if days is None:
                continue
            days = iter(days)
            texts = [None if v is None else next(days) for v in trimmed]
            return "date", texts, is_ambiguous
        read_one = readers[kind]
        texts = [None if v is None else read_one(v) for v in trimmed]
        if all(text is not None for text, v in zip(texts, trimmed) if v is not None):
            return kind, texts, False
    if told and told != "category":
        raise Refused("type_mismatch")
    # Of several spellings of the same characters the first by its bytes stands for all.
    first = {}
    for value in sorted({v for v in values if v is not None}, key=str.encode):
        first.setdefault(unicodedata.normalize("NFC", value), value)
    return "category", [
        None if v is None else first[unicodedata.normalize("NFC", v)] for v in values], False


def plain_number(text, options):
    """A number's sign, whole digits, fraction and exponent with grouping and currency taken off,
    or None."""
    outer, rest = text[:1], text[1:]
    if outer not in ("+", "-"):
        outer, rest = "", text
    for mark in options.get("currency", []):
        if rest.startswith(mark):
            rest = rest[len(mark):].removeprefix(" ")
            # The minus may follow the mark, but not stand on both of its sides.
            if outer and rest[:1] in ("+", "-"):
                return None
            text = outer + rest
            break
        if rest.endswith(mark):
            text = outer + rest[:-len(mark)].removesuffix(" ")
            break
    point = {"point": r"\.", "comma": ","}[options.get("decimal", "point")]
    group = {"comma": ",", "point": r"\.", "space": "[ \u00a0]", "apostrophe": "'"}.get(
        options.get("thousands"))
    whole = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+" if group else "[0-9]+"
    match = re.fullmatch(
        rf"(?P<sign>[+-]?)(?:(?P<whole>{whole})(?:(?P<point>{point})(?P<fraction>[0-9]*))?"
        rf"|{point}(?P<only>[0-9]+))(?P<exponent>[eE][+-]?[0-9]+)?", text)
    if not match:
        return None
    digits = re.sub("[^0-9]", "", match["whole"] or "")
    if len(digits) > 1 and digits[0] == "0":
        return None
    has_point = match["point"] is not None or match["only"] is not None
    return (match["sign"], digits, match["fraction"] or match["only"] or "",
            match["exponent"] or "", has_point)


def integer(text, options):
    number = plain_number(text, options)
    if number is None or number[4] or number[3]:
        return None
    value = int(number[0] + number[1])
    return str(value) if -2**63 <= value < 2**63 else None


def real(text, options):
    number = plain_number(text, options)
    if number is None or not number[4] and not number[3] and integer(text, options) is None:
        return None
    value = float(f"{number[0]}{number[1] or 0}.{number[2] or 0}{number[3]}")
    return repr(value) if math.isfinite(value) else None


def boolean(text):
    return text.lower() if text in ("true", "TRUE", "True", "false", "FALSE", "False") else None


MIDNIGHT = r"(?:[ T]00:00(?::00(?:\.000)?)?)?"
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})" + MIDNIGHT)
SLASHED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})" + MIDNIGHT)


def day(year, month, day_):
    try:
        return datetime.date(int(year), int(month), int(day_)).isoformat()
    except ValueError:
        return None


def dates(texts, options):
    """The days of a column, or None; and whether another order would give other days."""
    iso = [ISO.fullmatch(text) for text in texts]
    if all(iso):
        days = [day(*m.groups()) for m in iso]
        return (days, False) if all(days) else (None, False)
    slashed = [SLASHED.fullmatch(text) for text in texts]
    if not all(slashed):
        return None, False
    day_first = [day(m[4], m[3], m[1]) for m in slashed]
    month_first = [day(m[4], m[1], m[3]) for m in slashed]
    told = options.get("date_order")
    if told:
        days = day_first if told == "dmy" else month_first
        return (days, False) if all(days) else (None, False)
    if all(day_first):
        return day_first, all(month_first) and day_first != month_first
    return (month_first, False) if all(month_first) else (None, False)
