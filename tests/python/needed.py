"""What a test needs and a machine may lack."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest
from project import ROOT


def skip_unless_in_ci(sentence: str) -> NoReturn:
    """A developer's test is skipped; in CI, where it would be missed, it fails."""
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


def environment(name: str, target: str) -> Path:
    """The programs of an environment of its own, which a target of make has installed."""
    programs = ROOT / ".venv" / name / "bin"
    if not programs.exists():
        skip_unless_in_ci(f"No environment .venv/{name}: `make {target}` makes it")
    return programs
