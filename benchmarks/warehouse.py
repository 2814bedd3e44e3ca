"""How long a run takes on a warehouse where each model takes a second, however few rows it has: from the
graph alone, without a warehouse.

python benchmarks/warehouse.py [target/manifest.json] [--threads 4]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

WEEKLY = "lead_scoring_weekly"


def seconds(parents: dict[str, set[str]], threads: int) -> int:
    """In each second the models that most others wait for are made first, as dbt does."""
    waiting: dict[str, int] = {}

    def weight(name: str) -> int:
        if name not in waiting:
            children = [child for child, of in parents.items() if name in of]
            waiting[name] = 1 + max(map(weight, children), default=0)
        return waiting[name]

    left, made, passed = dict(parents), set(), 0
    while left:
        ready = sorted((name for name, of in left.items() if of <= made), key=weight, reverse=True)
        for name in ready[:threads]:
            del left[name]
        made |= set(ready[:threads])
        passed += 1
    return passed


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("manifest", nargs="?", default="target/manifest.json", type=Path)
    arguments.add_argument("--threads", default=4, type=int)
    options = arguments.parse_args()
    nodes = json.loads(options.manifest.read_text(encoding="utf-8"))["nodes"]
    models = {name: node for name, node in nodes.items() if node["resource_type"] == "model"}
    daily = {name: node for name, node in models.items() if WEEKLY not in node["tags"]}
    for said, chosen in [("everything", models), ("without weekly models", daily)]:
        parents = {
            name: set(node["depends_on"]["nodes"]) & set(chosen) for name, node in chosen.items()
        }
        print(f"{said}: {len(chosen)} models, {seconds(parents, options.threads)} seconds")


if __name__ == "__main__":
    main()
