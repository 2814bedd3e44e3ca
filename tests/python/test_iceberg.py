"""The package in Iceberg tables on Spark 3.5: what a run takes over from the one before, and merges.

`make iceberg` installs both into an environment of their own in .venv.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import duckdb
import iceberg
import pytest
import spark
from engine import LEFT_BEHIND, DuckDB, Engine, Spark, package_vars
from needed import skip_unless_in_ci
from project import Project
from test_engines import as_mart, assert_same_marts, marts_on_duckdb
from test_spark import one_world
from worlds import ATTRIBUTES, LOOK_AHEAD_DAYS, PROPERTIES

pytestmark = [pytest.mark.iceberg, pytest.mark.xdist_group("iceberg")]

# As docs/engines.md says.
SETTINGS = {
    "models": ["+file_format: iceberg", "+incremental_strategy: merge"],
    "seeds": ["+file_format: iceberg"],
}
DAYS_BETWEEN = 30
GROWN = [
    "lead_scoring__publications",
    "lead_scoring__rules_in_force",
    "lead_scoring__score_history",
]


class Runs:
    """A world on Spark, scored as of a day and then, in a second run, as of a later one."""

    def __init__(self, engine: Engine, folder: Path):
        self.world, self.connection = one_world(), spark.Connection()
        self.connection.execute("create schema iceberg.main")
        self.connection.execute("use iceberg.main")
        engine.load_into(Spark, self.connection, self.world)
        self.project = Project.copy_of_package(folder / "on_spark").folder
        self._keep_tables_in_iceberg()
        self.first = self.run("run", as_of_days_ago=DAYS_BETWEEN)
        self.marts_of_first = self.marts(self.first)
        # With the data tests and the CSV files that the package ships.
        self.second = self.run("build", "--exclude", "path:seeds/sample", "test_type:unit")
        self.marts_of_second = self.marts(self.first)

    def _keep_tables_in_iceberg(self) -> None:
        settings = self.project / "dbt_project.yml"
        text = settings.read_text("utf-8")
        for part, wanted in SETTINGS.items():
            head = f"{part}:\n  lead_scoring:\n"
            assert head in text
            text = text.replace(head, head + "".join(f"    {line}\n" for line in wanted))
        settings.write_text(text)
        profile = {"lead_scoring": {"target": "spark", "outputs": {"spark": spark.profile("main")}}}
        (self.project / "profiles.yml").write_text(json.dumps(profile))

    def run(self, *arguments: str, as_of_days_ago: int = 0, **others) -> dict:
        """The nodes by name, as dbt has compiled them."""
        given = json.dumps(self.vars(as_of_days_ago) | others)
        results = spark.dbt(self.project, *arguments, "--vars", given, project=self.project)
        return {result.node.name: result.node for result in results}

    def vars(self, as_of_days_ago: int) -> dict:
        day = self.world.as_of - timedelta(days=as_of_days_ago)
        return package_vars(
            ATTRIBUTES, PROPERTIES, as_of_date=day.isoformat(), outcome_days=30,
            cutoff_months=2, look_ahead_days=LOOK_AHEAD_DAYS, lookback_days=DAYS_BETWEEN,
        )  # fmt: skip

    def marts(self, nodes: dict) -> dict[str, dict]:
        return {name: self.table(name) for name in nodes if name.startswith("lead_scoring__")}

    def table(self, name: str) -> dict[str, list]:
        return as_mart(self.connection.execute(f"select * from {name}"))

    def snapshots(self, name: str) -> list[dict]:
        found = self.connection.execute(
            f"select operation, summary from main.{name}.snapshots order by committed_at"
        )
        return [{"operation": operation, **summary} for operation, summary in found.fetchall()]


@pytest.fixture(scope="module")
def runs(engine: Engine, tmp_path_factory) -> Runs:
    if not iceberg.is_there():
        skip_unless_in_ci("Not tested without Iceberg: `make iceberg` installs it")
    return Runs(engine, tmp_path_factory.mktemp("iceberg"))


def test_both_runs_in_iceberg_tables_give_the_marts_of_duckdb(
    engine: Engine, runs: Runs, tmp_path: Path
):
    project = Project.copy_of_package(tmp_path / "on_duckdb")
    with duckdb.connect(str(project.database)) as connection:
        engine.load_into(DuckDB, connection, runs.world)
    for days_ago, came in ((DAYS_BETWEEN, runs.marts_of_first), (0, runs.marts_of_second)):
        project.succeed("run", "--vars", json.dumps(runs.vars(days_ago)))
        expected = marts_on_duckdb(project)
        assert len(expected) > 25
        assert_same_marts(came, expected)


def test_the_second_run_takes_over_from_the_first(runs: Runs):
    for name in LEFT_BEHIND:
        first, second = runs.first[name], runs.second[name]
        assert first.relation_name not in first.compiled_code, name
        assert second.relation_name in second.compiled_code, name


@pytest.mark.parametrize("name", GROWN)
def test_tables_that_grow_are_merged_and_keep_their_rows(runs: Runs, name: str):
    before, [_, *later] = runs.marts_of_first[name]["rows"], runs.snapshots(name)
    [merged] = later
    rows = runs.table(name)["rows"]
    assert len(rows) == len(before) + int(merged.get("added-records", 0))
    assert "deleted-records" not in merged
    assert set(before) <= set(rows)
    # What dbt sent, sent again with rows that are there already: all match, and none is added.
    [merge] = (runs.project / "target" / "run").rglob(f"{name}.sql")
    runs.connection.execute(
        f"create or replace temporary view {name}__dbt_tmp as select * from {name}"
    )
    runs.connection.execute(merge.read_text("utf-8"))
    assert runs.table(name)["rows"] == rows
    merged = runs.snapshots(name)[-1]
    assert merged["operation"] == "overwrite"
    assert merged["deleted-records"] == merged["added-records"] == str(len(rows))


def test_scores_of_an_erased_lead_are_taken_out_of_the_history(runs: Runs):
    name = "lead_scoring__score_history"
    columns, rows = runs.table(name).values()
    lead, number = columns.index("lead_id"), columns.index("change_number")
    erased = rows[0][lead]
    literal = "'" + erased.replace("'", "\\'") + "'"
    runs.connection.execute(f"insert into input_erased_leads select {literal}")
    runs.run("run", "--select", name, lead_scoring__erased_leads="main.input_erased_leads")
    # The scores are still those of the run before, so the lead begins anew, as a later change.
    kept = [row for row in runs.table(name)["rows"] if row[number] <= len(rows)]
    assert kept == [row for row in rows if row[lead] != erased]
