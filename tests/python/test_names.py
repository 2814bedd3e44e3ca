"""What is named in one place only: the package's private models in Python."""

from __future__ import annotations

import re

from lead_scoring import models
from project import ROOT

PRIVATE = re.compile(r"\b(?:int|stg|base)_lead_scoring__\w*")
PYTHON = sorted((ROOT / "python").rglob("*.py"))


def test_python_names_private_models_in_one_module():
    named = {
        path.name: found
        for path in PYTHON
        if (found := PRIVATE.findall(path.read_text(encoding="utf-8")))
    }
    assert list(named) == ["models.py"]


def test_there_is_every_model_that_python_names():
    there = {path.stem for path in (ROOT / "models").rglob("*.sql")}
    named = {value for name, value in vars(models).items() if name.isupper() and "__" in value}
    assert named and named <= there
