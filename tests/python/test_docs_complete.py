"""Nothing of the package goes undescribed: what people read in the docs and in BI starts there."""

from __future__ import annotations

import csv
import json
import re

import pytest
from in_process import dbt
from project import ROOT

# One worker builds what these tests share.
pytestmark = pytest.mark.xdist_group("docs_complete")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory) -> dict:
    """What dbt parses, without warnings, into a target folder of its own."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "profiles.yml").write_bytes((ROOT / "profiles.example.yml").read_bytes())
    dbt(folder, "--write-json", "--warn-error", "parse", "--no-partial-parse")
    return json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))


def test_every_model_and_its_listed_columns_are_described(manifest):
    assert not [name for model in _nodes(manifest, "model") for name in _undescribed(model)]


def test_models_say_their_grain_first(manifest):
    assert not [
        model["name"]
        for model in _nodes(manifest, "model")
        if not model["description"].strip().startswith("One row per ")
    ]


def test_every_mart_has_a_contract_that_types_every_column(manifest):
    marts = [model for model in _nodes(manifest, "model") if "/marts/" in _path(model)]
    assert marts
    assert not [mart["name"] for mart in marts if not mart["config"]["contract"]["enforced"]]
    assert not [
        f"{mart['name']}.{column['name']}"
        for mart in marts
        for column in mart["columns"].values()
        if not column["data_type"] or not column["description"].strip()
    ]


def test_contracts_have_no_constraints(manifest):
    """Spark refuses not_null on the tables that it makes by default."""
    assert not [
        model["name"]
        for model in _nodes(manifest, "model")
        if model["constraints"]
        or any(column["constraints"] for column in model["columns"].values())
    ]


def test_every_seed_column_is_described_and_read_as_text(manifest):
    seeds = _nodes(manifest, "seed")
    assert seeds
    assert not [name for seed in seeds for name in _undescribed(seed)]
    for seed in seeds:
        with open(ROOT / _path(seed), encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert list(seed["columns"]) == header, seed["name"]
        assert seed["config"]["column_types"] == dict.fromkeys(header, "varchar"), seed["name"]


def test_every_public_macro_and_argument_is_described(manifest):
    macros = [
        macro
        for macro in manifest["macros"].values()
        if macro["package_name"] == "lead_scoring" and _is_public(macro["name"])
    ]
    assert macros
    assert not [macro["name"] for macro in macros if not macro["description"].strip()]
    assert not [
        f"{macro['name']}({argument['name']})"
        for macro in macros
        for argument in macro["arguments"]
        if not argument["type"] or not argument["description"].strip()
    ]


def test_doc_blocks_are_prefixed_and_used(manifest):
    """Names of doc blocks are shared by all packages of a project."""
    names = [
        block["name"]
        for block in manifest["docs"].values()
        if block["package_name"] == "lead_scoring"
    ]
    properties = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "models").rglob("*.yml")
    )
    assert not [name for name in names if not name.startswith("lead_scoring__")]
    assert not [name for name in names if not re.search(rf"doc\([\"']{name}[\"']\)", properties)]


def _nodes(manifest: dict, kind: str) -> list[dict]:
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == kind and node["package_name"] == "lead_scoring"
    ]


def _undescribed(node: dict) -> list[str]:
    names = [] if node["description"].strip() else [node["name"]]
    return names + [
        f"{node['name']}.{column['name']}"
        for column in node["columns"].values()
        if not column["description"].strip()
    ]


def _path(node: dict) -> str:
    return node["original_file_path"].replace("\\", "/")


def _is_public(macro: str) -> bool:
    """Not a helper, not what a macro dispatches to, not a generic test."""
    return not macro.startswith(("_", "test_")) and "__" not in macro
