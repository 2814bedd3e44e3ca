"""The command line as a user types it, in this process."""

from __future__ import annotations

from pathlib import Path

from lead_scoring import cli
from typer.testing import CliRunner, Result


def lead_scoring(*arguments: str | Path) -> Result:
    run = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run


def said_beside(run: Result) -> str:
    """What stands on stderr but for what says what is being done."""
    lines = run.stderr.splitlines(keepends=True)
    return "".join(line for line in lines if not line.endswith(" …\n"))
