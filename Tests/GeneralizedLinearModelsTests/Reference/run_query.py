#!/usr/bin/env python3
"""Runs a query in an engine over a small table, for tests: JSON in, JSON out.

Input: {"engine", "table", "columns": [[name, kind]], "rows": [[text or null]], "query"}.
Output: {"version", "rows": [[...]]}, or {"absent": "why"} where the engine is not there.
Kinds are those of Casewise: integer, real, boolean, date, category.
"""
import csv
import datetime
import io
import json
import os
import subprocess
import sys

asked = json.load(sys.stdin)
# No table is without columns.
columns = asked["columns"] + [["row beside", "category"]]
rows = [row + ["x"] for row in asked["rows"]]


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def is_day(text):
    try:
        datetime.date.fromisoformat(text)
        return True
    except ValueError:
        return False


def plain(kind, text):
    """A cell as an engine without types holds it."""
    if text is None or text == "":
        return None
    if kind in ("integer", "real") and number(text) is not None:
        return number(text)
    return text


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def answer(version, found):
    print(json.dumps({"version": version, "rows": found}))


def typed(kind, values, real):
    """A column's type: text where a value is none of its kind."""
    given = [v for v in values if v not in (None, "")]
    if kind in ("integer", "real") and all(number(v) is not None for v in given):
        return real
    if kind == "date" and all(is_day(v) for v in given):
        return "DATE"
    if kind == "boolean" and all(v in ("true", "false") for v in given):
        return "BOOLEAN"
    return "VARCHAR"


def sqlite():
    import sqlite3

    link = sqlite3.connect(":memory:")
    try:
        link.execute("select exp(1)")
    except sqlite3.OperationalError:
        print(json.dumps({"absent": "sqlite3 has no mathematical functions"}))
        return
    names = ", ".join(quoted(name) for name, _ in columns)
    link.execute(f"create table {quoted(asked['table'])} ({names})")
    marks = ", ".join("?" for _ in columns)
    link.executemany(
        f"insert into {quoted(asked['table'])} values ({marks})",
        [[plain(kind, text) for (_, kind), text in zip(columns, row)] for row in rows])
    answer("SQLite " + sqlite3.sqlite_version, link.execute(asked["query"]).fetchall())


def duckdb_():
    try:
        import duckdb
    except ImportError:
        print(json.dumps({"absent": "python3 has no duckdb"}))
        return
    link = duckdb.connect(":memory:", config={"threads": 1})
    types = [typed(kind, [r[i] for r in rows], "DOUBLE") for i, (_, kind) in enumerate(columns)]
    listed = ", ".join(f"{quoted(name)} {type_}" for (name, _), type_ in zip(columns, types))
    link.execute(f"create table {quoted(asked['table'])} ({listed})")
    marks = ", ".join("?" for _ in columns)
    link.executemany(
        f"insert into {quoted(asked['table'])} values ({marks})",
        [[None if text in (None, "") else text for text in row] for row in rows])
    answer("DuckDB " + duckdb.__version__, link.execute(asked["query"]).fetchall())


def postgresql():
    target = os.environ.get("CASEWISE_POSTGRESQL")
    if not target:
        print(json.dumps({"absent": "CASEWISE_POSTGRESQL names no server"}))
        return

    def psql(text):
        done = subprocess.run(
            ["psql", target, "--csv", "-q", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"], input=text,
            capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout

    def literal(type_, text):
        if text in (None, "") or type_ != "VARCHAR" and type_ is None:
            return "NULL"
        return "'" + text.replace("'", "''") + "'"

    types = []
    for i, (_, kind) in enumerate(columns):
        type_ = typed(kind, [r[i] for r in rows], "float8")
        if type_ == "VARCHAR" and kind != "category":
            # There a text that is no number ends the query: such cells are left empty.
            type_ = {"date": "DATE", "boolean": "BOOLEAN"}.get(kind, "float8")
            for row in rows:
                if row[i] and not (
                        is_day(row[i]) if kind == "date" else number(row[i]) is not None):
                    row[i] = None
        types.append("text" if type_ == "VARCHAR" else type_)
    listed = ", ".join(f"{quoted(name)} {type_}" for (name, _), type_ in zip(columns, types))
    table = quoted(asked["table"])
    values = ",\n".join(
        "(" + ", ".join(literal(t, cell) for t, cell in zip(types, row)) + ")" for row in rows)
    found = psql(
        "set client_encoding = 'UTF8';\nset statement_timeout = '20s';\n"
        f"create temporary table {table} ({listed});\ninsert into {table} values {values};\n"
        + asked["query"])
    version = psql("show server_version;").strip()
    answer("PostgreSQL " + version, [
        [None if cell == "" else cell for cell in row] for row in csv.reader(io.StringIO(found))])


{"sqlite": sqlite, "duckdb": duckdb_, "postgresql": postgresql}[asked["engine"]]()
