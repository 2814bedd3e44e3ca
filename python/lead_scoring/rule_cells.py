"""The analyst's files as the package keeps them: cell by cell, each typed and in one notation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lead_scoring import models
from lead_scoring.session import Session

CELLS = models.RULE_CELLS
# The vars that change scores are kept like a file, a row each.
VARS = "vars"
COLUMNS = """
{%- for file, description in lead_scoring.csv_files().items() %}
{%- set last_file = loop.last %}
{%- for name in description.columns %}
select
    '{{ file }}' as file,
    {{ loop.index }} as place,
    {{ description.key.index(name) if name in description.key else 'null' }} as key_place,
    '{{ name }}' as column_name
{{ 'union all' if not (last_file and loop.last) }}
{%- endfor %}
{%- endfor %}
"""

Row = dict[str, str | None]


@dataclass
class File:
    """The columns of a file in their order, and those that name its rows."""

    columns: list[str] = field(default_factory=list)
    key: list[str] = field(default_factory=list)


def described_files(session: Session) -> dict[str, File]:
    """Every file, the vars last."""
    files: dict[str, File] = defaultdict(File)
    columns = session.query(COLUMNS)
    for column in sorted(columns, key=lambda column: int(column["place"])):
        files[column["file"]].columns.append(column["column_name"])
    keyed = [column for column in columns if column["key_place"] is not None]
    for column in sorted(keyed, key=lambda column: int(column["key_place"])):
        files[column["file"]].key.append(column["column_name"])
    return {**files, VARS: File(["name", "value"], ["name"])}


def rows_of_files(cells: Iterable[dict], files: dict[str, File]) -> dict[str, list[Row]]:
    """The rows that the cells make up, from left to right, None where a cell is blank."""
    filled: dict[str, dict[str, Row]] = {file: defaultdict(dict) for file in files}
    for cell in cells:
        row = filled[cell["file"]][cell["row_key"]]
        row[cell["column_name"]] = cell["cell"]
        if cell["file"] == VARS:
            row["name"] = cell["row_name"]
    rows = {
        file: [{name: row.get(name) for name in files[file].columns} for row in found.values()]
        for file, found in filled.items()
    }
    # What holds for every scoring model stands first, because its first cell is blank.
    return {
        file: sorted(found, key=lambda row: [cell or "" for cell in row.values()])
        for file, found in rows.items()
    }
