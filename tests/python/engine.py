"""Runs the package's own compiled SQL on an in-memory DuckDB, Postgres or Spark, without dbt in between.

dbt reads the project once and compiles it once for each set of vars, whichever of pytest's workers
comes first; every example of a property test then loads its inputs and runs the compiled models in their order, which takes a
fraction of a second instead of the seconds that a dbt invocation takes. The as-of date is a literal
in the compiled SQL and is replaced for each example.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import duckdb_lts
import postgres
import spark
from dbt.contracts.graph.manifest import Manifest
from filelock import FileLock
from in_process import dbt
from project import ROOT

# A day that no example uses, so that replacing it hits nothing else.
COMPILED_DAY = "1901-02-03"

INPUT_COLUMNS = {
    "leads": ["lead_id", "created_at"],
    "events": ["event_id", "lead_id", "event_type", "occurred_at"],
    "conversions": ["lead_id", "converted_at", "amount"],
    "dispositions": ["lead_id", "disposition", "disposed_at", "reason"],
    "lead_aliases": ["alias_lead_id", "lead_id"],
    "lead_history": ["lead_id", "valid_from"],
    "cutoffs": ["lead_id", "cutoff_date"],
    "holdout": ["lead_id"],
    "erased_leads": ["lead_id"],
    "crm_synced": ["lead_id", "row_hash", "synced_at"],
}
CSV_COLUMNS = {
    "models": "model_id model_version status audience_field audience_operator audience_value fit_max"
    " engagement_max min_fit_coverage reset_on_recycle description",
    "rules": "model_id rule_id dimension rule_group event_type field operator value points limit_count"
    " limit_period min_occurrences min_occurrences_days decay decay_days decay_pct valid_from valid_to"
    " enabled description",
    "rule_conditions": "model_id rule_id field operator value",
    "rule_groups": "model_id dimension rule_group min_points max_points",
    "bands": "model_id dimension label min_score",
    "classes": "model_id fit_grade engagement_band priority next_action channel",
    "stages": "model_id stage stage_order enter_score exit_score min_fit_grade min_engagement_score"
    " cooldown_days weekly_capacity target_close_rate",
    "free_email_domains": "email_domain",
    "title_patterns": "pattern attribute label priority",
    "countries": "spelling country",
    "event_types": "raw_event_type event_type actor",
}


@dataclass
class World:
    """Everything the package reads: rows of text, a missing key is a blank cell."""

    as_of: date
    inputs: dict[str, list[dict]] = field(default_factory=dict)
    files: dict[str, list[dict]] = field(default_factory=dict)


class Database:
    """What a test asks of each engine, as DuckDB and Postgres say it."""

    @staticmethod
    def retype(connection, table: str, column: str, type_: str) -> None:
        connection.execute(
            f"alter table {table} alter column {column} type {type_} using cast({column} as {type_})"
        )


class DuckDB(Database):
    """A database in memory."""

    def __init__(self, target: Path):
        # In SQL the database in memory is called `memory`: so is that of the file to compile with.
        self.file = target / "memory.duckdb"
        self.profile = {"type": "duckdb", "path": str(self.file), "schema": "main", "threads": 1}

    def leave_behind(self, tables: dict[str, list[str]]) -> None:
        with duckdb.connect(str(self.file)) as connection:
            for table, columns in tables.items():
                shape = ", ".join(f"{column} varchar" for column in columns)
                connection.execute(f"create table {table} ({shape})")

    def connect(self) -> duckdb.DuckDBPyConnection:
        return duckdb_lts.in_memory()

    @staticmethod
    def begin(connection) -> None:
        """Each table replaces that of the world before."""

    @staticmethod
    def load(connection, table: str, columns: list[str], rows: list[dict]) -> None:
        body = json.dumps([{column: row.get(column) for column in columns} for row in rows])
        shape = json.dumps([{column: "VARCHAR" for column in columns}])
        picked = ", ".join(f'cells."{column}"' for column in columns)
        connection.execute(
            f"create or replace table {table} as select {picked}"
            f" from (select unnest(from_json(?, '{shape}')) as cells)",
            [body],
        )

    @staticmethod
    def create(kind: str, relation: str, code: str) -> str:
        return f"create or replace {kind} {relation} as\n{code}"


class DuckDBLTS(DuckDB):
    """The same in DuckDB's long-term-support line; dbt compiles the same SQL for both."""

    def connect(self) -> duckdb_lts.Connection:
        return duckdb_lts.connect()


