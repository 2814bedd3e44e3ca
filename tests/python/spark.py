"""Apache Spark in this process: one JVM, its tables in parquet files of a temporary folder, its catalog in
memory.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import iceberg
import in_process
from needed import skip_unless_in_ci

OLDEST_JAVA = 17


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
    wanted = {"pyspark": "pyspark", "dbt.adapters.spark": "dbt-spark"}
    missing = [package for module, package in wanted.items() if not _is_there(module)]
    if _java() < OLDEST_JAVA:
        missing.append(f"Java {OLDEST_JAVA}")
    if missing:
        skip_unless_in_ci(f"Spark is not tested without {' and '.join(missing)}")


def profile(schema: str) -> dict:
    """A target of a dbt profile that finds the tests' session."""
    require()
    return {
        "type": "spark", "method": "session", "host": "NA", "schema": schema, "threads": 4,
        "server_side_parameters": _settings(),
    }  # fmt: skip


def dbt(folder: Path, *arguments: str, project: Path):
    """Runs dbt in this process, where the JVM is; what it made of each node."""
    require()
    _mend_the_seeds_of_sessions()
    return in_process.dbt(folder, *arguments, project=project)


def _is_there(module: str) -> bool:
    try:
        return bool(find_spec(module))
    except ModuleNotFoundError:
        return False


@cache
def _java() -> int:
    """The version that Spark would start, 0 if there is none."""
    home = os.environ.get("JAVA_HOME")
    program = Path(home) / "bin" / "java" if home else "java"
    try:
        run = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    version = re.search(r'version "(\d+)', run.stderr)
    return int(version[1]) if version else 0


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
    jars = _busy_jars() + (iceberg.jars(folder, _jars()) if iceberg.is_there() else [])
    os.environ["SPARK_CONF_DIR"] = str(folder)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    return {
        "spark.master": "local[2]",
        "spark.driver.memory": "3g",
        # Compilers of Java and of Spark cost more than what they make faster here: each plan is new.
        "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
        " -XX:ReservedCodeCacheSize=256m -XX:MetaspaceSize=512m -Xmn1g",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        # Java looks for a class in one jar of hundreds after the other.
        "spark.driver.extraClassPath": ":".join(jars),
        # Each sort and each join takes a page at first, of 64 MB by default.
        "spark.buffer.pageSize": "1m",
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
        "spark.sql.lightweightPlanChangeValidation": "false",
        "spark.sql.maxPlanStringLength": "1000",
        "spark.sql.ui.retainedExecutions": "1",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.legacy.createHiveTableByDefault": "false",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        **(iceberg.settings() if iceberg.is_there() else {}),
    }


def _jars() -> Path:
    import pyspark  # noqa: PLC0415 - an extra that may be missing

    return Path(pyspark.__file__).parent / "jars"


def _busy_jars() -> list[str]:
    names = (
        "spark-catalyst_*",
        "spark-sql_*",
        "spark-core_*",
        "spark-sql-api_*",
        "scala-library-*",
    )
    return [str(jar) for name in names for jar in _jars().glob(f"{name}.jar")]


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
