"""The marts are read as BI tools read them: by their drivers, by MetricFlow, in Superset, and by a DuckDB
that is older than the one that wrote them. What needs drivers runs only when asked for: `make bi`.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb
import duckdb_lts
import postgres
import pytest
import superset
import yaml
from command_line import lead_scoring
from needed import skip_unless_in_ci
from project import ROOT, Project

# The oldest DuckDB that opens the files of profiles.example.yml.
OLDEST_READER = "v1.4.0"
JDBC = Path(os.environ.get("LEAD_SCORING_POSTGRES_JDBC", "/usr/share/java/postgresql.jar"))
ODBC = os.environ.get("LEAD_SCORING_POSTGRES_ODBC", "PostgreSQL Unicode")
SCORES = "lead_scoring__lead_scores"
BY_CLASS = "select score_class, count(*) as leads from {} group by 1"


def needs(*modules: str) -> None:
    if missing := [name for name in modules if not find_spec(name)]:
        skip_unless_in_ci(f"There is no {', '.join(missing)}: pip install 'lead-scoring[bi]'")


# --- DuckDB files that older versions open --------------------------------------------------------


def storage_version(file: Path) -> str:
    with duckdb.connect(str(file), read_only=True) as connection:
        (version,) = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where not internal"
        ).fetchone()
    return version


def test_a_build_writes_for_older_versions_of_duckdb(sample_build: Project):
    assert storage_version(sample_build.database) == f"{OLDEST_READER}+"


def test_compacting_keeps_the_version_of_a_file_or_sets_another(tmp_path: Path):
    file = tmp_path / "scores.duckdb"
    with duckdb.connect(
        str(file), config={"storage_compatibility_version": "v1.2.0"}
    ) as connection:
        connection.execute("create table kept as select 1 as one; comment on table kept is 'why'")
    for options, expected in [([], "v1.2.0+"), (["--storage-version", "v1.5.0"], "v1.5.0+")]:
        assert lead_scoring("compact", file, *options).exit_code == 0
        assert storage_version(file) == expected
    assert lead_scoring("compact", file, "--storage-version", "v0.0.9").exit_code == 2
    assert storage_version(file) == "v1.5.0+"
    with duckdb.connect(str(file)) as connection:
        assert connection.execute("from kept").fetchall() == [(1,)]
        assert connection.execute("select comment from duckdb_tables()").fetchall() == [("why",)]


def test_an_older_duckdb_reads_the_marts(sample_build: Project, tmp_path: Path):
    file = tmp_path / "scores.duckdb"
    shutil.copy(sample_build.database, file)
    assert read_by_older_duckdb(file) == len(sample_build.rows(f"from {SCORES}"))
    assert lead_scoring("compact", file, "--storage-version", "v2.0.0").exit_code == 0
    with pytest.raises(AssertionError, match="database file with version number"):
        read_by_older_duckdb(file)
    assert lead_scoring("compact", file, "--storage-version", OLDEST_READER).exit_code == 0
    assert read_by_older_duckdb(file) == len(sample_build.rows(f"from {SCORES}"))


def read_by_older_duckdb(file: Path) -> int:
    program = (
        f"import duckdb; assert duckdb.__version__.startswith('1.4.'), duckdb.__version__;"
        f"connection = duckdb.connect({str(file)!r}, read_only=True);"
        f"print(len(connection.execute('from {SCORES}').fetchall()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(duckdb_lts.library())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return int(run.stdout)


# --- Drivers --------------------------------------------------------------------------------------


@dataclass
class Warehouse:
    """Where the marts lie, and what is known of them."""

    project: Project
    schema: str
    server: dict | None = None

    @property
    def marts(self) -> dict[str, dict]:
        return self.project.contracts()

    @property
    def tables(self) -> dict[str, dict]:
        """The marts but for views, which only the package's own commands read and which take long."""
        return {
            name: mart
            for name, mart in self.marts.items()
            if mart["config"]["materialized"] != "view"
        }

    def table(self, name: str) -> str:
        return f'"{self.schema}".{name}'

    def rows(self, query: str) -> list[tuple]:
        """As the tests read elsewhere."""
        if self.server is None:
            return self.project.rows(query)
        connection = postgres.Connection(self.server)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


@pytest.fixture
def on_duckdb(sample_build: Project) -> Warehouse:
    return Warehouse(sample_build, "main")


