"""A private copy of the package in which tests run dbt as a user does."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import forked

ROOT = Path(__file__).resolve().parents[2]
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "target", "logs", "dbt_packages", "*.duckdb*", "__pycache__", ".hypothesis",
    "*.egg-info", "profiles.yml", ".pytest_cache", ".ruff_cache", "package-lock.yml",
)  # fmt: skip
MARTS = r"lead\_scoring\_\_%"
# What dbt has read of the package here; in a copy it then reads no more than what differs.
READ = Path("target") / "partial_parse.msgpack"


class Project:
    """A dbt project on disk with a DuckDB file beside it, and the Python whose dbt runs it; with
    `libraries` in another folder, these come before those of that Python."""

    def __init__(
        self,
        folder: Path,
        database: str = "lead_scoring.duckdb",
        python: str | Path = sys.executable,
        libraries: Path | None = None,
    ):
        self.folder, self.database, self.python = folder, folder / database, str(python)
        self.libraries = libraries

    @classmethod
    def copy_of_package(
        cls, folder: Path, python: str | Path = sys.executable, libraries: Path | None = None
    ) -> Project:
        shutil.copytree(ROOT, folder, ignore=LEFT_BEHIND)
        shutil.copy(folder / "profiles.example.yml", folder / "profiles.yml")
        if (ROOT / READ).exists() and python == sys.executable:
            (folder / READ).parent.mkdir()
            shutil.copy(ROOT / READ, folder / READ)
        return cls(folder, python=python, libraries=libraries)

    def copy(self, folder: Path) -> Project:
        """Another such project with what has been built in this one."""
        shutil.copytree(self.folder, folder)
        return Project(folder, self.database.name)

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess:
        arguments = ["--no-use-colors", *arguments]
        untracked = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"}
        environment = {**os.environ, **untracked}
        if self.libraries:
            environment["PYTHONPATH"] = str(self.libraries)
        elif self.python == sys.executable:
            return forked.dbt(arguments, self.folder, environment)
        return subprocess.run(
            [self.python, "-m", "dbt.cli.main", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def succeed(self, *arguments: str) -> str:
        run = self.dbt(*arguments)
        assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
        return run.stdout

    def fail(self, *arguments: str) -> str:
        """What dbt says when it fails, without time stamps."""
        run = self.dbt(*arguments)
        assert run.returncode != 0, run.stdout[-4000:]
        assert "Traceback" not in run.stdout + run.stderr
        return re.sub(r"(?m)^\d\d:\d\d:\d\d\s+", "", run.stdout)

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def mart_names(self) -> list[str]:
        names = self.rows(
            "select table_name from information_schema.tables"
            f" where table_name like '{MARTS}' escape '\\' order by 1"
        )
        return [name for (name,) in names]

    def marts(self) -> dict[str, list[tuple]]:
        return {name: sorted(self.rows(f'from "{name}"'), key=repr) for name in self.mart_names()}

    def fingerprints(self, tables: str = MARTS) -> dict[str, tuple]:
        """Of every mart in any schema, or of other tables: how many rows, and a hash of them that knows
        no order. Where all that is asked is whether rows are the same, they need not be fetched."""
        names = self.rows(
            "select schema_name, table_name from duckdb_tables()"
            f" where table_name like '{tables}' escape '\\' order by all"
        )
        query = 'select count(*), sum(hash(cells)) from "{}"."{}" as cells'
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return {
                f"{schema}.{name}": connection.execute(query.format(schema, name)).fetchone()
                for schema, name in names
            }

    def contracts(self) -> dict[str, dict]:
        """The marts by name, as dbt has read their YAML."""
        manifest = json.loads((self.folder / "target" / "manifest.json").read_text("utf-8"))
        return {
            node["name"]: node
            for node in manifest["nodes"].values()
            if node["original_file_path"].startswith("models/marts/")
            and node["resource_type"] == "model"
        }

    def descriptions(self) -> dict[tuple[str, str | None], str]:
        """What their YAML says of each mart, and of each of its columns."""
        return {
            (name, column): described["description"]
            for name, mart in self.contracts().items()
            for column, described in [(None, mart), *mart["columns"].items()]
        }

    def change_cells(self, name: str, key: str, cells: dict[str, dict]) -> None:
        """Edits cells of a seed, row by row, by the value of its key column."""

        def edited(rows: list[dict]) -> list[dict]:
            assert set(cells) <= {row[key] for row in rows}
            return [{**row, **cells.get(row[key], {})} for row in rows]

        self.edit_seed(name, edited)

    def edit_seed(self, name: str, change) -> None:
        """Passes the rows of a seed through `change` and writes what it gives back."""
        path = self.folder / "seeds" / f"{name}.csv"
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            columns, rows = reader.fieldnames, list(reader)
        rows = change(rows)
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
