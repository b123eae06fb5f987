"""Random files of separated values: every flavour of column, quoting, line end and encoding."""

import gzip

LETTERS = "abcxyzÅéß–€Žabc   "
WIDE_LETTERS = LETTERS + "名前😀\u0301"
MARKS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


def random_file(chance, most_rows):
    """Bytes, the options to read them with, and the ending of the name."""
    # Small files find most; a few are as large as asked for.
    rows = chance.choice([chance.randint(1, 40), chance.randint(1, most_rows), most_rows])
    delimiter = chance.choice(list(MARKS))
    options = {}
    if chance.random() < 0.5:
        options["delimiter"] = delimiter
    if chance.random() < 0.3:
        options["decimal"] = "comma"
    if chance.random() < 0.3:
        options["thousands"] = chance.choice(
            [m for m in ("comma", "point", "space", "apostrophe")
             if m != options.get("decimal", "point")])
    if chance.random() < 0.3:
        options["currency"] = chance.sample(["£", "€", "kr", "$"], chance.randint(1, 2))
    if chance.random() < 0.3:
        options["date_order"] = chance.choice(["dmy", "mdy"])
    if chance.random() < 0.3:
        options["missing_words"] = chance.sample(["-", "unknown", "NA", "-9", "é"], 2)
    encoding = chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"])
    letters = LETTERS if encoding == "cp1252" else WIDE_LETTERS
    mark = MARKS[delimiter]
    width = chance.choice([1, 2, 3, chance.randint(4, 12)])
    names = [random_name(chance, letters, i) for i in range(width)]
    columns = [random_column(chance, rows, options, letters, mark) for _ in range(width)]
    text = written(chance, [names] + [list(row) for row in zip(*columns)], mark)
    if encoding == "utf-16":
        mark, order = chance.choice([(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
        data = mark + text.encode(order)
    else:
        data = text.encode(encoding)
    if chance.random() < 0.15:
        half = chance.randint(0, len(data))
        members = [gzip.compress(part, mtime=0) for part in (data[:half], data[half:])]
        return b"".join(members), options, "csv.gz"
    return data, options, "csv"


def random_name(chance, letters, index):
    word = "".join(chance.choice(letters) for _ in range(chance.randint(0, 6)))
    return f"{word}_{index}" if chance.random() < 0.9 else ""


def random_column(chance, rows, options, letters, mark):
    flavour = chance.choice(FLAVOURS)
    makers = [flavour(chance, options, letters, mark)]
    odd = chance.choice(FLAVOURS)(chance, options, letters, mark)
    # Some columns change their kind late, and some are nearly empty.
    switch = rows - chance.randint(1, 3) if chance.random() < 0.2 else rows
    missing = chance.choice([0, 0, 0.1, 0.97, 1])
    words = options.get("missing_words", ["NA", "N/A", "null", "NaN", "#N/A"]) + ["", "", " "]
    values = []
    for row in range(rows):
        if chance.random() < missing and row < switch:
            values.append(chance.choice(words))
        else:
            value = (odd if row >= switch else makers[0])()
            blanks = chance.random() < 0.05
            values.append(f" {value}\t" if blanks and mark != "\t" else value)
    return values


def integers(chance, options, letters, mark):
    greatest = chance.choice([2, 130, 40_000, 3 * 10**9, 2**63 - 1, 2**63 + 5])
    least = chance.choice([0, -greatest])
    return lambda: str(chance.randint(least, greatest))


def reals(chance, options, letters, mark):
    point = "," if options.get("decimal") == "comma" else "."
    digits = chance.choice([1, 3, 9, 18, 25])
    form = chance.choice(["fixed", "fixed", "short", "exponent", "repr"])

    def one():
        if form == "repr":
            return repr(chance.uniform(-1, 1) * 10.0 ** chance.randint(-320, 300)).replace(".", point)
        whole = str(chance.randint(-999, 9999))
        fraction = "".join(chance.choice("0123456789") for _ in range(digits))
        if form == "exponent":
            return f"{whole}{point}{fraction}e{chance.randint(-330, 290)}"
        if form == "short":
            return chance.choice([f"{whole}{point}", f"{point}{fraction}", whole])
        return f"{whole}{point}{fraction}"

    return one


def grouped(chance, options, letters, mark):
    group = {"comma": ",", "point": ".", "space": " ", "apostrophe": "'", None: ","}[
        options.get("thousands")]
    return lambda: f"{chance.randint(-10**9, 10**9):,}".replace(",", group)


def money(chance, options, letters, mark):
    sign = chance.choice(options.get("currency", ["£"]))
    if sign not in ("£", "€", "$", "kr"):
        sign = "£"
    forms = [f"{sign}{{}}", f"-{sign}{{}}", f"{sign}-{{}}", f"{{}} {sign}", f"{{}}{sign}", "{}",
             f"{sign} {{}}"]
    return lambda: chance.choice(forms).format(chance.randint(0, 5000))


def booleans(chance, options, letters, mark):
    words = chance.sample(["true", "false", "TRUE", "FALSE", "True", "False", "tRUE", "T"], 3)
    return lambda: chance.choice(words)


def iso_dates(chance, options, letters, mark):
    tail = chance.choice(["", "", " 00:00", "T00:00:00", " 00:00:00.000", " 10:30"])
    last = chance.choice([28, 28, 31])
    return lambda: (f"{chance.randint(1900, 2030)}-{chance.randint(1, 12):02}-"
                    f"{chance.randint(1, last):02}{tail}")


def slashed_dates(chance, options, letters, mark):
    a, b = chance.choice([(28, 12), (12, 28), (12, 12), (31, 12), (13, 13)])
    s = chance.choice("//-.")
    pad = chance.choice(["02", ""])
    tail = chance.choice(["", "", " 00:00", "T00:00:00"])
    year = chance.choice(["2024", "1999", "24"])
    return lambda: (f"{chance.randint(1, a):{pad}}{s}{chance.randint(1, b):{pad}}{s}{year}{tail}")


def codes(chance, options, letters, mark):
    digits = chance.choice([3, 20, 40])
    return lambda: "".join(chance.choice("0123456789") for _ in range(digits))


def levels(chance, options, letters, mark):
    count = chance.choice([2, 5, 300])
    words = ["".join(chance.choice(letters) for _ in range(chance.randint(1, 12)))
             for _ in range(count)]
    return lambda: chance.choice(words)


def free_text(chance, options, letters, mark):
    parts = [mark, '"', "\n", "\r\n", "\r", "a", "b c", "5\" pipe", *",;|", *letters]
    return lambda: "".join(chance.choice(parts) for _ in range(chance.randint(0, 20)))


def long_text(chance, options, letters, mark):
    return lambda: ("x" * chance.choice([0, 1, 63, 64, 65, 5000]) + chance.choice(letters))


FLAVOURS = [*[integers] * 4, *[reals] * 4, grouped, money, booleans, *[iso_dates] * 2,
            *[slashed_dates] * 3, codes, levels, levels, free_text, long_text]


def written(chance, table, mark):
    """Text with fields quoted where they must be, and at random where they need not."""
    often = chance.choice([0, 0.05, 0.5, 1])
    ends = chance.choice([["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]])
    blank_lines = chance.choice([0, 0, 0.02]) if len(table[0]) > 1 else 0
    lines = []
    for row in table:
        fields = []
        for field in row:
            must = any(c in field for c in (mark, "\n", "\r")) or field.startswith('"')
            if must or chance.random() < often and field.strip():
                field = '"' + field.replace('"', '""') + '"'
            fields.append(field)
        # A row that is one quoted nothing, or a lone CR before an LF, would be read as another
        # thing than what is meant here; so a line never begins with its neighbour's end.
        lines.append(mark.join(fields))
        end = chance.choice(ends)
        lines.append(end)
        if chance.random() < blank_lines:
            lines.append(end)
    if chance.random() < 0.3 and len(table[0]) > 1:
        lines.pop()
    return "".join(lines)