@pytest.fixture
def on_postgres(postgres_build: Project, postgres_database: dict) -> Warehouse:
    return Warehouse(postgres_build, postgres.SCHEMA, postgres_database)


@pytest.fixture(params=["duckdb", "postgres"])
def warehouse(request) -> Warehouse:
    return request.getfixturevalue(f"on_{request.param}")


def sqlalchemy_url(warehouse: Warehouse, driver: str) -> str:
    from sqlalchemy import URL  # noqa: PLC0415

    if warehouse.server is None:
        return f"duckdb:///{warehouse.project.database}"
    server = warehouse.server
    url = URL.create(
        f"postgresql+{driver}",
        server["user"],
        server["password"],
        database=server["dbname"],
        query={"host": server["host"], "port": str(server["port"])},
    )
    return url.render_as_string(hide_password=False)


@pytest.mark.bi
def test_sqlalchemy_reflects_the_contracts_and_reads(warehouse: Warehouse):
    needs("sqlalchemy", "duckdb_sqlalchemy", "psycopg")
    import sqlalchemy as sa  # noqa: PLC0415

    types = {
        "string": sa.String, "date": sa.Date, "boolean": sa.Boolean, "timestamp": sa.DateTime,
        "integer": sa.Integer, "bigint": sa.BigInteger, "numeric": sa.Numeric,
    }  # fmt: skip
    rows = {
        name: warehouse.rows(f"select count(*) from {warehouse.table(name)}")[0][0]
        for name in warehouse.tables
    }
    options = {"connect_args": {"read_only": True}} if warehouse.server is None else {}
    engine = sa.create_engine(sqlalchemy_url(warehouse, "psycopg"), **options)
    inspector = sa.inspect(engine)
    listed = {
        *inspector.get_table_names(schema=warehouse.schema),
        *inspector.get_view_names(schema=warehouse.schema),
    }
    assert len(warehouse.marts) > 25 and warehouse.marts.keys() <= listed
    with engine.connect() as connection:
        for name, mart in warehouse.marts.items():
            table = sa.Table(name, sa.MetaData(), schema=warehouse.schema, autoload_with=engine)
            assert table.comment == mart["description"]
            assert {column.name for column in table.columns} == mart["columns"].keys()
            for column in table.columns:
                contract = mart["columns"][column.name]
                kind, *size = re.findall(r"\w+", contract["data_type"])
                assert isinstance(column.type, types[kind]), (name, column.name, column.type)
                if size:
                    found = column.type.precision, column.type.scale
                    assert found == tuple(map(int, size)), (name, column.name)
                assert column.comment == contract["description"]
            if name in rows:
                assert len(connection.execute(sa.select(table)).fetchall()) == rows[name], name
    engine.dispose()


@pytest.mark.bi
def test_adbc_reads_a_mart_into_arrow(warehouse: Warehouse):
    needs("adbc_driver_manager", "adbc_driver_postgresql", "pyarrow")
    if warehouse.server is None:
        from adbc_driver_duckdb.dbapi import connect  # noqa: PLC0415

        connection = connect(str(warehouse.project.database))
    else:
        from adbc_driver_postgresql.dbapi import connect  # noqa: PLC0415

        connection = connect("postgresql://?" + libpq_options(warehouse.server))
    with connection, connection.cursor() as cursor:
        cursor.execute(f"select * from {warehouse.table(SCORES)} order by lead_id, model_id")
        table = cursor.fetch_arrow_table()
    assert table.column_names == list(warehouse.marts[SCORES]["columns"])
    expected = warehouse.rows(
        f"select lead_id, as_of_date, is_mql, total_score from {warehouse.table(SCORES)}"
        " order by lead_id, model_id"
    )
    columns = ["lead_id", "as_of_date", "is_mql", "total_score"]
    read = [tuple(row.values()) for row in table.select(columns).to_pylist()]
    # Arrow gets decimals of Postgres as text: their width is not known before all are read.
    assert [(*row[:3], float(row[3])) for row in read] == [
        (*row[:3], float(row[3])) for row in expected
    ]


def libpq_options(server: dict) -> str:
    from urllib.parse import urlencode  # noqa: PLC0415

    return urlencode({key: server[key] for key in ("host", "port", "user", "password", "dbname")})


