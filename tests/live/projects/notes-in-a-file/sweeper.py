"""Adds a note of its own, once, and stays."""

import sqlite3
import time

if __name__ == "__main__":
    with sqlite3.connect("notes.db") as database:
        database.execute("create table if not exists note (text)")
        database.execute("insert into note values ('from the worker')")
    while True:
        time.sleep(60)
