"""dbt in the process of the tests: no start-up for each run, and what stands in for a server is there."""

from __future__ import annotations

from pathlib import Path

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from project import ROOT


def dbt(folder: Path, *arguments: str, project: Path = ROOT, manifest: Manifest | None = None):
    """Runs dbt with the profiles in a folder, into which it also writes; what it made of each node.
    With a manifest the project is not read again."""
    outcome = dbtRunner(manifest=manifest).invoke(
        [
            "--quiet", *arguments,
            "--project-dir", str(project),
            "--profiles-dir", str(folder),
            "--target-path", str(folder / "target"),
            "--log-path", str(folder / "logs"),
        ]
    )  # fmt: skip
    assert outcome.success, outcome.exception or [
        (result.node.name, result.message)
        for result in outcome.result
        if result.failures or str(result.status) in ("error", "fail")
    ]
    return outcome.result
