"""The how-to guides for CRMs and products: their models run on tables of the columns that they name."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import pytest
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from engine import INPUT_COLUMNS
from pages import ROOT, blocks

# One worker builds what the tests of a guide share.
pytestmark = pytest.mark.xdist_group("how_to")

PAGES = ["hubspot", "marketo", "product-events", "salesforce"]
DEFAULTS = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))["vars"]["lead_scoring"]
OPTIONAL = {"amount"}
VALUES = {"bigint": "1", "double": "1.5", "timestamp": "'2026-06-01'", "varchar": "'1'"}


class Guide:
    """A page, and what its models make of one row in each source."""

    def __init__(self, name: str, folder: Path):
        written = blocks(ROOT / "docs" / "how-to" / f"{name}.md", "sql", "yaml")
        files = {block.file: block.text for block in written}
        self.vars = yaml.safe_load(files.pop("dbt_project.yml"))["vars"]["lead_scoring"]
        self.models = {Path(file).stem: text for file, text in files.items() if file[-4:] == ".sql"}
        (sources,) = [text for file, text in files.items() if file[-4:] == ".yml"]
        self.database = folder / "guide.duckdb"
        self._load(yaml.safe_load(sources)["sources"])
        for file, text in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text, encoding="utf-8")
        project = {
            "name": "guide",
            "profile": "guide",
            "flags": {"send_anonymous_usage_stats": False},
        }
        output = {"type": "duckdb", "path": str(self.database), "threads": 1}
        profiles = {"guide": {"target": "dev", "outputs": {"dev": output}}}
        (folder / "dbt_project.yml").write_text(yaml.safe_dump(project))
        (folder / "profiles.yml").write_text(yaml.safe_dump(profiles))
        places = ["--project-dir", str(folder), "--profiles-dir", str(folder)]
        run = dbtRunner().invoke(["--quiet", "--warn-error", "run", *places])
        # dbt keeps the file open, where nobody else can read it.
        DuckDBConnectionManager.close_all_connections()
        assert run.success, run.exception or [result.message for result in run.result]

    def _load(self, sources: list[dict]) -> None:
        with duckdb.connect(str(self.database)) as connection:
            for source in sources:
                connection.execute(f"create schema {source['name']}")
                for table in source["tables"]:
                    name = f"{source['name']}.{table['name']}"
                    columns = table["columns"]
                    shape = ", ".join(f"{c['name']} {c['data_type']}" for c in columns)
                    connection.execute(f"create table {name} ({shape})")
                    row = ", ".join(_value(column) for column in columns)
                    connection.execute(f"insert into {name} values ({row})")

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def columns(self, model: str) -> set[str]:
        return {row[0] for row in self.rows(f"describe {model}")}


def _value(column: dict) -> str:
    """Nothing is deleted or filtered, whatever can be won is won, and all ids are the same."""
    if column["data_type"] == "boolean":
        return str(not re.search("deleted|filtered", column["name"]))
    return VALUES[column["data_type"]]


@pytest.fixture(scope="module", params=PAGES)
def guide(request, tmp_path_factory) -> Guide:
    return Guide(request.param, tmp_path_factory.mktemp(request.param))


def test_the_models_give_the_inputs_their_columns(guide: Guide):
    attributes = {field["name"] for field in DEFAULTS["lead_scoring__lead_attributes"]}
    properties = {field["name"] for field in DEFAULTS["lead_scoring__event_properties"]}
    named = {re.search(r"ref\('(\w+)'\)", value)[1]: name for name, value in guide.vars.items()}
    assert set(named) == set(guide.models)
    for model, name in named.items():
        input_ = name.removeprefix("lead_scoring__")
        asked = set(INPUT_COLUMNS[input_]) - OPTIONAL
        asked |= {"leads": attributes, "events": properties}.get(input_, set())
        assert asked <= guide.columns(model), model


def test_a_row_of_each_source_gives_a_lead_and_a_conversion(guide: Guide):
    for name, columns in [
        ("leads", "lead_id, created_at"),
        ("conversions", "lead_id, converted_at"),
    ]:
        model = re.search(r"ref\('(\w+)'\)", guide.vars[f"lead_scoring__{name}"])[1]
        (row,) = guide.rows(f"select {columns} from {model}")
        assert None not in row, model


def test_event_types_are_those_that_the_shipped_rules_ask_for(guide: Guide):
    with open(ROOT / "seeds" / "lead_scoring_rules.csv", encoding="utf-8", newline="") as file:
        known = {row["event_type"] for row in csv.DictReader(file)}
    (events,) = [text for model, text in guide.models.items() if model.endswith("_events")]
    given = set(re.findall(r"""(?:then |else |")'(\w+)'""", events))
    # What the pages say that no shipped rule looks at.
    assert given - known <= {"form_submitted"}
