"""A dbt project, asked through dbt's own Python entry point, so that any adapter will do."""

from __future__ import annotations

import gc
import json
import os
import re
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from dbt.adapters.factory import get_adapter_by_type
from dbt.artifacts.schemas.results import NodeStatus
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.exceptions import DbtBaseException

from lead_scoring import csv_text, models

PACKAGE = "lead_scoring"
DROP_VIEWS = {"postgres", "redshift"}
MESSAGE_LENGTH = 400
# Told what is being done, in a few words, because dbt is silent for long.
Tell = Callable[[str], None]
FAILURES = {NodeStatus.Error, NodeStatus.Fail, NodeStatus.RuntimeErr}


class ProjectError(Exception):
    """The project cannot be read; the message is for people, in one paragraph."""


class SeedError(ProjectError):
    """The database could not load files; what it says of each, by the name of its table."""

    def __init__(self, failed: dict[str, str]):
        super().__init__(" ".join(failed.values()))
        self.failed = failed


class Session:
    """A parsed project. Parsed once: every further command costs only its own work."""

    def __init__(self, profiles: Path | None, *options: str, tell: Tell = lambda _: None):
        self.tell = tell
        tell("Reading the project")
        self._options = ["--profiles-dir", str(profiles)] if profiles else []
        self._options += options
        self.manifest = self._invoke(dbtRunner(), "parse")
        if f"model.{PACKAGE}.{models.CONFIG_FAULTS}" not in self.manifest.nodes:
            raise ProjectError(
                f"The project does not use the dbt package {PACKAGE}; add it to packages.yml and"
                " run dbt deps."
            )
        self._dbt = dbtRunner(manifest=self.manifest)
        self._adapter = self.manifest.metadata.adapter_type

    @property
    def target_path(self) -> Path:
        """Where dbt keeps what it makes of the project."""
        return Path(get_adapter_by_type(self._adapter).config.project_target_path)

    def set_vars(self, variables: dict) -> None:
        """Vars for every further command, over those of the project."""
        self._options += ["--vars", json.dumps(variables)]

    def relation(self, model: str) -> str:
        """The full name of one of the package's tables, as SQL."""
        return self.manifest.nodes[f"model.{PACKAGE}.{model}"].relation_name

    def seed_files(self, model: str) -> dict[str, tuple[Path, str]]:
        """The seeds that a model is made of: the name of the table, its file and delimiter."""
        return {
            node.alias: (Path(node.root_path) / node.original_file_path, node.config.delimiter)
            for node in self._seeds(model)
        }

    def files_of_seeds(self) -> dict[str, str]:
        """Which of the analyst's files each seed is: rules of acme_rules."""
        nodes = self.manifest.nodes
        return {
            nodes[name].alias: node.name.rpartition("__")[2]
            for node in nodes.values()
            if node.fqn[:3] == [PACKAGE, "staging", "csv_files"]
            for name in node.depends_on_nodes
            if name in nodes and nodes[name].resource_type == "seed"
        }

    def input_relation(self, name: str) -> str | None:
        """What the var of an input names, as SQL; None if it is not set or no table."""
        value = str(self._seen_vars().get(f"{PACKAGE}__{name}") or "")
        named = re.search(r"\b(?:ref|source)\(([^)]*)\)", value)
        if not named:
            return value or None
        called = re.findall(r"['\"]([^'\"]+)['\"]", named[1])[-1]
        nodes = {**self.manifest.nodes, **self.manifest.sources}
        for model in self.manifest.nodes.values():
            if model.fqn[:3] == [PACKAGE, "staging", "inputs"]:
                for node in map(nodes.get, model.depends_on_nodes):
                    if node is not None and node.name == called:
                        return node.relation_name
        return None

    def _seeds(self, model: str) -> list:
        nodes = [self.manifest.nodes[name] for name in self.upstream([model])]
        return [node for node in nodes if node.resource_type == "seed"]

    def upstream(self, models: Iterable[str], stop: Collection[str] = ()) -> set[str]:
        """The unique ids of models and of all that they are made of, up to where to stop."""
        found, left = set(), [f"model.{PACKAGE}.{name}" for name in models]
        while left:
            name = left.pop()
            if name in found or name in stop or name not in self.manifest.nodes:
                continue
            found.add(name)
            left += self.manifest.nodes[name].depends_on_nodes
        return found

    def marked(self, mark: str) -> dict[str, list[str]]:
        """The package's models with a mark in their meta, and what it says."""
        found = {
            node.name: node.config.meta.get(mark)
            for node in self.manifest.nodes.values()
            if node.package_name == PACKAGE and node.resource_type == "model"
        }
        return {name: said for name, said in found.items() if said}

    def seed(self, model: str) -> None:
        """Loads the seeds that a model is made of, from scratch: the header or the type of a column
        may have changed since. Where that drops the views on a seed, only if all else fails.

        All cells are loaded as text, whatever types the project gives the columns: a wrong cell has
        to be told with its row, which the error of a load would not do."""
        text = get_adapter_by_type(self._adapter).Column.translate_type("string")
        seeds = self._seeds(model)
        self.tell(f"Loading {len(seeds)} CSV files")
        for node in seeds:
            path = Path(node.root_path) / node.original_file_path
            names = csv_text.header(path, node.config.delimiter)
            node.config.column_types = dict.fromkeys(names, text)
            node.config.full_refresh = None
        fresh = [] if self._adapter in DROP_VIEWS else ["--full-refresh"]
        run = _call(self._dbt, "seed", *self._options, *fresh, "--select", f"+{model}")
        failed = [result.node.name for result in _failed(run)]
        if failed and not fresh:
            refresh = ["--full-refresh", "--select", *failed]
            run = _call(self._dbt, "seed", *self._options, *refresh)
        if not run.success:
            said = {each.node.alias: _shortened(each.message or "") for each in _failed(run)}
            raise SeedError(said) if said else ProjectError(_message(run))

    def run(self, *models: str, done: str = "") -> None:
        """Runs models and those that they are made of, but for those that `done` is made of."""
        selection = ["--select", *(f"+{model}" for model in models)]
        selection += ["--exclude", f"+{done}"] if done else []
        built = self.upstream([done]) if done else set()
        count = sum(name.startswith("model.") for name in self.upstream(models, built))
        self.tell(f"Running {count} models")
        self._invoke(self._dbt, "run", *selection)

    def run_only(self, nodes: Iterable[str], *options: str) -> None:
        """Runs just these nodes, by their unique ids."""
        names = sorted(self.manifest.nodes[node].fqn for node in nodes)
        self._invoke(self._dbt, "run", *options, "--select", *(".".join(fqn) for fqn in names))

    def operate(self, macro: str, **arguments) -> None:
        """Runs one of the package's operations."""
        name = f"{PACKAGE}.{macro}"
        self._invoke(self._dbt, "run-operation", name, "--args", json.dumps(arguments))

    def rows(self, model: str) -> list[dict]:
        """All rows of one of the package's models, by column names in lower case."""
        return self.records(f"select * from {self.relation(model)}")

    def query(self, query: str) -> list[dict]:
        """The rows that a query with Jinja gives, by column names in lower case. dbt takes half a
        second to render one."""
        arguments = ["--inline", query, "--limit", "-1", "--output", "json"]
        table = self._inline("show", *arguments).agate_table
        names = [name.lower() for name in table.column_names]
        return [dict(zip(names, row.values(), strict=True)) for row in table.rows]

    def compiled(self, query: str, **values: str | int) -> str:
        """A query with Jinja, in which the values have names, as plain SQL. It reads the vars as the
        package's models do."""
        names = "".join(f"{{% set {name} = {json.dumps(values[name])} %}}" for name in values)
        arguments = ["--inline", names + query, "--vars", json.dumps(self._package_vars())]
        return self._inline("compile", "--no-populate-cache", *arguments).node.compiled_code

    def _package_vars(self) -> dict:
        """A query is of the project's own, where dbt does not see the vars that are the package's. Not
        those that name an input, which a query asks of the models."""
        seen = self._seen_vars()
        own = {name: seen[name] for name in seen if name.startswith(f"{PACKAGE}__")}
        named = {name for name in own if re.search(r"\b(ref|source)\(", str(own[name]))}
        config = get_adapter_by_type(self._adapter).config
        return {name: own[name] for name in own if name not in named} | config.cli_vars

    def _seen_vars(self) -> dict:
        """The vars as the package's models see them."""
        config = get_adapter_by_type(self._adapter).config
        node = self.manifest.nodes[f"model.{PACKAGE}.{models.CONFIG_FAULTS}"]
        seen = {}
        for project in (config.load_dependencies().get(PACKAGE, config), config):
            seen |= dict(project.vars.vars_for(node, self._adapter))
        return seen | config.cli_vars

    def _inline(self, command: str, *arguments: str):
        """What dbt makes of a query that is no node of the project."""
        try:
            return self._invoke(self._dbt, command, *arguments).results[0]
        finally:
            # dbt forgets a query that succeeds; another one after a query that failed has its name.
            for node in [name for name in self.manifest.nodes if name.startswith("sql_operation.")]:
                del self.manifest.nodes[node]

    def fetch(self, query: str) -> list[tuple]:
        """The rows of plain SQL as the database's own driver gives them, which is far quicker where
        there are many."""
        return self._execute(query)[1]

    def records(self, query: str) -> list[dict]:
        """The same by column names in lower case."""
        names, rows = self._execute(query)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def columns(self, relation: str) -> list[str]:
        """The names of a table's columns in lower case."""
        return self._execute(f"select * from {relation} where 1 = 0")[0]

    def _execute(self, query: str) -> tuple[list[str], list[tuple]]:
        adapter = get_adapter_by_type(self._adapter)
        try:
            with adapter.connection_named("lead_scoring"):
                _, cursor = adapter.connections.add_query(query, auto_begin=False)
                return [column[0].lower() for column in cursor.description], cursor.fetchall()
        except DbtBaseException as error:
            raise ProjectError(_shortened(str(error))) from None
        finally:
            adapter.cleanup_connections()

    def _invoke(self, dbt: dbtRunner, command: str, *arguments: str):
        run = _call(dbt, command, *self._options, *arguments)
        if not run.success:
            raise ProjectError(_message(run))
        return run.result


