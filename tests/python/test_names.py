"""What is said in one place only: the names of private models in Python, the defaults of settings in SQL."""

from __future__ import annotations

import ast
import re

import yaml
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


def test_settings_have_one_default_and_it_is_that_of_the_project():
    path = ROOT / "macros" / "inputs" / "setting.sql"
    said = re.search(r"return\((\{.*?\})\) \}\}", path.read_text("utf-8"), re.DOTALL)[1]
    python = re.sub(r"\b(none|false|true)\b", lambda word: word[0].capitalize(), said)
    settings = {name: default for name, (_, default) in ast.literal_eval(python).items()}
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))["vars"]["lead_scoring"]
    there = {name: project[f"lead_scoring__{name}"] for name in settings}
    # The sample's day is decided where the sample is chosen.
    assert "target.profile_name" in there.pop("as_of_date")
    assert settings | there == settings and settings["as_of_date"] is None
    read = re.compile(rf"var\('lead_scoring__(?:{'|'.join(settings)})'")
    sql = [file for name in ("macros", "models", "tests") for file in (ROOT / name).rglob("*.sql")]
    assert [file.name for file in sql if read.search(file.read_text("utf-8"))] == []