@pytest.mark.bi
def test_odbc_lists_and_reads_the_marts_on_postgres(on_postgres: Warehouse):
    needs("pyodbc")
    try:
        import pyodbc  # noqa: PLC0415
    except ImportError as missing:
        skip_unless_in_ci(f"There is no driver manager: apt-get install libodbc2. {missing}")
    if not Path(ODBC).is_file() and ODBC not in pyodbc.drivers():
        skip_unless_in_ci("There is no ODBC driver of Postgres: apt-get install odbc-postgresql")
    server = on_postgres.server
    with pyodbc.connect(
        driver=ODBC, servername=server["host"], port=str(server["port"]),
        database=server["dbname"], uid=server["user"], pwd=server["password"],
    ) as connection:  # fmt: skip
        cursor = connection.cursor()
        listed = {table.table_name for table in cursor.tables(schema=on_postgres.schema)}
        assert on_postgres.marts.keys() <= listed
        found = cursor.columns(table=SCORES, schema=on_postgres.schema).fetchall()
        columns = on_postgres.marts[SCORES]["columns"]
        assert [column.column_name for column in found] == list(columns)
        query = BY_CLASS.format(on_postgres.table(SCORES))
        read = {tuple(row) for row in cursor.execute(query).fetchall()}
    assert read == set(on_postgres.rows(query))


@pytest.mark.bi
def test_jdbc_lists_and_reads_the_marts_on_postgres(on_postgres: Warehouse):
    needs("jpype")
    import jpype.dbapi2  # noqa: PLC0415

    if not JDBC.exists():
        skip_unless_in_ci("There is no JDBC driver of Postgres: apt-get install"
                          " libpostgresql-jdbc-java, or name one in LEAD_SCORING_POSTGRES_JDBC")  # fmt: skip
    if not jpype.isJVMStarted():
        jpype.startJVM(classpath=[str(JDBC)])
    server = on_postgres.server
    with postgres.port(server) as port:
        host = "127.0.0.1" if server["host"].startswith("/") else server["host"]
        connection = jpype.dbapi2.connect(
            f"jdbc:postgresql://{host}:{port}/{server['dbname']}",
            driver="org.postgresql.Driver",
            driver_args={"user": server["user"], "password": server["password"]},
        )
        about = connection.connection.getMetaData()
        tables = about.getTables(None, on_postgres.schema, None, None)
        listed = {}
        while tables.next():
            listed[str(tables.getString("TABLE_NAME"))] = str(tables.getString("REMARKS"))
        described = {name: mart["description"] for name, mart in on_postgres.marts.items()}
        assert {name: listed.get(name) for name in described} == described
        columns, found = about.getColumns(None, on_postgres.schema, SCORES, None), {}
        while columns.next():
            name = str(columns.getString("COLUMN_NAME"))
            found[name] = str(columns.getString("REMARKS"))
        expected = on_postgres.marts[SCORES]["columns"]
        assert found == {name: column["description"] for name, column in expected.items()}
        query = BY_CLASS.format(on_postgres.table(SCORES))
        with connection.cursor() as cursor:
            cursor.execute(query)
            read = {
                (None if label is None else str(label), int(leads))
                for label, leads in cursor.fetchall()
            }
        connection.close()
    assert read == set(on_postgres.rows(query))


# --- MetricFlow -----------------------------------------------------------------------------------


# Each metric as SQL on the marts. Those of the funnel come from its rows of all classes, which
# MetricFlow does not see: it adds up the classes.
FUNNEL = {
    "leads": "sum(leads)",
    "mqls": "sum(mqls)",
    "answered_mqls": "sum(answered)",
    "accepted_mqls": "sum(accepted)",
    "converted_leads": "sum(converted)",
    "revenue": "sum(won_amount)",
    "mql_rate": "sum(mqls) / sum(leads)",
    "acceptance_rate": "sum(accepted) / nullif(sum(answered), 0)",
    "conversion_rate": "sum(converted) / sum(leads)",
    "revenue_per_lead": "cast(sum(won_amount) as double) / sum(leads)",
}
TODAY = {
    "scored_leads": "count(*)",
    "mqls_of_today": "count(*) filter (is_mql)",
    "mean_score": "avg(total_score)",
}


@pytest.fixture(scope="module")
def metrics(tmp_path_factory) -> Project:
    """The example project, with the package installed in it."""
    package = Project.copy_of_package(tmp_path_factory.mktemp("metrics") / "package").folder
    project = Project(package / "integration_tests" / "metrics", "metrics.duckdb")
    shutil.copy(ROOT / "integration_tests" / "metrics" / "profiles.yml", project.folder)
    project.succeed("deps")
    project.succeed("--write-json", "build", "--resource-type", "seed", "model")
    return project


