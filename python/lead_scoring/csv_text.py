"""The analyst's CSV files as text: what dbt could not load or would load as something else, what may
be mended without a person, and on which line a fault stands."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
MOST_LINES = 3
# So far down a header is looked for, below titles and notes.
TITLES = 20
# How the files begin that people save, or rename, as CSV and that are none.
MAGIC = {
    b"PK\x03\x04": "a workbook (.xlsx or .ods) or another zip file",
    b"\xd0\xcf\x11\xe0": "a workbook or document of old Office (.xls)",
    b"%PDF": "a PDF file",
    b"\x1f\x8b": "a gzip file",
    b"{\\rtf": "a text document (RTF)",
    b"PAR1": "a Parquet file",
}
ENCODINGS = {
    "UTF-8": "utf-8-sig",
    "UTF-16": "utf-16",
    "UTF-16 LE": "utf-16-le",
    "UTF-16 BE": "utf-16-be",
    "Windows-1252": "cp1252",
}
MARKUP = ("<!doctype", "<html", "<?xml", "<head", "<meta", "<table", "<body", "<style", "<script")
CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: .*)?|={7}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
LINE_END = re.compile(r"\r\n|\r|\n")
LETTER = re.compile(r"[^\W\d_]")

# Each with the line on which it begins.
Rows = list[tuple[int, list[str]]]


@dataclass
class Fault:
    """What is wrong with a file. A notice is told and stops nobody."""

    lines: list[int]
    said: str
    column: str = ""
    is_notice: bool = False


class NoCsv(Exception):
    """No text that could be a CSV file; the message is half a sentence."""

    def __init__(self, said: str, lines: list[int] | None = None):
        super().__init__(said)
        self.lines = lines or [1]


# --- What cannot be loaded ------------------------------------------------------------------------


def faults(
    path: Path, delimiter: str = ",", columns: Mapping[str, bool] | None = None
) -> list[Fault]:
    """What keeps dbt from loading a file as it is meant; `columns` are those that the package reads,
    each with whether it is required."""
    columns = columns or {}
    try:
        rows = _table(path.read_bytes(), delimiter, columns)
    except NoCsv as found:
        return [Fault(found.lines, str(found))]
    return [*_uneven(rows, delimiter), *_repeated(rows)] or _header(rows, columns)


def _table(raw: bytes, delimiter: str, columns: Mapping[str, bool]) -> Rows:
    """The rows of a file that begins with its header; NoCsv if it is no such file."""
    encoding, text = read(raw)
    if encoding != "UTF-8":
        raise NoCsv("it is not UTF-8 text; save it as CSV in UTF-8")
    if not text.strip():
        raise NoCsv("it is empty; expected at least the header")
    lines = enumerate(LINE_END.split(text), 1)
    if marks := [number for number, line in lines if CONFLICT.fullmatch(line.rstrip())]:
        raise NoCsv(
            "git left a merge open here; expected one of the two sides, without the marks around them",
            marks,
        )
    found = _delimiter(text, columns)
    if found != delimiter:
        came, allowed = DELIMITERS[found], _named(delimiter)
        raise NoCsv(f"its columns are separated by {came}; expected {allowed}")
    rows = _rows(text, delimiter)
    if above := _header_place(rows, columns):
        place = f"the header stands on line {rows[above][0]}"
        raise NoCsv(f"{place}; expected it on line 1, with nothing above it")
    return rows


def _uneven(rows: Rows, delimiter: str) -> Iterator[Fault]:
    """Rows that have more or fewer cells than the header; many alike are one fault."""
    (_, header), *rest = rows
    lines: dict[int, list[int]] = {}
    for line, row in rest:
        if row and len(row) != len(header):
            lines.setdefault(len(row), []).append(line)
    why = f"a text that holds {_named(delimiter)} needs quotes around it"
    for cells, some in sorted(lines.items(), key=lambda item: item[1]):
        there = "there is 1 cell" if cells == 1 else f"there are {cells} cells"
        said = f"{there}; expected {len(header)}, as in the header"
        if len(some) <= MOST_LINES:
            yield from (Fault([line], f"{said}: {why}") for line in some)
        else:
            yield Fault(some, said)


def _repeated(rows: Rows) -> Iterator[Fault]:
    header = _names(rows[0][1])
    if again := [line for line, row in rows[1:] if any(header) and _names(row) == header]:
        yield Fault(again, "the header comes again; expected it once, on line 1")


def _header(rows: Rows, columns: Mapping[str, bool]) -> list[Fault]:
    """Columns that would not be read though they hold something."""
    names, found = _names(rows[0][1]), []
    filled = [
        sum(bool(row[place].strip()) for _, row in rows[1:] if row) for place in range(len(names))
    ]
    missing = [name for name in columns if name not in names]
    if columns and len(missing) == len(columns):
        said = f"the header, no column is known; expected {listed(list(columns))}"
        return [Fault([1], said)]
    lacking = f"; the file has no {listed(missing)}" if missing else ""
    for place, (name, cells) in enumerate(zip(names, filled, strict=True)):
        number = f"column {place + 1}"
        if names.index(name) < place and name in columns:
            first = names.index(name) + 1
            said = f"{name} stands in columns {first} and {place + 1}; expected each column once"
            found.append(Fault([1], f"the header, {said}", name))
        elif cells and not LETTER.search(name):
            came = f"{number} is called {name!r}" if name else f"{number} has no name"
            said = f"the header, {came} and holds {_cells(cells)}; expected a name of a column"
            found.append(Fault([1], f"{said}{lacking}", name))
    strange = [name for name in dict.fromkeys(names) if LETTER.search(name)]
    strange = [name for name in strange if name not in columns] if columns else []
    for name in strange:
        meant = [name for name in missing if any(name == each.column for each in found)]
        close = [each for each in get_close_matches(name, missing, 1, 0.75) if each not in meant]
        if close:
            said = f"the header, column {name}: {name!r}; expected the column name {close[0]}"
            found.append(Fault([1], said, name))
            missing.remove(close[0])
    for name in [name for name in missing if columns[name]]:
        others = [each for each in strange if not any(each == fault.column for fault in found)]
        hint = f" (the package does not know {listed(others)})" if others else ""
        said = f"the header, column {name}: it is missing{hint}; expected a column of this name"
        found.append(Fault([1], said, name))
    if found or not missing:
        return found
    unread = [name for name in strange if filled[names.index(name)]]
    if not unread:
        return []
    is_are = "is a column" if len(unread) == 1 else "are columns"
    said = f"the header: {listed(unread)} {is_are} that the package does not read{lacking}"
    return [Fault([1], said, unread[0], is_notice=True)]


def lines(path: Path, fault: dict[str, str], delimiter: str = ",") -> list[int]:
    """The lines on which a fault may stand; none where that cannot be known."""
    if fault["row_name"] == "the header":
        return [1]
    (_, header), *rows = _rows(decoded(path.read_bytes()) or "", delimiter)
    names = _names(header)
    found: dict[int, int] = {}
    for line, row in rows:
        cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
        keys = [name for name, cell in cells.items() if _is_named(name, cell, fault["row_name"])]
        came = cells.get(fault["column_name"], "")
        if fault["row_name"].split(" ", 1)[0] in keys:
            found[line] = len(keys) + (came.lower() == fault["came"].lower())
    best = [line for line, hits in found.items() if hits == max(found.values())]
    return best if len(best) <= MOST_LINES else []


def _is_named(name: str, cell: str, row_name: str) -> bool:
    return bool(cell) and f" {name} {cell} ".lower() in f" {row_name} ".lower()


# --- What may be mended ---------------------------------------------------------------------------


def recode(path: Path, kept: set[Path]) -> str | None:
    """Writes a file anew in UTF-8 where it is not; says from which encoding. NoCsv if it is no text
    or no table."""
    encoding, text = read(path.read_bytes())
    if encoding == "UTF-8":
        return None
    lengths = {len(row) for _, row in _rows(text, _delimiter(text, {})) if any(row)}
    if len(lengths) != 1:
        raise NoCsv(
            "it is not UTF-8 text, and its rows are not of one length; save it as CSV in UTF-8"
        )
    _keep(path, kept)
    path.write_bytes(text.encode("utf-8"))
    return encoding


def separate(path: Path, columns: Mapping[str, bool], kept: set[Path]) -> str | None:
    """Writes a file anew with commas where its known columns are separated by another sign; says by
    which."""
    encoding, text = read(path.read_bytes())
    delimiter = _delimiter(text, columns)
    if encoding != "UTF-8" or delimiter == ",":
        return None
    rows = _rows(text, delimiter)
    header = _names(rows[0][1])
    if not {*header} & {*columns} or any(row and len(row) != len(header) for _, row in rows):
        return None
    _keep(path, kept)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(row for _, row in rows)
    return DELIMITERS[delimiter]


def _keep(path: Path, kept: set[Path]) -> None:
    """The file as it was, beside it; an older copy is left as it is."""
    if path in kept:
        return
    kept.add(path)
    copy, number = path.with_name(f"{path.name}.bak"), 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{path.name}.bak{number}")
    shutil.copy2(path, copy)


# --- Reading --------------------------------------------------------------------------------------


def decoded(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def read(raw: bytes) -> tuple[str, str]:
    """The name of the encoding, and the text. NoCsv if it is something else by another name."""
    for magic, name in MAGIC.items():
        if raw.startswith(magic):
            raise NoCsv(
                f"it is {name} under the name of a CSV file; open it and save it as CSV in UTF-8"
            )
    for encoding in _encodings(raw):
        with suppress(UnicodeDecodeError):
            return encoding, _plain(raw.decode(ENCODINGS[encoding]))
    raise NoCsv("it is no text in UTF-8, UTF-16 or Windows-1252; save it as CSV in UTF-8")


def _encodings(raw: bytes) -> list[str]:
    """Those that the bytes may be in. UTF-16 without a mark is UTF-8 full of NULs."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ["UTF-16"]
    high, low = (raw[place::2].count(0) / max(len(raw) / 2, 1) for place in (0, 1))
    if max(high, low) > 0.5:
        return ["UTF-16 BE" if high > low else "UTF-16 LE"]
    return ["UTF-8", "Windows-1252"]


