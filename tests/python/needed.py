"""What a test needs and a machine may lack."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def skip_unless_in_ci(sentence: str) -> NoReturn:
    """A developer's test is skipped; in CI, where it would be missed, it fails."""
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)
