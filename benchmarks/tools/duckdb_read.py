"""DuckDB into a table in memory:  duckdb_read.py FILE"""

import sys

import duckdb
from measured import measured

path = sys.argv[1]
connection = duckdb.connect(":memory:")
connection.execute("SET threads = 2")


def read():
    connection.execute("CREATE TABLE cohort AS SELECT * FROM read_csv(?)", [path])


def check(_):
    rows, total = connection.execute("SELECT count(*), sum(absence) FROM cohort").fetchone()
    wards = connection.execute("SELECT ward, count(*) FROM cohort GROUP BY ward").fetchall()
    return rows, total, dict(wards)


measured(read, check)
