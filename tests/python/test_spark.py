"""Apache Spark at a price that every run can pay. Spark plans each model for long, however few the rows
are, so one random world goes as far as the ledger of today; `make test-spark`, which the workflow
runs for each change, builds everything twice, with all data and unit tests, and `make spark` has more
worlds and the sample.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import spark
from engine import Engine, Spark, World, package_vars, rows_of
from hypothesis import Phase, given, settings
from project import ROOT
from test_engines import as_mart, assert_same_marts, marts_in
from test_oracle import assert_path_and_backtest_equal, assert_scores_equal
from worlds import ATTRIBUTES, LOOK_AHEAD_DAYS, PROPERTIES, worlds

LEDGER = "lead_scoring__score_ledger"


def has_plenty(world: World) -> bool:
    """Hypothesis begins with the smallest world, in which next to nothing happens."""
    stages = {row["stage"] for row in world.files["stages"]}
    return (
        len(world.inputs["leads"]) >= 3
        and len(world.inputs["events"]) >= 12
        and len(world.files["rules"]) >= 4
        and {"mql", "sales"} <= stages
        and bool(world.inputs.get("conversions"))
    )


def one_world() -> World:
    """Always the same, and not from within the test, which Hypothesis would run again if it failed."""
    found = []

    @settings(max_examples=1, phases=[Phase.generate], derandomize=True, database=None)
    @given(world=worlds().filter(has_plenty))
    def draw(world: World) -> None:
        found.append(world)

    draw()
    return found[0]


@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize(
    "in_full", [False, pytest.param(True, marks=pytest.mark.spark)], ids=["the ledger", "in full"]
)
def test_a_world_built_on_spark_is_that_of_duckdb_and_of_the_oracle(
    engine: Engine, tmp_path: Path, in_full: bool
):
    connection = spark.Connection()
    world = one_world()
    engine.run(world, checked=True)
    expected = {name: mart for name, mart in marts_in(engine).items() if in_full or name == LEDGER}
    assert len(expected) > 25 if in_full else set(expected) == {LEDGER}
    engine.load_into(Spark, connection, world)
    profile = {"lead_scoring": {"target": "spark", "outputs": {"spark": spark.profile("main")}}}
    (tmp_path / "profiles.yml").write_text(json.dumps(profile))
    given_vars = package_vars(
        ATTRIBUTES, PROPERTIES, as_of_date=world.as_of.isoformat(), outcome_days=30,
        cutoff_months=2, look_ahead_days=LOOK_AHEAD_DAYS,
    )  # fmt: skip

    def on_spark(*arguments: str) -> None:
        spark.dbt(tmp_path, *arguments, "--vars", json.dumps(given_vars), project=ROOT)

    def assert_marts_are_as_expected() -> None:
        # dbt puts columns in the order of their contract, which the engine of the tests does not.
        came = {
            name: as_mart(connection.execute(f"select {', '.join(mart['columns'])} from {name}"))
            for name, mart in expected.items()
        }
        assert_same_marts(came, expected)

    # With the CSV files that the package ships; in full, with all data tests and worked examples.
    wanted = ["--resource-type", "seed", "model", "--select", f"+{LEDGER}"]
    on_spark("build", "--exclude", "path:seeds/sample", *([] if in_full else wanted))
    assert_marts_are_as_expected()
    built = SimpleNamespace(rows=lambda query: rows_of(connection, query))
    if in_full:
        assert_scores_equal(built, world)
        assert_path_and_backtest_equal(built, world)
        # All other models are made in every run as in the first.
        on_spark("run", "--select", "config.materialized:incremental")
        assert_marts_are_as_expected()
