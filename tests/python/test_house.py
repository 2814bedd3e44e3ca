"""The house that the models live in: the order of its rooms, and how large it may become. A reader who
opens the folders is told the story in this order, and on a cloud warehouse depth is the time of a run.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from in_process import dbt
from project import Project

# A model reads from its own room and from those before it.
ROOMS = [
    "staging/csv_files",
    "staging/inputs",
    "rules",
    "rules/wording",
    "rules/checks",
    "matching",
    "valuing",
    "today",
    "stages",
    "looking_back",
    "marts",
]
UNIQUENESS = {"unique", "lead_scoring_unique_combination"}
WEEKLY = "lead_scoring_weekly"
# Compiled lines on DuckDB of all models before the house was rebuilt. The house needs three fifths of them,
# and what is noticed in the rule files a twentieth more.
LINES_ONCE = 31_200


@dataclass
class House:
    """The package's models as dbt wrote them down; connectors would stand apart."""

    manifest: dict

    @cached_property
    def models(self) -> dict[str, dict]:
        return {
            name: node
            for name, node in self.manifest["nodes"].items()
            if node["resource_type"] == "model" and not node["path"].startswith("connectors/")
        }

    @cached_property
    def parents(self) -> dict[str, list[str]]:
        return {
            name: [parent for parent in node["depends_on"]["nodes"] if parent in self.models]
            for name, node in self.models.items()
        }

    @cached_property
    def edges(self) -> list[tuple[str, str]]:
        return [(parent, name) for name, parents in self.parents.items() for parent in parents]

    @cached_property
    def depths(self) -> dict[str, int]:
        """How many models stand in the longest chain to each, itself among them."""
        found: dict[str, int] = {}

        def depth(name: str) -> int:
            if name not in found:
                found[name] = 1 + max(map(depth, self.parents[name]), default=0)
            return found[name]

        for name in self.models:
            depth(name)
        return found

    def ancestors(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            new = set(self.parents[waiting.pop()]) - found
            found |= new
            waiting += new
        return found

    def folder(self, name: str) -> str:
        return Path(self.models[name]["path"]).parent.as_posix()

    def room(self, name: str) -> int:
        """Its place in the order; a room in a room may have a place of its own."""
        folder = Path(self.folder(name))
        for place in [folder, *folder.parents]:
            if place.as_posix() in ROOMS:
                return ROOMS.index(place.as_posix())
        raise AssertionError(f"{folder} is no room: give it a place in the order of rooms")

    def named(self, name: str) -> str:
        return f"model.lead_scoring.lead_scoring__{name}"


@pytest.fixture(scope="module")
def house(sample_build: Project) -> House:
    return House(json.loads((sample_build.folder / "target/manifest.json").read_text("utf-8")))


def short(edges: list[tuple[str, str]]) -> list[str]:
    """Edges to be read, `child <- parent`."""
    return sorted(
        f"{name.split('.')[-1]} <- {parent.split('.')[-1]}".replace("lead_scoring__", "")
        for parent, name in edges
    )


def test_models_read_from_their_own_room_and_from_those_before_it(house: House):
    assert short([edge for edge in house.edges if house.room(edge[0]) > house.room(edge[1])]) == []


def test_nothing_but_marts_reads_from_marts(house: House):
    back = [
        (parent, name)
        for parent, name in house.edges
        if house.folder(parent).startswith("marts") and not house.folder(name).startswith("marts")
    ]
    assert short(back) == []


def test_no_two_folders_have_the_same_name(house: House):
    folders = {Path(house.folder(name)) for name in house.models}
    folders |= {parent for folder in folders for parent in folder.parents if parent.name}
    assert [name for name, times in Counter(f.name for f in folders).items() if times > 1] == []


def test_every_model_has_a_test_of_what_a_row_is(house: House):
    tested = {
        node["attached_node"]
        for node in house.manifest["nodes"].values()
        if (node.get("test_metadata") or {}).get("name") in UNIQUENESS
    }
    assert sorted(house.models[name]["name"] for name in house.models.keys() - tested) == []


def test_no_edge_is_there_only_because_a_macro_was_rendered(
    house: House, sample_build: Project, tmp_path: Path
):
    """Told the day of the run, a model needs no other model to find it."""
    (tmp_path / "profiles.yml").write_bytes((sample_build.folder / "profiles.yml").read_bytes())
    read = dbt(tmp_path, "parse", "--vars", "{lead_scoring__as_of_date: 2026-06-30}")
    phantoms = [
        (parent, name)
        for name, node in house.models.items()
        for parent in node["depends_on"]["nodes"]
        if parent not in read.nodes[name].depends_on.nodes
    ]
    assert short(phantoms) == []


@pytest.mark.parametrize(
    ("what", "at_most"),
    {
        "models": 105,
        "deepest": 22,
        "depth of lead_scores": 18,
        "ancestors of mql_list": 62,
        "nodes of a daily run": 85,
        "compiled lines": LINES_ONCE * 65 // 100,
    }.items(),
)
def test_the_house_grows_no_further(house: House, what: str, at_most: int):
    models = house.models.values()
    figures = {
        "models": len(models),
        "deepest": max(house.depths.values()),
        "depth of lead_scores": house.depths[house.named("lead_scores")],
        "ancestors of mql_list": len(house.ancestors(house.named("mql_list"))),
        "nodes of a daily run": sum(WEEKLY not in node["tags"] for node in models),
        "compiled lines": sum(len(node["compiled_code"].splitlines()) for node in models),
    }
    assert figures[what] <= at_most, f"{what}: {figures[what]}, at most {at_most}"
