"""The package built by dbt on another engine gives the marts that it gives on DuckDB."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import postgres
import pytest
import spark
from command_line import lead_scoring
from engine import Engine, World
from hypothesis import given, settings
from hypothesis import strategies as st
from project import Project
from worlds import untidy_worlds

# Each example builds twice.
FEWER = max(3, settings.default.max_examples // 3)
SPARK_SCHEMA = "acme_scores"
# Two ways of adding doubles may round a tie differently in the fourth decimal.
TIE = 0.0001


@pytest.fixture(scope="module")
def on_spark(tmp_path_factory) -> Path:
    folder = Project.copy_of_package(tmp_path_factory.mktemp("on_spark") / "package").folder
    profile = {
        "lead_scoring": {"target": "spark", "outputs": {"spark": spark.profile(SPARK_SCHEMA)}}
    }
    (folder / "profiles.yml").write_text(json.dumps(profile))
    spark.dbt(folder, "build", project=folder)
    return folder


def marts_on_spark() -> dict[str, dict[str, list]]:
    connection = spark.Connection()
    tables = connection.execute(f"show tables in {SPARK_SCHEMA} like 'lead_scoring__*'")
    found = {}
    for name in [name for _, name, is_temporary in tables.fetchall() if not is_temporary]:
        found[name] = as_mart(connection.execute(f"select * from {SPARK_SCHEMA}.{name}"))
    return found


def marts_on_postgres(database: dict) -> dict[str, dict[str, list]]:
    return {name: as_mart(rows) for name, rows in _each_on_postgres(database, "select * from {}")}


def fingerprints_on_postgres(database: dict) -> dict[str, list[tuple]]:
    """Of each mart, how many rows and a hash of them that knows no order."""
    query = "select count(*), sum(hashtextextended(cells::text, 0)) from {} as cells"
    return {name: found.fetchall() for name, found in _each_on_postgres(database, query)}


def _each_on_postgres(database: dict, query: str) -> Iterator[tuple]:
    """What a query finds in each mart."""
    connection = postgres.Connection(database)
    names = connection.execute(
        "select table_name from information_schema.tables"
        " where table_schema = %s and table_name like 'lead\\_scoring\\_\\_%%'",
        [postgres.SCHEMA],
    ).fetchall()
    for (name,) in names:
        yield name, connection.execute(query.format(f'"{postgres.SCHEMA}"."{name}"'))
    connection.close()


def marts_on_duckdb(project: Project) -> dict[str, dict[str, list]]:
    names = project.mart_names()
    with duckdb.connect(str(project.database), read_only=True) as connection:
        return {name: as_mart(connection.execute(f'from "{name}"')) for name in names}


def marts_in(engine: Engine) -> dict[str, dict[str, list]]:
    return {
        name: as_mart(engine.connection.execute(f"select * from {name}"))
        for name in engine.statements
        if name.startswith("lead_scoring__")
    }


def as_mart(answer) -> dict[str, list]:
    """What a connection answers, whose ever it is."""
    columns = [column[0] for column in answer.description]
    return {"columns": columns, "rows": in_order(answer.fetchall())}


def in_order(rows: list[tuple]) -> list[tuple]:
    """By the cells that rounding cannot move, then by the others, roughly."""

    def key(row: tuple) -> tuple[list[str], list[str]]:
        numbers = [cell for cell in row if isinstance(cell, float | Decimal)]
        others = [repr(cell) for cell in row if not isinstance(cell, float | Decimal)]
        return others, [str(round(number, 2)) for number in numbers]

    return sorted(rows, key=key)


def is_same(one, other) -> bool:
    if isinstance(one, float | Decimal) and isinstance(other, float | Decimal):
        return abs(float(one) - float(other)) <= TIE * 1.001
    return one == other


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_two_builds_on_postgres_give_the_marts_of_duckdb(
    sample_build: Project, postgres_build: Project, postgres_database: dict
):
    expected = marts_on_duckdb(sample_build)
    assert len(expected) > 25
    assert_same_marts(marts_on_postgres(postgres_database), expected)
    first = fingerprints_on_postgres(postgres_database)
    postgres_build.succeed("run", "--warn-error")
    # What is the same to the byte need not be compared again.
    if fingerprints_on_postgres(postgres_database) != first:
        assert_same_marts(marts_on_postgres(postgres_database), expected)


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_the_dashboard_is_the_same_on_postgres(
    sample_build: Project, postgres_build: Project, tmp_path: Path
):
    """A page of five leads, which has every chart."""
    pages, on_duckdb = [], sample_build.copy(tmp_path / "package")
    for name, project in (("duckdb", on_duckdb), ("postgres", postgres_build)):
        pages.append(tmp_path / f"{name}.html")
        ask = ("dashboard", "--leads", "5", "--project", project.folder, "--output", pages[-1])
        run = lead_scoring(*ask)
        assert run.exit_code == 0, run.output
    assert pages[0].read_bytes() == pages[1].read_bytes()


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_descriptions_are_comments_on_postgres(postgres_build: Project, postgres_database: dict):
    connection = postgres.Connection(postgres_database)
    found = connection.execute(
        "select relname, attname, description from pg_description"
        " inner join pg_class on objoid = pg_class.oid"
        " left join pg_attribute on attrelid = objoid and attnum = objsubid and objsubid > 0"
        " where relnamespace = %s::regnamespace",
        [f'"{postgres.SCHEMA}"'],
    ).fetchall()
    connection.close()
    assert {(mart, column): text for mart, column, text in found} == postgres_build.descriptions()


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_marts_in_which_leads_are_looked_up_have_an_index_on_postgres(
    postgres_build: Project, postgres_database: dict
):
    connection = postgres.Connection(postgres_database)
    found = connection.execute(
        "select tablename from pg_indexes where schemaname = %s and indexdef like '%%(lead_id)'",
        [postgres.SCHEMA],
    ).fetchall()
    connection.close()
    marts = ("lead_journeys", "lead_scores", "score_history", "score_ledger", "stage_history")
    assert sorted(found) == [(f"lead_scoring__{mart}",) for mart in marts]


@pytest.mark.every_engine
@given(world=untidy_worlds(), seed=st.integers(0, 9))
@settings(max_examples=FEWER)
def test_untidy_worlds_in_any_order_give_the_marts_of_duckdb(
    engine: Engine, on_duckdb: Engine, world: World, seed: int
):
    on_duckdb.run(world)
    expected = marts_in(on_duckdb)
    assert len(expected) > 25
    shuffled = copy.deepcopy(world)
    for rows in [*shuffled.inputs.values(), *shuffled.files.values()]:
        random.Random(seed).shuffle(rows)
    engine.run(shuffled)
    assert_same_marts(marts_in(engine), expected)


def test_descriptions_are_comments_on_duckdb(sample_build: Project):
    found = sample_build.rows(
        "select table_name, null, comment from duckdb_tables() where comment is not null"
        " union all"
        " select view_name, null, comment from duckdb_views() where comment is not null"
        " union all"
        " select table_name, column_name, comment from duckdb_columns() where comment is not null"
    )
    assert {(mart, column): text for mart, column, text in found} == sample_build.descriptions()


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_two_builds_on_spark_give_the_marts_of_duckdb(sample_build: Project, on_spark: Path):
    expected = marts_on_duckdb(sample_build)
    assert len(expected) > 25
    assert_same_marts(marts_on_spark(), expected)
    spark.dbt(on_spark, "run", project=on_spark)
    assert_same_marts(marts_on_spark(), expected)


def assert_same_marts(came: dict[str, dict], expected: dict[str, dict]) -> None:
    assert sorted(came) == sorted(expected)
    for name, mart in expected.items():
        assert came[name]["columns"] == mart["columns"], name
        assert len(came[name]["rows"]) == len(mart["rows"]), name
        for row, of_duckdb in zip(came[name]["rows"], mart["rows"], strict=True):
            if row != of_duckdb:
                cells = zip(mart["columns"], row, of_duckdb, strict=True)
                differing = [cell for cell in cells if not is_same(*cell[1:])]
                assert not differing, (name, of_duckdb[:3], differing)
