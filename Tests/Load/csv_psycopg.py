"""Loads a CSV file into a table as a script with psycopg does, and prints how many seconds it took.

Run by Debian's Python, which has psycopg.
"""
import csv
import sys
import time

import psycopg

dsn, path, table = sys.argv[1:]
with psycopg.connect(dsn) as connection, open(path, newline="") as file:
    start = time.monotonic()
    rows = csv.reader(file)
    next(rows)
    with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    connection.commit()
    print(time.monotonic() - start)
