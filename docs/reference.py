"""The reference pages of the site, made of the YAML files that describe the package.

Marts, seeds and macros are described in the YAML of their folders, vars by the comments above them in
dbt_project.yml. `conf.py` writes the pages whenever the site is built.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

HEADING = re.compile(r"\s+# --- (.+) ---")
COMMENT = re.compile(r"\s+# (.+)")
VAR = re.compile(r"    (lead_scoring__\w+):")
DOC_BLOCK = re.compile(r"{% docs (\w+) %}\n(.*?){% enddocs %}", re.DOTALL)
DOC = re.compile(r"""{{ doc\(["'](\w+)["']\) }}""")
# What a column has to be.
COLUMN_TESTS = {"not_null": "never null", "unique": "unique", "relationships": "an id of `{to}`"}


# --- Marts ----------------------------------------------------------------------------------------


def marts(root: Path) -> str:
    blocks = dict(DOC_BLOCK.findall((root / "models" / "docs.md").read_text(encoding="utf-8")))
    page = [
        "# Marts",
        "What people and BI tools read. Names, columns and types are contracts: dbt refuses to build"
        " a mart that is otherwise.",
    ]
    for file in sorted(root.glob("models/marts/*/*.yml")):
        page.append(f"## {file.parent.name.capitalize()}")
        for mart in _yaml(file)["models"]:
            page += [f"### {mart['name']}", _resolved(mart["description"], blocks)]
            tests = mart.get("data_tests", [])
            page.append(_columns(mart["columns"], _grain(tests), blocks))
            page.append("\n".join(_promises(tests)))
    return _joined(page)


def _grain(tests: list) -> set[str]:
    """The columns that tell rows apart, and that no row may lack."""
    grain = set()
    for name, arguments, _ in map(_test, tests):
        if name == "lead_scoring_unique_combination":
            grain |= set(arguments["columns"]) - set(arguments.get("nullable", []))
    return grain


def _columns(columns: list[dict], grain: set[str], blocks: dict[str, str]) -> str:
    return _table(
        ["column", "type", "what it holds", "tested"],
        [
            [
                f"`{column['name']}`",
                column["data_type"],
                _resolved(column["description"], blocks),
                ", ".join(
                    [COLUMN_TESTS["not_null"]] * (column["name"] in grain)
                    + [_column_test(*test) for test in map(_test, column.get("data_tests", []))]
                ),
            ]
            for column in columns
        ],
    )


def _column_test(kind: str, arguments: dict, _) -> str:
    if kind == "accepted_values":
        return f"one of {_codes(arguments['values'])}"
    return COLUMN_TESTS[kind].format(to=_referred(arguments.get("to", "")))


def _promises(tests: list) -> list[str]:
    """What data tests hold of whole rows, as items of a list."""
    said = []
    for name, arguments, title in map(_test, tests):
        if name == "lead_scoring_unique_combination":
            said.append(f"- One row for each {_codes(arguments['columns'])}.")
        elif name == "unique":
            said.append(f"- One row for each `{arguments['column_name']}`.")
        elif name == "lead_scoring_relationship":
            to = _referred(arguments["to"])
            said.append(f"- Each {_codes(arguments['columns'])} is one of `{to}`.")
        elif name == "lead_scoring_expression_is_true":
            # `_` after the prefix of the package: the name of such a test is its sentence.
            sentence = (title or "holds").removeprefix("lead_scoring__").replace("_", " ")
            said.append(f"- {sentence.capitalize()}: `{' '.join(arguments['expression'].split())}`")
        else:
            raise ValueError(f"No words for the test {name}.")
    return ["Tested in every build:\n", *said] if said else []


def _test(test: str | dict) -> tuple[str, dict, str]:
    """A data test as its kind, its arguments and the name that it was given."""
    if isinstance(test, str):
        return test, {}, ""
    (kind,) = set(test) - {"name", "config", "description"}
    body = test[kind] or {}
    return kind, body.get("arguments", {}), body.get("name", test.get("name", ""))


# --- Seeds, vars and macros -----------------------------------------------------------------------


def seeds(root: Path) -> str:
    page = [
        "# Seeds",
        "The CSV files that analysts edit. Each is replaced by the var of its name, `lead_scoring_rules`"
        " by `lead_scoring__rules`. Whether a cell is right is said before any mart is replaced, in"
        " the words that are quoted here. Examples of every row: [guides](../guides/README.md).",
    ]
    for file in sorted(root.glob("seeds/**/*.yml")):
        page.append("## Sample data" if file.parent.name == "sample" else "## Rule files")
        for seed in _yaml(file)["seeds"]:
            page += [f"### {seed['name']}", seed["description"]]
            rows = [[f"`{column['name']}`", column["description"]] for column in seed["columns"]]
            page.append(_table(["column", "what it may hold"], rows))
    return _joined(page)


def vars_(root: Path) -> str:
    text = (root / "dbt_project.yml").read_text(encoding="utf-8")
    defaults = yaml.safe_load(text)["vars"]["lead_scoring"]
    page = [
        "# Vars",
        "Set them in your `dbt_project.yml` under `vars: lead_scoring:`, or for one run with `--vars`.",
    ]
    for title, intro, described in _var_sections(text):
        page += [f"## {title}", intro]
        rows = [
            [f"`{name}`", description, f"`{_default(defaults[name])}`"]
            for name, description in described
        ]
        page.append(_table(["var", "what it says", "default"], rows))
    return _joined(page)


def _var_sections(text: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Headings of vars, each with the words below it and its vars with what their comments say.

    A comment belongs to the var below it, and to those that follow without a line between.
    """
    sections, comment = [], []
    after_var = False
    for line in text.splitlines():
        if found := HEADING.fullmatch(line):
            sections.append((found[1], [], []))
        elif found := VAR.match(line):
            sections[-1][2].append((found[1], " ".join(comment)))
            after_var = True
        elif not line.strip():
            if sections and not sections[-1][2]:
                sections[-1][1].extend(comment)
            comment, after_var = [], False
        elif found := COMMENT.fullmatch(line):
            comment, after_var = ([] if after_var else comment) + [found[1]], False
    return [(title, " ".join(intro), described) for title, intro, described in sections]


def _default(value) -> str:
    if value is None:
        return "null"
    return " ".join(value.split()) if isinstance(value, str) else json.dumps(value)


def macros(root: Path) -> str:
    """By folders, as macros/ has them; `_macros.yml` names only what others may call."""
    described = {macro["name"]: macro for macro in _yaml(root / "macros" / "_macros.yml")["macros"]}
    folders: dict[str, list[str]] = {}
    for file in sorted(root.glob("macros/*/*.sql")):
        # A file may hold more than one, such as numbers that are each a macro.
        names = re.findall(r"{%-?\s*macro (\w+)", file.read_text(encoding="utf-8"))
        folders.setdefault(file.parent.name, []).extend(name for name in names if name in described)
    page = [
        "# Macros",
        "What models are made of. You need none of them to use the package. Helpers that start with"
        " an underscore, and what a macro dispatches to, may change at any time.",
    ]
    for folder, names in folders.items():
        page.append(f"## {folder.replace('_', ' ').capitalize()}")
        for name in names:
            page += [f"### {name}", described[name]["description"]]
            rows = [
                [f"`{argument['name']}`", f"`{argument['type']}`", argument["description"]]
                for argument in described[name].get("arguments", [])
            ]
            page.append(_table(["argument", "type", "what it is"], rows) if rows else "")
    return _joined(page)


# --- Markdown -------------------------------------------------------------------------------------


def _table(heads: list[str], rows: list[list[str]]) -> str:
    """A table without the columns in which no row says anything."""
    kept = [number for number in range(len(heads)) if any(row[number] for row in rows)]
    lines = [heads, ["---"] * len(heads), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line[number] for number in kept)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _codes(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _referred(to: str) -> str:
    """The name in ref('name')."""
    return re.sub(r".*['\"](\w+)['\"].*", r"\1", to)


def _resolved(description: str, blocks: dict[str, str]) -> str:
    return DOC.sub(lambda found: blocks[found[1]], description)


def _yaml(file: Path) -> dict:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


PAGES = {"Marts": marts, "Seeds": seeds, "Vars": vars_, "Macros": macros}
