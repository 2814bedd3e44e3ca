"""Where a benchmark runs: on a DuckDB file, on a Postgres server or in Spark, each with the same data, and
each told in DuckDB's SQL what to do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import sqlglot

ROOT = Path(__file__).resolve().parents[1]
# How the tests start Postgres and Spark.
sys.path.insert(0, str(ROOT / "tests" / "python"))

Cost = tuple[float, float | None]


def run(*arguments: str) -> tuple[str, float, float]:
    """What a Python process of its own printed, its seconds and its peak of memory in MiB."""
    with tempfile.TemporaryFile("w+") as said:
        environment = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
        started = time.monotonic()
        process = subprocess.Popen([sys.executable, *arguments], stdout=said, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        said.seek(0)
        text = said.read()
    if status:
        raise SystemExit(f"{' '.join(arguments)[:200]} failed:\n{text[-2000:]}")
    return text.strip(), seconds, usage.ru_maxrss / 1024


class DuckDB:
    """A file, and a process of its own for each command, whose memory is told."""

    def __init__(self, folder: Path, memory_limit: str):
        self.folder, self.file = folder, folder / "bench.duckdb"
        self.settings = {"memory_limit": memory_limit, "threads": 2}
        self.use({
            "type": "duckdb", "path": str(self.file), "schema": "main", "threads": 2,
            "settings": {"TimeZone": "UTC"},
            "config_options": {**self.settings, "temp_directory": str(folder / "spilled")},
        })  # fmt: skip

    def use(self, output: dict) -> None:
        profile = {"lead_scoring": {"target": "bench", "outputs": {"bench": output}}}
        (self.folder / "profiles.yml").write_text(json.dumps(profile))

    def load(self) -> None:
        """The data have been made here."""

    def table(self, name: str, query: str) -> Cost:
        """A table made of a query: seconds without the start of the program, and memory."""
        code = (
            "import json, sys, time, duckdb\n"
            "connection = duckdb.connect(sys.argv[1], config=json.loads(sys.argv[3]))\n"
            "connection.execute('set enable_progress_bar = false')\n"
            "started = time.monotonic()\n"
            "connection.execute(sys.argv[2])\n"
            "print(time.monotonic() - started)\n"
        )
        statement = f"create or replace table {name} as {query}"
        said, _, memory = run("-c", code, str(self.file), statement, json.dumps(self.settings))
        return float(said), memory

    def value(self, query: str) -> float:
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return float(connection.execute(query).fetchone()[0])

    def dbt(self, *arguments: str) -> Cost:
        """Seconds of a dbt run after parsing, as dbt tells them, and memory."""
        _, _, memory = run(
            "-W", "ignore", "-m", "dbt.cli.main", "--quiet", *arguments, "--project-dir", str(ROOT),
            "--profiles-dir", str(self.folder), "--target-path", str(self.folder / "target"),
            "--log-path", str(self.folder / "logs"),
        )  # fmt: skip
        return self._elapsed(), memory

    def _elapsed(self) -> float:
        results = (self.folder / "target" / "run_results.json").read_text(encoding="utf-8")
        return json.loads(results)["elapsed_time"]


class Elsewhere(DuckDB):
    """Another engine, into which the data are copied; its memory is not told."""

    dialect, using = "", ""

    def execute(self, statement: str):
        raise NotImplementedError

    def table(self, name: str, query: str) -> Cost:
        query = sqlglot.transpile(query, read="duckdb", write=self.dialect)[0]
        self.execute(f"drop table if exists {name}")
        started = time.monotonic()
        self.execute(f"create table {name} {self.using} as {query}")
        return time.monotonic() - started, None

    def dbt(self, *arguments: str) -> Cost:
        seconds, _ = super().dbt(*arguments)
        return seconds, None


class Postgres(Elsewhere):
    """A server of the Python index, or the one that LEAD_SCORING_POSTGRES names, with a database of its
    own."""

    dialect = "postgres"

    def __init__(self, folder: Path, memory_limit: str):
        import postgres  # noqa: PLC0415 - starts a server

        super().__init__(folder, memory_limit)
        server = postgres.database()
        self.connection = postgres.Connection(server)
        self.use({"type": "postgres", "schema": "main", "threads": 2, **server})

    def load(self) -> None:
        self.execute("create schema raw")
        rows = self.folder / "rows.csv"
        with duckdb.connect(str(self.file)) as made:
            for table, shape in _shapes(made).items():
                made.execute(f"copy raw.{table} to '{rows}' (header false)")
                columns = ", ".join(f"{name} {type_}" for name, type_ in shape.items())
                self.execute(f"create table raw.{table} ({columns})")
                with rows.open(encoding="utf-8") as lines:
                    cursor = self.execute("select 1")
                    cursor.copy_expert(f"copy raw.{table} from stdin (format csv)", lines)
                self.execute(f"analyze raw.{table}")

    def execute(self, statement: str):
        return self.connection.execute(statement)

    def value(self, query: str) -> float:
        return float(self.execute(query).fetchone()[0])


class Spark(Elsewhere):
    """Spark in this process, with its tables in parquet files."""

    dialect, using = "spark", "using parquet"

    def __init__(self, folder: Path, memory_limit: str):
        import spark  # noqa: PLC0415 - needs Java
        from pyspark.sql import SparkSession  # noqa: PLC0415

        super().__init__(folder, memory_limit)
        settings = {
            "spark.master": "local[2]",
            "spark.driver.memory": memory_limit.removesuffix("B"),
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "4",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.constraintPropagation.enabled": "false",
            "spark.sql.maxPlanStringLength": "1000",
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
        }
        builder = SparkSession.builder
        for name, value in settings.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        self._dbt = spark.dbt
        self.use({
            "type": "spark", "method": "session", "host": "NA", "schema": "main", "threads": 2,
            "server_side_parameters": settings,
        })  # fmt: skip

    def load(self) -> None:
        self.execute("create schema raw")
        for rows in sorted(self.folder.glob("*.parquet")):
            self.execute(
                f"create table raw.{rows.stem} using parquet as select * from parquet.`{rows}`"
            )

    def execute(self, statement: str):
        return self.session.sql(statement)

    def value(self, query: str) -> float:
        return float(self.execute(query).first()[0])

    def dbt(self, *arguments: str) -> Cost:
        self._dbt(self.folder, *arguments, project=ROOT)
        return self._elapsed(), None


def _shapes(made: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The tables of the data, each with its columns and their types."""
    columns = made.execute(
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_schema = 'raw' order by table_name, ordinal_position"
    ).fetchall()
    shapes: dict[str, dict[str, str]] = {}
    for table, column, type_ in columns:
        shapes.setdefault(table, {})[column] = type_
    return shapes