def csv_paths(project: Path) -> list[Path]:
    """The CSV files of a project's own seeds."""
    file = project / "dbt_project.yml"
    if not file.exists():
        raise ProjectError(
            f"There is no dbt_project.yml in {project}; name a dbt project's folder."
        )
    try:
        settings = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        folders = settings.get("seed-paths", ["seeds"])
        return sorted(path for folder in folders for path in (project / folder).rglob("*.csv"))
    except (AttributeError, TypeError, ValueError, yaml.YAMLError) as error:
        raise ProjectError(f"{file} cannot be read: {_shortened(str(error))}") from None


def _unreadable(path: Path, folder: Path) -> str | None:
    """Why dbt could not parse a project with this file."""
    name = path.relative_to(folder)
    try:
        if csv_text.decoded(path.read_bytes()) is not None:
            return None
        csv_text.read(path.read_bytes())
    except csv_text.NoCsv as found:
        return f"{name}: {found}."
    return f"{name} is not UTF-8 text; save it as CSV in UTF-8, or run lead-scoring check --fix."


@contextmanager
def open_project(
    folder: Path, profiles: Path | None, *options: str, tell: Tell = lambda _: None
) -> Iterator[Session]:
    """A session in the project's folder: profiles may name files relative to where dbt runs."""
    if unreadable := [said for path in csv_paths(folder) if (said := _unreadable(path, folder))]:
        raise ProjectError(" ".join(unreadable))
    before = Path.cwd()
    profiles = profiles.resolve() if profiles else None
    os.chdir(folder)
    try:
        yield Session(profiles, *options, tell=tell)
    finally:
        os.chdir(before)
        # dbt keeps a DuckDB file open in this process, where nobody else can write to it.
        if duckdb := sys.modules.get("dbt.adapters.duckdb.connections"):
            duckdb.DuckDBConnectionManager.close_all_connections()


def _call(dbt: dbtRunner, *arguments: str) -> dbtRunnerResult:
    with warnings.catch_warnings(), _no_search_for_garbage():
        warnings.simplefilter("ignore")  # dbt's libraries warn of what is told better later.
        # What dbt wrote about the user's own last run is left to `dbt retry`.
        return dbt.invoke(["--log-level", "none", "--no-write-json", *arguments])


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Looking for cycles among all that dbt knows of a project takes an eighth of a command, and frees
    little."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _failed(run: dbtRunnerResult) -> list:
    results = getattr(run.result, "results", None) or []
    return [result for result in results if result.status in FAILURES]


def _message(run: dbtRunnerResult) -> str:
    """What dbt says went wrong, as one short paragraph."""
    said = [result.message for result in _failed(run) if result.message]
    if run.exception:
        said.append(str(run.exception))
    # Through which macros it came is nothing to people.
    said = [re.sub(r"\s+> (in|called by) macro .*", "", each, flags=re.DOTALL) for each in said]
    return _shortened(" ".join(said) or "dbt failed without a message.")


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MESSAGE_LENGTH else text[: MESSAGE_LENGTH - 2] + " …"
