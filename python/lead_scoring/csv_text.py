"""The analyst's CSV files as text: what dbt could not load, and on which line a fault stands."""

from __future__ import annotations

import csv
import io
from pathlib import Path

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
MOST_LINES = 3


def faults(path: Path, delimiter: str = ",") -> list[tuple[int, str]]:
    """What keeps dbt from loading a file, as (line, what is wrong)."""
    text = decoded(path.read_bytes())
    if text is None:
        return [(1, "it is not UTF-8 text; save it as CSV in UTF-8")]
    if not text.strip():
        return [(1, "it is empty; expected at least the header")]
    found = _delimiter(text)
    if found != delimiter:
        came, allowed = DELIMITERS[found], DELIMITERS.get(delimiter, repr(delimiter))
        return [(1, f"its columns are separated by {came}; expected {allowed}")]
    (_, header), *rows = _rows(text, delimiter)
    return [
        (line, f"there are {len(row)} cells; expected {len(header)}, as in the header: a text that"
         f" holds {DELIMITERS.get(delimiter, repr(delimiter))} needs quotes around it")
        for line, row in rows
        if row and len(row) != len(header)
    ]  # fmt: skip


def lines(path: Path, fault: dict[str, str], delimiter: str = ",") -> list[int]:
    """The lines on which a fault may stand; none where that cannot be known."""
    if fault["row_name"] == "the header":
        return [1]
    (_, header), *rows = _rows(decoded(path.read_bytes()) or "", delimiter)
    names = [name.strip().lower() for name in header]
    found: dict[int, int] = {}
    for line, row in rows:
        cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
        keys = [name for name, cell in cells.items() if _is_named(name, cell, fault["row_name"])]
        came = cells.get(fault["column_name"], "")
        if fault["row_name"].split(" ", 1)[0] in keys:
            found[line] = len(keys) + (came.lower() == fault["came"].lower())
    best = [line for line, hits in found.items() if hits == max(found.values())]
    return best if len(best) <= MOST_LINES else []


def recode(path: Path) -> bool:
    """Writes a file anew in UTF-8 where it is not; says whether it did."""
    raw = path.read_bytes()
    if decoded(raw) is not None:
        return False
    is_wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    path.write_bytes(raw.decode("utf-16" if is_wide else "cp1252", "replace").encode("utf-8"))
    return True


def separate(path: Path) -> bool:
    """Writes a file anew with commas where it has other separators; says whether it did."""
    text = decoded(path.read_bytes()) or ""
    if not text.strip() or _delimiter(text) == ",":
        return False
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return True


def decoded(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _delimiter(text: str) -> str:
    """The sign that separates the names of the header, in which none of them is part of a name."""
    header = text.lstrip().splitlines()[0]
    return max(DELIMITERS, key=header.count)


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The rows with the line on which each begins; a quoted cell may go over several."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, line = [], 1
    for row in reader:
        rows.append((line, row))
        line = reader.line_num + 1
    return rows or [(1, [])]


def _is_named(name: str, cell: str, row_name: str) -> bool:
    return bool(cell) and f" {name} {cell} ".lower() in f" {row_name} ".lower()
