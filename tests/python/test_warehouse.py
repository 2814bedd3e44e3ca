"""A project that makes it hard: integration_tests/warehouse gives the marts that the package gives alone.

The sample data lie under names that need quotes, in another database where the engine has one; schemas,
CSV files and all vars are the project's own.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import duckdb
import postgres
import pytest
import yaml
from pages import blocks
from project import ROOT, Project
from test_engines import as_mart, assert_same_marts, marts_on_duckdb

pytestmark = pytest.mark.xdist_group("warehouse")

WAREHOUSE = ROOT / "integration_tests" / "warehouse"
PAGE = ROOT / "docs" / "how-to" / "your-warehouse.md"
VARS = yaml.safe_load((WAREHOUSE / "dbt_project.yml").read_text("utf-8"))["vars"]["lead_scoring"]
TABLES = {
    "leads": "CONTACTS", "events": "select", "conversions": "Won Deals", "dispositions": "Answers",
    "lead_aliases": "Merges", "lead_history": "Versions", "cutoffs": "Scored On",
    "holdout": "Drawn", "erased_leads": "Forgotten", "crm_synced": "Synced",
}  # fmt: skip


def test_the_project_sets_every_var():
    package = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))
    assert VARS.keys() == package["vars"]["lead_scoring"].keys()


class Warehouse(Project):
    """The project in a copy of the repository, with the sample under its own names."""

    def __init__(self, folder: Path, target: str, sample: Project):
        package = Project.copy_of_package(folder / "lead_scoring").folder
        super().__init__(package / "integration_tests" / "warehouse", "warehouse.duckdb")
        profiles = yaml.safe_load((WAREHOUSE / "profiles.yml").read_text("utf-8"))
        self.target = profiles["warehouse"]["outputs"][target]
        self.postgres = postgres.database() if target == "postgres" else None
        self.target.update(self.postgres or {})
        profiles["warehouse"] = {"target": target, "outputs": {target: self.target}}
        (self.folder / "profiles.yml").write_text(json.dumps(profiles), "utf-8")
        self._write_seeds()
        self._load(sample)
        self.succeed("deps")

    def _write_seeds(self) -> None:
        """The package's CSV files under other names."""
        (self.folder / "seeds").mkdir(exist_ok=True)
        for path in (ROOT / "seeds").glob("*.csv"):
            name = path.name.replace("lead_scoring_", "our_")
            shutil.copy(path, self.folder / "seeds" / name)

    def _load(self, sample: Project) -> None:
        connection = self.connect("lake")
        connection.execute('create schema "Raw Data"')
        for input_, table in TABLES.items():
            names = list(VARS["lead_scoring__columns"][input_].values())
            if input_ == "lead_history":  # A version has every attribute, under its own name.
                names += [item["name"] for item in VARS["lead_scoring__lead_attributes"]]
            shape = ", ".join(f"{name} text" for name in names)
            connection.execute(f'create table "Raw Data"."{table}" ({shape})')
            mark = "%s" if self.postgres else "?"
            row_of_marks = f"({', '.join([mark] * len(names))})"
            rows = self._rows(input_, sample)
            for first in range(0, len(rows), 1000):
                some = rows[first : first + 1000]
                connection.execute(
                    f'insert into "Raw Data"."{table}" values {", ".join([row_of_marks] * len(some))}',
                    [cell for row in some for cell in row],
                )
        connection.close()

    def _rows(self, input_: str, sample: Project) -> list[list]:
        if input_ == "cutoffs":
            days = sample.rows(
                "select distinct lead_id, cutoff_date from int_lead_scoring__sampled_scores"
            )
            return [[lead, str(day)] for lead, day in days]
        path = ROOT / "seeds" / "sample" / f"lead_scoring_sample_{input_}.csv"
        if not path.exists():
            return []
        with open(path, newline="", encoding="utf-8") as file:
            columns = list(VARS["lead_scoring__columns"][input_])
            return [[row[column] or None for column in columns] for row in csv.DictReader(file)]

    def connect(self, database: str):
        if self.postgres:
            return postgres.Connection(self.postgres)
        connection = duckdb.connect()
        for name in ("warehouse", "lake", "shelf"):
            connection.execute(f"attach '{self.folder / name}.duckdb' as {name}")
        connection.execute(f"use {database}")
        return connection

    def marts(self) -> dict[str, dict[str, list]]:
        connection, found = self.connect("shelf"), {}
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'scores'"
        ).fetchall()
        for (name,) in names:
            found[name] = as_mart(connection.execute(f"select * from scores.{name}"))
        connection.close()
        return found

    def build(self) -> None:
        """Stops at whatever the package is warned of."""
        self.succeed("--write-json", "--warn-error", "--show-all-deprecations", "build")


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def warehouse(request, sample_build: Project, tmp_path_factory) -> Warehouse:
    folder = tmp_path_factory.mktemp(f"warehouse_{request.param}")
    built = Warehouse(folder, request.param, sample_build)
    built.build()
    return built