def _plain(text: str) -> str:
    if text.lstrip()[:20].lower().startswith(MARKUP):
        raise NoCsv(
            "it is a web page (HTML or XML) under the name of a CSV file; open it and save it as CSV"
            " in UTF-8"
        )
    if CONTROL.search(text):
        raise NoCsv("it holds signs that no text has, as binary files do; save it as CSV in UTF-8")
    return text


def _delimiter(text: str, columns: Mapping[str, bool]) -> str:
    """The sign that separates the names of the header: the one by which most columns are known, else
    the one that it holds most of."""
    top = LINE_END.split(text.lstrip())[:TITLES]

    def known(delimiter: str) -> int:
        return max(len({*_names(line.split(delimiter))} & {*columns}) for line in top)

    return max(DELIMITERS, key=lambda delimiter: (known(delimiter), top[0].count(delimiter)))


def _header_place(rows: Rows, columns: Mapping[str, bool]) -> int:
    """Which row is the header: the first one unless one further down, and it alone, has known names."""
    known = [len({*_names(row)} & {*columns}) for _, row in rows[:TITLES]]
    least = min(len(columns), 2)
    return 0 if not columns or known[0] or max(known) < least else known.index(max(known))


def _rows(text: str, delimiter: str) -> Rows:
    """The rows with the line on which each begins; a quoted cell may go over several. NoCsv with the
    line and what is wrong there where quotes do not pair."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, line = [], 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return rows or [(1, [])]
        except csv.Error as error:
            if "unexpected end" in str(error):
                said = (
                    "a quote is opened here and closed nowhere; expected one at the end of the cell"
                )
            elif "field larger" in str(error):
                said = "a cell is longer than 131,072 signs; expected less, or a quote that ends it"
            else:
                said = (
                    "a quote ends before its cell does; expected quotes inside a cell to be doubled"
                )
            raise NoCsv(said, [line]) from None
        rows.append((line, row))
        line = reader.line_num + 1


def header(path: Path, delimiter: str = ",") -> list[str]:
    """The names of the columns as they are written."""
    return _rows(decoded(path.read_bytes()) or "", delimiter)[0][1]


def _names(row: list[str]) -> list[str]:
    return [name.strip().strip('"').strip().lower() for name in row]


def _named(delimiter: str) -> str:
    return DELIMITERS.get(delimiter, repr(delimiter))


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"


def listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
