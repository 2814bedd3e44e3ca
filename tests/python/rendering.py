"""The package's SQL as dbt renders it for an engine of which there is no server here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from unittest import mock

from dbt.adapters.base.meta import available
from engine import INPUT_COLUMNS
from in_process import dbt

SCHEMA = "acme_scores"
HOST = {"host": "localhost", "user": "nobody", "password": "none", "schema": SCHEMA, "threads": 1}
# What a profile must say before dbt renders anything; nobody is called.
PROFILES = {
    "bigquery": {
        "method": "oauth-secrets", "token": "none", "project": "offline", "dataset": SCHEMA,
        "threads": 1,
    },
    "databricks": {
        "host": "localhost", "http_path": "/none", "token": "none", "catalog": "offline",
        "schema": SCHEMA, "threads": 1,
    },
    "redshift": {**HOST, "port": 5439, "dbname": "offline"},
    "snowflake": {**HOST, "account": "nobody", "database": "offline", "warehouse": "none"},
    "trino": {**HOST, "port": 8080, "method": "none", "database": "offline"},
}  # fmt: skip
# What the sample data do without.
OPTIONAL_TABLES = {
    f"input_{name}": columns
    for name, columns in INPUT_COLUMNS.items()
    if name not in ("leads", "events", "conversions")
}
# The attributes of the sample leads.
OPTIONAL_TABLES["input_lead_history"] = (
    "lead_id valid_from email first_name last_name company job_title industry employee_count country"
    " lead_source".split()
)


@dataclass
class Variant:
    """One way of running the package that renders SQL of its own."""

    again: bool
    variables: dict


VARIANTS = {
    # The sample data, in the first run and in one that takes over from the run before.
    "first run": Variant(again=False, variables={}),
    "next run": Variant(again=True, variables={"lead_scoring__lookback_days": 30}),
    # All that can be switched on.
    "everything": Variant(
        again=True,
        variables={
            **{f"lead_scoring__{table[6:]}": table for table in OPTIONAL_TABLES},
            "lead_scoring__segment_field": "country",
            "lead_scoring__won_lead_value": 5000,
            "lead_scoring__touch_cost": 20,
        },
    ),
}


# What dbt-databricks asks the cluster, of its version and of what that can do.
ABILITIES = ("is_cluster", "has_capability", "has_dbr_capability", "compare_dbr_version")


@dataclass
class Node:
    """A model or a data test, rendered."""

    name: str
    kind: str
    relation: str | None
    code: str
    contract: list[tuple[str, str]]


def rendered(engine: str, folder: Path, variant: str) -> list[Node]:
    """Parents first."""
    wanted = VARIANTS[variant]
    folder.mkdir(parents=True, exist_ok=True)
    outputs = {engine: {"type": engine, **PROFILES[engine]}}
    profile = {"lead_scoring": {"target": engine, "outputs": outputs}}
    (folder / "profiles.yml").write_text(json.dumps(profile))
    with nobody_there(engine, wanted.again):
        dbt(
            folder, "--write-json", "compile", "--no-introspect", "--no-populate-cache",
            "--vars", json.dumps(wanted.variables),
        )  # fmt: skip
    manifest = json.loads((folder / "target" / "manifest.json").read_text())
    return list(_parents_first(manifest["nodes"]))


@contextmanager
def nobody_there(engine: str, again: bool) -> Iterator[None]:
    """dbt asks no server which tables there are: none, or in a run `again` all."""
    plugin = import_module(f"dbt.adapters.{engine}").Plugin.adapter

    @available
    def get_relation(self, database, schema, identifier, *_, **__):
        if not again:
            return None
        return self.Relation.create(
            database=database, schema=schema, identifier=identifier, type=self.Relation.Table
        )

    @available
    def get_columns_in_relation(self, relation):
        raise AssertionError(f"the columns of {relation} are looked up while compiling")

    @available
    def is_able(self, *_, **__):
        return True

    with ExitStack() as patches:
        for name, answer in {
            "get_relation": get_relation,
            "get_columns_in_relation": get_columns_in_relation,
            **dict.fromkeys(ABILITIES, is_able),
        }.items():
            if hasattr(plugin, name):
                patches.enter_context(mock.patch.object(plugin, name, answer))
        yield


def _parents_first(nodes: dict[str, dict]) -> Iterator[Node]:
    seen = set()

    def visit(unique_id: str) -> Iterator[Node]:
        if unique_id in seen or unique_id not in nodes:
            return
        seen.add(unique_id)
        node = nodes[unique_id]
        for parent in node["depends_on"].get("nodes", []):
            yield from visit(parent)
        is_held = node["config"].get("contract", {}).get("enforced")
        columns = node["columns"].items() if is_held else []
        if node["resource_type"] in ("model", "test", "seed"):
            yield Node(
                node["name"],
                node["resource_type"],
                node["relation_name"],
                node.get("compiled_code") or "",
                [(name, column["data_type"]) for name, column in columns],
            )

    for unique_id in sorted(nodes):
        yield from visit(unique_id)
