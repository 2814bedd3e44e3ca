"""Apache Spark in this process, for the tests that `make spark` runs: one JVM, its tables in parquet
files of a temporary folder, its catalog in memory.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import in_process
import pytest


class Connection:
    """A connection with the one method of DuckDB's that tests call."""

    def __init__(self):
        require()
        self._session = _session()
        self._session.sql("create schema if not exists main")
        self._session.sql("use main")

    def execute(self, query: str):
        return _Result(self._session.sql(query))

    def load(self, table: str, columns: list[str], rows: list[dict]) -> None:
        """Rows of text, a missing key is null."""
        shape = ", ".join(f"`{column}` string" for column in columns)
        self.execute(f"create table {table} ({shape})")
        if rows:
            cells = [tuple(row.get(column) for column in columns) for row in rows]
            self._session.createDataFrame(cells, shape).write.insertInto(table)

    def retype(self, table: str, column: str, type_: str) -> None:
        rows = self._session.table(table).localCheckpoint()
        self.execute(f"drop table {table}")
        rows.withColumn(column, rows[column].cast(type_)).write.saveAsTable(table)

    def close(self) -> None:
        """The session is one for all tests."""


class _Result:
    def __init__(self, frame):
        self._frame = frame
        self.description = [(name,) for name in frame.columns]

    def fetchall(self) -> list[tuple]:
        return [tuple(row) for row in self._frame.collect()]


def require() -> None:
    """Who asks for Spark and has none is told, not passed over."""
    if missing := [name for name in ("pyspark", "dbt.adapters.spark") if not _is_there(name)]:
        pytest.fail(f"Spark is not tested, {' and '.join(missing)} is missing: make spark")


def profile(schema: str) -> dict:
    """A target of a dbt profile that finds the tests' session."""
    return {
        "type": "spark", "method": "session", "host": "NA", "schema": schema, "threads": 4,
        "server_side_parameters": _settings(),
    }  # fmt: skip


def dbt(folder: Path, *arguments: str):
    """Runs dbt in this process, where the JVM is; what it made of each node."""
    require()
    _mend_the_seeds_of_sessions()
    return in_process.dbt(folder, *arguments, project=folder)


def _is_there(module: str) -> bool:
    try:
        return bool(find_spec(module))
    except ModuleNotFoundError:
        return False


@cache
def _settings() -> dict[str, str]:
    folder = Path(tempfile.mkdtemp(prefix="lead_scoring_spark_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "log4j2.properties").write_text(
        "rootLogger.level = error\n"
        "rootLogger.appenderRef.stdout.ref = console\n"
        "appender.console.type = Console\n"
        "appender.console.name = console\n"
        "appender.console.target = SYSTEM_ERR\n"
        "appender.console.layout.type = PatternLayout\n"
        "appender.console.layout.pattern = %p %c{1}: %m%n%ex\n"
    )
    os.environ["SPARK_CONF_DIR"] = str(folder)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    return {
        "spark.master": "local[2]",
        "spark.driver.memory": "4g",
        "spark.driver.extraJavaOptions": "-XX:+UseSerialGC",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.default.parallelism": "2",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.session.timeZone": "UTC",
        # See docs/engines.md.
        "spark.sql.constraintPropagation.enabled": "false",
        # For tables of a few rows planning takes longer than running.
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.maxPlanStringLength": "1000",
        "spark.sql.ui.retainedExecutions": "1",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.legacy.createHiveTableByDefault": "false",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }


@cache
def _session():
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra that may be missing

    builder = SparkSession.builder
    for name, value in _settings().items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@cache
def _mend_the_seeds_of_sessions() -> None:
    """dbt-spark's `session` method writes an empty cell of a seed as the text None, and breaks on an
    apostrophe; its other methods do not."""
    from dbt.adapters.spark.session import SessionConnectionWrapper  # noqa: PLC0415

    as_it_was = SessionConnectionWrapper._fix_binding

    def binding(value) -> str | float:
        if value is None:
            return "null"
        if isinstance(value, str):
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        return as_it_was(value)

    SessionConnectionWrapper._fix_binding = staticmethod(binding)
