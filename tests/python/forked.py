"""dbt in a process of its own, forked from one that has imported it: each run begins as if dbt had
just been started, without the two seconds that this takes."""

from __future__ import annotations

import gc
import os
import sys
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["dbt.cli.main", "dbt.adapters.duckdb"])


def dbt(arguments: list[str], folder: Path, environment: dict[str, str]) -> CompletedProcess:
    """Like subprocess.run(["dbt", …]) with the output captured as text."""
    with TemporaryDirectory() as name:
        outputs = [Path(name) / "stdout", Path(name) / "stderr"]
        process = FORKS.Process(target=_dbt, args=(arguments, folder, environment, outputs))
        process.start()
        process.join()
        said = [output.read_text(encoding="utf-8") for output in outputs]
    return CompletedProcess(arguments, process.exitcode, *said)


def _dbt(arguments: list[str], folder: Path, environment: dict[str, str], outputs: list[Path]):
    for stream, output in zip((sys.stdout, sys.stderr), outputs, strict=True):
        os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    # Looking for cycles among all that dbt knows of a project takes a seventh of a run, and frees little.
    gc.disable()
    sys.argv = ["dbt", *arguments]
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415
    from dbt.cli.main import cli  # noqa: PLC0415

    try:
        cli()
    finally:
        # A forked process ends without the clearing up that writes DuckDB's log into its file.
        DuckDBConnectionManager.close_all_connections()