class Postgres(Database):
    """A database on a server. Each world lives in a transaction that the next one rolls back."""

    def __init__(self, target: Path):
        self.server = postgres.database()
        self.profile = {"type": "postgres", "schema": "main", "threads": 1, **self.server}

    def connect(self) -> postgres.Connection:
        return postgres.Connection(self.server)

    @staticmethod
    def begin(connection) -> None:
        connection.execute("rollback")
        connection.execute("begin")
        connection.execute("create schema main")
        connection.execute("set local search_path to main")
        # As the package's sql_header does.
        connection.execute("set local enable_nestloop to off")

    @staticmethod
    def load(connection, table: str, columns: list[str], rows: list[dict]) -> None:
        shape = ", ".join(f'"{column}" text' for column in columns)
        connection.execute(
            f"create table {table} as"
            f" select * from json_to_recordset(cast(%s as json)) as cells ({shape})",
            [json.dumps([{column: row.get(column) for column in columns} for row in rows])],
        )

    @staticmethod
    def create(kind: str, relation: str, code: str) -> str:
        return f"create {kind} {relation} as\n{code}"


class Spark(Database):
    """The tests' session, with a schema that each world empties."""

    def __init__(self, target: Path):
        self.profile = spark.profile("main")

    def connect(self) -> spark.Connection:
        return spark.Connection()

    @staticmethod
    def begin(connection) -> None:
        connection.execute("drop schema if exists main cascade")
        connection.execute("create schema main")

    @staticmethod
    def load(connection, table: str, columns: list[str], rows: list[dict]) -> None:
        connection.load(table, columns, rows)

    @staticmethod
    def retype(connection, table: str, column: str, type_: str) -> None:
        types = {"timestamp": "timestamp_ntz", "timestamp with time zone": "timestamp"}
        connection.retype(table, column, types.get(type_, type_))

    @staticmethod
    def create(kind: str, relation: str, code: str) -> str:
        return f"create {kind} {relation} as\n{code}"


def package_vars(attributes: list[dict], properties: list[dict], **others) -> dict:
    """The package's vars for inputs and CSV files that lie in tables of the schema `main`."""
    return {
        "lead_scoring__lead_attributes": attributes,
        "lead_scoring__event_properties": properties,
        **{f"lead_scoring__{name}": f"main.input_{name}" for name in INPUT_COLUMNS},
        # Looking for the erased at each reading of an input takes a third of an example, so only
        # the tests that erase set it.
        "lead_scoring__erased_leads": None,
        **{f"lead_scoring__{name}": f"main.csv_{name}" for name in CSV_COLUMNS},
        **{f"lead_scoring__{name}": value for name, value in others.items()},
    }


def rows_of(connection, query: str) -> list[dict]:
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


class Engine:
    """The compiled package for one set of vars; call it with a world, then query its connection."""

    def __init__(
        self,
        target: Path,
        attributes: list[dict],
        properties: list[dict],
        again: bool | dict = False,
        database: type[Database] = DuckDB,
        **extra_vars,
    ):
        """`again` compiles what a run does that finds the tables of the run before it, or only some
        of them, each with its columns."""
        variables = package_vars(
            attributes, properties, **{"as_of_date": COMPILED_DAY, **extra_vars}
        )
        self.columns = {f"input_{name}": list(columns) for name, columns in INPUT_COLUMNS.items()}
        self.columns["input_leads"] += [attribute["name"] for attribute in attributes]
        self.columns["input_lead_history"] += [attribute["name"] for attribute in attributes]
        self.columns["input_events"] += [property_["name"] for property_ in properties]
        self.columns |= {f"csv_{name}": columns.split() for name, columns in CSV_COLUMNS.items()}
        target.mkdir(parents=True, exist_ok=True)
        self.database = database(target)
        compiled = _shared(
            [_where_it_does_not_lie(self.database.profile), variables, again],
            lambda: _compile(target, self.database, variables, again),
        )
        self.statements, self.ancestors, tests = compiled
        self.warnings = tests["warn"]
        self.data_tests = {
            name: query for name, query in tests["error"].items() if name not in OF_THE_PROJECT
        }
        self.of_the_project = {name: tests["error"][name] for name in OF_THE_PROJECT}
        self.connection = self.database.connect()

    def renew(self) -> None:
        """An empty database: one in which hundreds of worlds have been built takes twice as long."""
        self.connection.close()
        self.connection = self.database.connect()

    def run(
        self, world: World, checked: bool = False, only: set[str] | None = None
    ) -> duckdb.DuckDBPyConnection:
        """Builds everything for a world, or `only` some models and what they are made of; `checked`
        includes the checks of the analyst's files, which take a third of the time and say nothing
        about worlds that are right."""
        self.load(world)
        self.build(world.as_of, checked, only)
        return self.connection

    def load(self, world: World) -> None:
        self.load_into(self.database, self.connection, world)

    def load_into(self, database: type[Database] | Database, connection, world: World) -> None:
        database.begin(connection)
        for table, columns in self.columns.items():
            kind, name = table.split("_", 1)
            rows = (world.inputs if kind == "input" else world.files).get(name, [])
            database.load(connection, table, columns, rows)

    def build(
        self,
        as_of: date,
        checked: bool = True,
        only: set[str] | None = None,
        killed_after: int | None = None,
    ) -> None:
        """`killed_after` so many models the run dies."""
        wanted = set().union(*(self.ancestors[name] for name in only or self.ancestors))
        for name, statement in list(self.statements.items())[:killed_after]:
            if name not in wanted:
                continue
            if not checked and re.search("_(faults|gate)$", name):
                continue
            self.connection.execute(statement.replace(COMPILED_DAY, as_of.isoformat()))

    def faults(self, world: World, change: str = "select 1") -> list[str]:
        """What is wrong in the analyst's files of a world, changed by a statement of SQL; nothing is
        scored."""
        self.load(world)
        self.connection.execute(change)
        self.build(world.as_of, only={"int_lead_scoring__config_faults"})
        return self.told("fault")

    def told(self, severity: str) -> list[str]:
        """The faults, or the notices, of the files that were checked last."""
        rows = self.rows(
            "select sentence from int_lead_scoring__config_faults"
            f" where severity = '{severity}' order by sentence"
        )
        return [row["sentence"] for row in rows]

    def failures(self, as_of: date, tests: dict[str, str] | None = None) -> dict[str, list]:
        """The package's own data tests that find something: those that dbt would report as errors, or
        the given ones."""
        found = {}
        for name, query in (tests or self.data_tests).items():
            rows = self.connection.execute(
                query.replace(COMPILED_DAY, as_of.isoformat())
            ).fetchall()
            if rows:
                found[name] = rows
        return found

    def rows(self, query: str) -> list[dict]:
        return rows_of(self.connection, query)