def asked(project: Project, names: dict[str, str], group: str, file: Path) -> list[tuple]:
    """What `mf query` answers."""
    program = Path(sys.executable).with_name("mf")
    run = subprocess.run(
        [program, "query", "--metrics", ",".join(names), "--group-by", group, "--csv", file],
        cwd=project.folder,
        env={**os.environ, "DBT_PROFILES_DIR": str(project.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    with open(file, newline="", encoding="utf-8") as answer:
        rows = list(csv.DictReader(answer))
    return [
        (row[group], *(float(row[name]) if row[name] else None for name in names)) for row in rows
    ]


@pytest.mark.bi
@pytest.mark.parametrize(
    ("names", "group", "column", "mart"),
    [
        (FUNNEL, "metric_time__month", "created_month", "funnel_metrics where score_class = 'all'"),
        (FUNNEL, "funnel__scoring_model", "model_id", "funnel_metrics where score_class = 'all'"),
        (TODAY, "scored_lead__fit_grade", "fit_grade", "lead_scores where true"),
    ],
)
def test_metrics_equal_the_marts(metrics: Project, tmp_path: Path, names, group, column, mart):
    needs("dbt_metricflow")
    live = "select model_id from dev_marts.lead_scoring__lead_scores where model_status = 'live'"
    expected = metrics.rows(
        f"select cast({column} as varchar), {', '.join(names.values())}"
        f" from dev_marts.lead_scoring__{mart} and model_id in ({live}) group by 1 order by 1"
    )
    answered = asked(metrics, names, group, tmp_path / "answer.csv")
    assert len(answered) == len(expected) > 0
    for answer, row in zip(sorted(answered), expected, strict=True):
        assert answer[0].removesuffix(" 00:00:00") == row[0]
        known = [value if value is None else float(value) for value in row[1:]]
        assert answer[1:] == pytest.approx(known, rel=1e-9)


def test_every_metric_is_compared_with_the_marts():
    page = ROOT / "integration_tests" / "metrics" / "models" / "_metrics.yml"
    written = yaml.safe_load(page.read_text(encoding="utf-8"))
    named = {metric["name"] for metric in written["metrics"]} | {
        measure["name"]
        for model in written["semantic_models"]
        for measure in model["measures"]
        if measure.get("create_metric")
    }
    assert named == {*FUNNEL, *TODAY}


@pytest.mark.bi
def test_the_marts_may_have_a_schema_of_their_own(metrics: Project):
    """And nothing but marts lies in it."""
    listed = metrics.rows(
        "select table_name from information_schema.tables where table_schema = 'dev_marts'"
    )
    assert {name for (name,) in listed} == metrics.contracts().keys()


# --- Superset -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with superset.started(tmp_path_factory.mktemp("superset")) as started:
        yield started


@pytest.mark.bi
def test_superset_lists_describes_queries_and_draws_the_marts(
    server: superset.Superset, warehouse: Warehouse
):
    needs("sqlalchemy")
    # In the interface of Superset a schema of DuckDB is named with its file.
    schema = (
        f"{warehouse.project.database.stem}.main" if warehouse.server is None else warehouse.schema
    )
    arguments = {"read_only": True} if warehouse.server is None else {}
    extra = json.dumps({"engine_params": {"connect_args": arguments}})
    database = server.register(schema, sqlalchemy_url(warehouse, "psycopg2"), extra)
    assert warehouse.marts.keys() <= server.tables(database, schema)
    query = BY_CLASS.format(warehouse.table(SCORES))
    expected = dict(warehouse.rows(query))
    assert {row["score_class"]: row["leads"] for row in server.query(database, query)} == expected
    for name, mart in warehouse.tables.items():
        dataset = server.dataset(database, schema, name)
        assert set(server.columns(dataset)) == set(mart["columns"]), name
        first, *_ = mart["columns"]
        drawn = server.chart(dataset, first, number="count(*)")
        server.drop(dataset)
        counts = warehouse.rows(f"select {first}, count(*) from {warehouse.table(name)} group by 1")
        assert sorted(row["number"] for row in drawn) == sorted(count for _, count in counts), name
