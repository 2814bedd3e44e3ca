"""The analyst's files before dbt reads them: whatever a file is, it is told in one sentence, and nothing
is written anew that a person has to look at."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import yaml
from engine import CSV_COLUMNS
from hypothesis import given
from hypothesis import strategies as st
from lead_scoring import csv_text
from pages import blocks
from project import ROOT

COLUMNS = {file: dict.fromkeys(names.split(), False) for file, names in CSV_COLUMNS.items()}
PLACES = [(file, place) for file, names in COLUMNS.items() for place in range(len(names))]
RULES = (ROOT / "seeds" / "lead_scoring_rules.csv").read_text(encoding="utf-8")


def faults(folder: Path, content: bytes | str, file: str = "rules", delimiter: str = ","):
    path = folder / f"{file}.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return csv_text.faults(path, delimiter, COLUMNS[file])


def shipped(file: str) -> list[list[str]]:
    """A shipped file in which every column holds something."""
    text = (ROOT / "seeds" / f"lead_scoring_{file}.csv").read_text(encoding="utf-8")
    header, *rows = csv.reader(io.StringIO(text))
    assert header == list(COLUMNS[file])
    return [header, *(rows or []), ["x"] * len(header)]


def written(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


# --- Headers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", COLUMNS)
def test_a_shipped_file_has_no_faults(tmp_path, file):
    assert faults(tmp_path, written(shipped(file)), file) == []


@pytest.mark.parametrize("renamed", ["", " ", "%", "1", "-", "#", '""'])
@pytest.mark.parametrize(("file", "place"), PLACES)
def test_a_header_cell_without_a_name_over_cells_is_a_fault(tmp_path, file, place, renamed):
    (header, *rows), name = shipped(file), list(COLUMNS[file])[place]
    header[place] = renamed
    found = faults(tmp_path, written([header, *rows]), file)
    assert len(found) == 1 and not found[0].is_notice
    assert name in found[0].said
    # A column without a name and without cells is what spreadsheets leave behind.
    empty = [
        [*header[:place], *header[place + 1 :], ""],
        *([*row[:place], *row[place + 1 :], ""] for row in rows),
    ]
    assert (
        len(header) == 1
        or [each for each in faults(tmp_path, written(empty), file) if not each.is_notice] == []
    )


@pytest.mark.parametrize(("file", "place"), PLACES)
def test_a_header_name_that_stands_there_twice_is_a_fault(tmp_path, file, place):
    rows = [[*row, row[place]] for row in shipped(file)]
    (found,) = faults(tmp_path, written(rows), file)
    assert found.column == list(COLUMNS[file])[place] and "expected each column once" in found.said


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("renamed", ["{}x", "my_own_notes"])
@pytest.mark.parametrize(("file", "place"), PLACES)
def test_a_renamed_column_is_told_once(tmp_path, file, place, renamed, required):
    (header, *rows), name = shipped(file), list(COLUMNS[file])[place]
    header[place] = renamed.format(name)
    path = tmp_path / "file.csv"
    path.write_text(written([header, *rows]), encoding="utf-8")
    (found,) = csv_text.faults(path, ",", dict.fromkeys(COLUMNS[file], required))
    assert name in found.said
    is_close = renamed != "my_own_notes"
    assert found.is_notice == (not is_close and not required and len(header) > 1)
    assert not is_close or "expected" in found.said


def test_columns_of_the_analysts_own_are_left_alone(tmp_path):
    rows = [[*row, "a note"] for row in shipped("bands")]
    rows[0][-1] = "notes"
    assert faults(tmp_path, written(rows), "bands") == []


def test_the_block_of_types_in_the_docs_has_every_column_of_every_file():
    """And each as text, so that a wrong cell reaches the check."""
    page = ROOT / "docs" / "how-to" / "replace-the-rules.md"
    (seeds,) = [
        content["seeds"]["acme"]
        for block in blocks(page, "yaml")
        if "seeds" in (content := yaml.safe_load(block.text))
    ]
    assert {name: seed["+column_types"] for name, seed in seeds.items()} == {
        f"acme_{file}": dict.fromkeys(names, "varchar") for file, names in COLUMNS.items()
    }


# --- Files that are something else ----------------------------------------------------------------

HTML = "<html><body><table><tr><td>model_id</td></tr></table></body></html>"
HEADER, FIRST, *_ = RULES.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("content", "lines", "said"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", [1], "a workbook (.xlsx or .ods)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200), [1], "a workbook or document of old Office"),
        (b"%PDF-1.7 \xe2\xe3", [1], "a PDF file"),
        (HTML, [1], "a web page (HTML or XML)"),
        (b"\xef\xbb\xbf" + HTML.encode(), [1], "a web page (HTML or XML)"),
        (bytes(range(256)) * 4, [1], "no text in UTF-8, UTF-16 or Windows-1252"),
        ("model_id,rule_id\na\x01,b\n", [1], "signs that no text has"),
        (RULES.encode("utf-16"), [1], "it is not UTF-8 text"),
        (RULES.encode("utf-16-le"), [1], "it is not UTF-8 text"),
        (RULES.replace("fit", "fät").encode("cp1252"), [1], "it is not UTF-8 text"),
        ("", [1], "it is empty"),
        (HEADER + "<<<<<<< HEAD\n" + FIRST + "=======\n" + FIRST + ">>>>>>> other, branch\n",
         [2, 4, 6], "git left a merge open"),
        ("Our rules\n\n" + RULES, [1], "the header stands on line 3; expected it on line 1"),
        ("Our rules,,,\n" + RULES, [1], "the header stands on line 2; expected it on line 1"),
        (RULES + HEADER + FIRST, [len(RULES.splitlines()) + 1], "the header comes again"),
        (RULES.replace(",", ";"), [1], "separated by semicolons; expected commas"),
        ("Our rules; all of them\n" + RULES, [1], "the header stands on line 2"),
        (HEADER + 'a,"b\n' + FIRST, [2], "a quote is opened here and closed nowhere"),
        (HEADER + FIRST + '"a"b' + FIRST, [3], "a quote ends before its cell does"),
        (HEADER + FIRST + "a,b\n", [3], "there are 2 cells; expected 20, as in the header"),
        (HEADER + "a,b\n" * 30, [*range(2, 32)], "there are 2 cells; expected 20, as in the header"),
        ("name,city\nx,y\n", [1], "no column is known; expected model_id, rule_id"),
    ],
)  # fmt: skip
def test_each_is_one_sentence_that_says_what_it_is(tmp_path, content, lines, said):
    (found,) = faults(tmp_path, content)
    assert found.lines == lines
    assert said in found.said and not found.is_notice
    assert "\n" not in found.said and len(found.said) < 300


# --- Mending --------------------------------------------------------------------------------------


def mend(path: Path) -> tuple[str | None, str | None]:
    kept: set[Path] = set()
    try:
        return csv_text.recode(path, kept), csv_text.separate(path, COLUMNS["rules"], kept)
    except csv_text.NoCsv:
        return None, None


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("delimiter", csv_text.DELIMITERS)
def test_what_can_be_read_is_written_anew_cell_by_cell_and_kept_as_it_was(
    tmp_path, encoding, delimiter
):
    rows = [row for row in csv.reader(io.StringIO(RULES))]
    rows[1][-1] = "Größe: €1,5; „a|b“"
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path = tmp_path / "rules.csv"
    path.write_bytes(raw := text.getvalue().encode(encoding))
    recoded, separated = mend(path)
    assert bool(recoded) == (not encoding.startswith("utf-8")) and bool(separated) == (
        delimiter != ","
    )
    assert [row for row in csv.reader(io.StringIO(csv_text.decoded(path.read_bytes())))] == rows
    copy = tmp_path / "rules.csv.bak"
    assert copy.read_bytes() == raw if recoded or separated else not copy.exists()
    assert csv_text.faults(path, ",", COLUMNS["rules"]) == []
    before = sorted(tmp_path.iterdir())
    assert mend(path) == (None, None) and sorted(tmp_path.iterdir()) == before


def test_an_older_copy_is_kept_too(tmp_path):
    path = tmp_path / "rules.csv"
    for number in range(3):
        path.write_bytes(f"rule_id;value\nä{number};b\n".encode("cp1252"))
        assert mend(path) == ("Windows-1252", "semicolons")
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "rules.csv", "rules.csv.bak", "rules.csv.bak2", "rules.csv.bak3",
    ]  # fmt: skip
    assert path.with_name("rules.csv.bak2").read_bytes() == "rule_id;value\nä1;b\n".encode("cp1252")


@given(content=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_told_or_read_and_never_lost(tmp_path_factory, content: bytes):
    """What is written anew was read as a table and holds the same cells; all else stays as it is."""
    path = tmp_path_factory.mktemp("any") / "rules.csv"
    path.write_bytes(content)
    for found in csv_text.faults(path, ",", COLUMNS["rules"]):
        assert found.lines and found.said
    recoded, separated = mend(path)
    if not recoded and not separated:
        assert path.read_bytes() == content
    else:
        assert path.with_name("rules.csv.bak").read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04\x14\x00\x06\x00;;;;[Content_Types].xml",
        b"\xd0\xcf\x11\xe0;\xa1\xb1;\x1a\xe1" + bytes(100),
        b"<html>;<table>\xe4;</table>",
        b"a;b\x00;c\nd;\xe4;f\n",
        b"a;b;\x81\n",
        b"one;two\nthree;four\n",
        b"a;b;c\n\xe4;b\n",
        b"rule_id;value\na;b;c\n",
    ],
)
def test_what_a_person_has_to_see_to_stays_as_it_is(tmp_path, content):
    path = tmp_path / "rules.csv"
    path.write_bytes(content)
    assert mend(path) == (None, None)
    assert path.read_bytes() == content and [*tmp_path.iterdir()] == [path]
