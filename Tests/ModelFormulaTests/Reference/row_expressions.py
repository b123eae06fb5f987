"""Writes row_expressions.json: ages, days between dates and conditions over missing values.

    python3 Tests/ModelFormulaTests/Reference/row_expressions.py    (pandas 3.1.1, Python 3.11)

Ages: Python's datetime, by counting birthdays one by one. A birthday on 29 February is kept on 1
March in common years, the convention in England and Wales. The dates are random pairs and, for
births from 27 February to 2 March of leap and common years, every day around every later birthday.

Conditions: pandas' nullable booleans, which follow Kleene's three-valued logic as R does
(`pandas.array([...], dtype="boolean")`, operators & | ~), and its nullable numbers and dates.
"""

import json
import platform
import random
from datetime import date, timedelta
from pathlib import Path

import pandas

random.seed(29)


def age(birth, day):
    """Birthdays reached, one after the other."""
    if day < birth:
        return None
    years = 0
    while True:
        year = birth.year + years + 1
        try:
            birthday = date(year, birth.month, birth.day)
        except ValueError:
            birthday = date(year, 3, 1)
        if birthday > day:
            return years
        years += 1


def births_and_days():
    first, last = date(1900, 1, 1), date(2100, 12, 31)
    span = (last - first).days
    for _ in range(300):
        yield first + timedelta(random.randrange(span)), first + timedelta(random.randrange(span))
    for year in (1896, 1999, 2000, 2004, 2007):
        for offset in range(-2, 3):
            birth = date(year, 2, 28) + timedelta(offset)
            for later in (1, 4, 5, 8, 18, 19, 20):
                around = date(year + later, 2, 28)
                for step in range(-2, 4):
                    yield birth, around + timedelta(step)
            yield birth, birth
            yield birth, birth - timedelta(1)


def boolean(values):
    return pandas.array(values, dtype="boolean")


def listed(values):
    return [None if pandas.isna(value) else value for value in values]


def table(rows=60):
    def pick(values):
        return random.choice(values + [None])

    frame = {
        "p": [pick([True, False]) for _ in range(rows)],
        "q": [pick([True, False]) for _ in range(rows)],
        "x": [pick([-2, 0, 1, 3, 7]) for _ in range(rows)],
        "z": [pick([0.5, 1.0, 3.0]) for _ in range(rows)],
        "w": [pick(["Byker", "Walker", "Heaton"]) for _ in range(rows)],
        "v": [pick(["Byker", "Gosforth"]) for _ in range(rows)],
        "d": [pick(["2024-02-28", "2024-02-29", "2023-12-31", "1999-03-01"]) for _ in range(rows)],
        "e": [pick(["2024-03-01", "2023-01-01", "2024-02-29"]) for _ in range(rows)],
    }
    return frame


def expressions(frame):
    p, q = boolean(frame["p"]), boolean(frame["q"])
    x = pandas.array(frame["x"], dtype="Int64")
    z = pandas.array(frame["z"], dtype="Float64")
    w = pandas.array(frame["w"], dtype="string")
    v = pandas.array(frame["v"], dtype="string")
    d = pandas.Series(pandas.to_datetime(frame["d"]))
    e = pandas.Series(pandas.to_datetime(frame["e"]))
    days = (e - d).dt.days.astype("Int64").array

    def choose(condition, a, b):
        picked = [None if pandas.isna(c) else (s if c else t) for c, s, t in zip(condition, a, b)]
        return [None if pandas.isna(value) else value for value in picked]

    n = len(x)
    yield "p & q", listed(p & q)
    yield "p | q", listed(p | q)
    yield "!p", listed(~p)
    yield "!(p & !q) | x > 0", listed(~(p & ~q) | (x > 0))
    yield "x > 0 & z >= 1", listed((x > 0) & (z >= 1))
    yield 'w == "Byker" | x == 3', listed((w == "Byker") | (x == 3))
    yield 'w != "Byker"', listed(w != "Byker")
    yield "w == v", listed(w == v)
    yield "is_missing(x)", [bool(b) for b in pandas.isna(x)]
    yield "is_missing(x + z) | p", listed(boolean(pandas.isna(x + z)) | p)
    yield "x + z", listed(x + z)
    yield "x * 2 - 1", listed(x * 2 - 1)
    yield "e - d", listed(days)
    yield 'd - "2024-01-01"', listed(
        (d - pandas.Timestamp("2024-01-01")).dt.days.astype("Int64").array)
    yield "(d + 366) - d", [None if pandas.isna(i) else 366 for i in d]
    yield "d + x", [
        None if pandas.isna(a) or pandas.isna(b)
        else (a + pandas.Timedelta(days=int(b))).strftime("%Y-%m-%d") for a, b in zip(d, x)]
    yield "e - 31", [None if pandas.isna(a) else (a - pandas.Timedelta(days=31)).strftime("%Y-%m-%d")
                     for a in e]
    yield 'd >= "2024-01-01"', [None if pandas.isna(a) else bool(a >= pandas.Timestamp("2024-01-01"))
                                for a in d]
    yield "year(d) * 100 + month(d)", [None if pandas.isna(a) else a.year * 100 + a.month for a in d]
    yield 'ifelse(p, "yes", w)', choose(p, ["yes"] * n, w)
    yield "ifelse(x > 0, x, z)", choose(x > 0, [float(i) if not pandas.isna(i) else None for i in x],
                                        listed(z))
    yield "ifelse(is_missing(x), 0, x)", [0 if pandas.isna(i) else int(i) for i in x]
    yield "ifelse(q, d, e)", choose(q, [None if pandas.isna(a) else a.strftime("%Y-%m-%d") for a in d],
                                    [None if pandas.isna(a) else a.strftime("%Y-%m-%d") for a in e])


def plain(value):
    """JSON's own kinds, and not those of pandas."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if hasattr(value, "item"):
        value = value.item()
    return value


frame = table()
names = list(frame)
rows = [",".join("" if frame[n][i] is None else str(frame[n][i]).lower()
                 if isinstance(frame[n][i], bool) else str(frame[n][i]) for n in names)
        for i in range(len(frame["p"]))]
answer = {
    "program": f"pandas {pandas.__version__}, Python {platform.python_version()}",
    "ages": [[b.isoformat(), d.isoformat(), age(b, d)] for b, d in births_and_days()],
    "table": ",".join(names) + "\n" + "\n".join(rows) + "\n",
    "expressions": [{"text": text, "values": [plain(value) for value in values]}
                    for text, values in expressions(frame)],
}
path = Path(__file__).with_name("row_expressions.json")
path.write_text(json.dumps(answer, separators=(",", ":")).replace('],["', '],\n["').replace(
    '{"text"', '\n{"text"') + "\n")
print(len(answer["ages"]), "ages,", len(answer["expressions"]), "expressions")