# Whether a project can score anything is asked of the project: a random world may well be one in which
# no rule matches.
OF_THE_PROJECT = {"lead_scoring__something_scores"}

# What a run leaves behind for the next one, which looks only whether it is there.
LEFT_BEHIND = {
    model.stem: ["found"]
    for model in sorted((ROOT / "models").rglob("*.sql"))
    if "last_run()" in model.read_text(encoding="utf-8")
}


# Where the workers of one run of pytest share what is read and compiled; conftest names it.
SHARED: Path | None = None
_READ: dict[str, Manifest] = {}


def _shared(asked: list, make: Callable):
    """What `make` gives, which only the first worker to ask the same calls."""
    text = json.dumps(asked, sort_keys=True)
    file = SHARED / hashlib.sha256(text.encode()).hexdigest()
    with FileLock(file.with_suffix(".lock")):
        if not file.exists():
            file.write_bytes(pickle.dumps(make()))
    return pickle.loads(file.read_bytes())


def _where_it_does_not_lie(profile: dict) -> dict:
    """A profile without the path of its DuckDB file, on which no SQL depends."""
    return {name: value for name, value in profile.items() if name != "path"}


def _manifest(target: Path, profile: dict, variables: dict) -> Manifest:
    """What dbt reads of the project, which takes twice as long as compiling it. Of the vars it depends
    only on whether leads are erased, which makes the score history another kind of table, and on
    whether events are unique, which a test holds."""
    told = [
        variables.get(f"lead_scoring__{name}") for name in ("erased_leads", "events_are_unique")
    ]
    asked = [_where_it_does_not_lie(profile), *told]
    key = json.dumps(asked)
    if key not in _READ:
        _READ[key] = _shared(asked, lambda: dbt(target, "parse", "--vars", json.dumps(variables)))
    return _READ[key]


def _compile(
    target: Path, database: Database, variables: dict, again: bool | dict
) -> tuple[dict, dict, dict]:
    if again:
        database.leave_behind(LEFT_BEHIND if again is True else again)
    profile = {"lead_scoring": {"target": "tests", "outputs": {"tests": database.profile}}}
    (target / "profiles.yml").write_text(json.dumps(profile))
    compiled = dbt(
        target, "compile", "--vars", json.dumps(variables),
        *([] if again else ["--no-populate-cache"]),
        manifest=_manifest(target, database.profile, variables),
    )  # fmt: skip
    compiled = {result.node.unique_id: result.node for result in compiled.results}
    nodes = {
        name: node
        for name, node in compiled.items()
        if node.resource_type == "model" and node.package_name == "lead_scoring"
    }
    statements, ancestors = {}, {}

    def visit(name: str) -> set[str]:
        """Puts a model behind those that it is made of, and names them and itself."""
        if name not in nodes:
            return set()
        node = nodes[name]
        if node.name in ancestors:
            return ancestors[node.name]
        made_of = [visit(parent) for parent in node.depends_on.nodes]
        ancestors[node.name] = {node.name}.union(*made_of)
        kind = "view" if node.config.materialized == "view" else "table"
        code = re.sub(r";\s*$", "", node.compiled_code)
        statements[node.name] = database.create(kind, node.relation_name, code)
        return ancestors[node.name]

    for name in sorted(nodes):
        visit(name)
    data_tests = {"error": {}, "warn": {}}
    for node in compiled.values():
        if node.resource_type == "test":
            data_tests[node.config.severity.lower()][node.name] = node.compiled_code
    return statements, {name: sorted(names) for name, names in ancestors.items()}, data_tests