@pytest.mark.nightly
def test_names_schemas_and_databases_change_no_mart(warehouse: Warehouse, sample_build: Project):
    assert_same_marts(warehouse.marts(), marts_on_duckdb(sample_build))


@pytest.mark.nightly
def test_without_all_that_can_be_switched_off_the_other_marts_are_the_same(
    warehouse: Warehouse, sample_build: Project
):
    (switches,) = [block.text for block in blocks(PAGE, "yaml") if "exposures" in block.text]
    file = warehouse.folder / "dbt_project.yml"
    project = merged(yaml.safe_load(file.read_text("utf-8")), yaml.safe_load(switches))
    file.write_text(yaml.safe_dump(project), "utf-8")
    warehouse.build()
    kept = {
        path.stem
        for folder in ("scores", "handoff")
        for path in (ROOT / "models" / "marts" / folder).glob("*.sql")
    }
    results = json.loads((warehouse.folder / "target" / "run_results.json").read_text("utf-8"))
    ran = {node["unique_id"].split(".")[-1] for node in results["results"]}
    expected = marts_on_duckdb(sample_build)
    assert ran & expected.keys() == kept
    came = warehouse.marts()
    assert_same_marts({name: came[name] for name in kept}, {name: expected[name] for name in kept})


def merged(one: dict, other: dict) -> dict:
    return {
        key: merged(one[key], other[key])
        if isinstance(one.get(key), dict) and isinstance(other.get(key), dict)
        else other.get(key, one.get(key))
        for key in {**one, **other}
    }


def test_what_is_left_out_with_a_folder_is_all_that_reads_it(sample_build: Project):
    manifest = json.loads((sample_build.folder / "target" / "manifest.json").read_text("utf-8"))
    places = {
        id_: "/".join(node["fqn"][1:] if node["resource_type"] == "analysis" else node["fqn"][1:-1])
        for id_, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "analysis")
    }
    rows = re.findall(r"(?m)^\| `([\w/]+)` \|[^|]*\|([^|]*)\|$", PAGE.read_text("utf-8"))
    assert len(rows) == 5
    # A row may be about one model of a folder.
    named = {folder for folder, _ in rows}
    for id_, place in places.items():
        if (model := f"{place}/{id_.rpartition('.')[2]}") in named:
            places[id_] = model
    for folder, others in rows:
        off = {folder, *re.findall(r"`([\w/]+)`", others)}
        assert off <= set(places.values())
        switched_off = {id_ for id_, place in places.items() if place in off}
        children = {child for id_ in switched_off for child in manifest["child_map"][id_]}
        readers = {places[child] for child in children if child in places}
        assert readers <= off, folder
        # Nothing stands there in vain: each of them reads one of the others.
        needless = [
            place
            for place in off - {folder}
            if not any(places.get(id_) == place for id_ in children)
        ]
        assert not needless, folder
        is_in_exposure = any(child.startswith("exposure.") for child in children)
        assert is_in_exposure == (folder != "marts/impact"), folder
