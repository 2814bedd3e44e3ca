"""DuckDB's long-term-support line, in a process of its own: one cannot load two DuckDBs."""

from __future__ import annotations

import sys
from functools import cache
from multiprocessing import get_context
from multiprocessing.managers import BaseManager
from pathlib import Path

import duckdb
from needed import skip_unless_in_ci
from project import ROOT

LIBRARY = ROOT / ".venv" / "duckdb_lts"


def in_memory() -> duckdb.DuckDBPyConnection:
    """A database of the DuckDB that this process has loaded."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    connection.execute("set TimeZone = 'UTC'")
    return connection


class Connection:
    """A connection to a database in memory; what it answers goes from one process to the other."""

    def __init__(self):
        self._connection = in_memory()

    def execute(self, query: str, parameters: list | None = None) -> Answer:
        result = self._connection.execute(query, parameters)
        return Answer([column[:1] for column in result.description or []], result.fetchall())

    def close(self) -> None:
        self._connection.close()


class Answer:
    """All rows at once."""

    def __init__(self, description: list[tuple], rows: list[tuple]):
        self.description, self._rows = description, rows

    def fetchall(self) -> list[tuple]:
        return self._rows


class _Process(BaseManager):
    """Where the other DuckDB is loaded."""


_Process.register("connect", Connection, exposed=["execute", "close"])


def library() -> Path:
    """To be put before the libraries of Python's environment."""
    if not (LIBRARY / "duckdb").exists():
        skip_unless_in_ci("No second DuckDB in .venv/duckdb_lts: `make pytest` installs it")
    return LIBRARY


def connect() -> Connection:
    return _process().connect()


@cache
def _process() -> _Process:
    process = _Process(ctx=get_context("spawn"))
    # It looks for its libraries where this process does.
    sys.path.insert(0, str(library()))
    try:
        process.start()
    finally:
        sys.path.pop(0)
    return process
