"""The command line: what `lead-scoring check` and `lead-scoring rules` say, and what they leave alone."""

from __future__ import annotations

import json
import re
import shutil
import time
from contextlib import nullcontext
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest
from command_line import lead_scoring, said_beside
from lead_scoring import check as check_module
from lead_scoring import cli, session, wording
from lead_scoring.rules import as_markdown
from lead_scoring.session import ProjectError
from project import ROOT, Project
from rich.console import Console
from typer.testing import Result

# One worker builds what these tests share.
pytestmark = pytest.mark.xdist_group("cli")

BROKEN = {"fit_mid_market": {"value": "50|many"}, "any_page": {"points": "lots"}}
SENTENCES = [
    "lead_scoring_rules, line 7, rule_id fit_mid_market, column value: '50|many';"
    " expected a number, because employee_count is one",
    "lead_scoring_rules, line 26, rule_id any_page, column points: 'lots'; expected a number",
]


# --- dbt projects ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(sample_build: Project, tmp_path_factory) -> Project:
    return sample_build.copy(tmp_path_factory.mktemp("cli") / "package")


def test_help():
    said = lead_scoring("--help").output
    assert "check" in said and "rules" in said
    for command in ("check", "rules"):
        assert lead_scoring(command, "--help").exit_code == 0


def test_the_shipped_files_have_no_faults(built: Project):
    before, here = built.fingerprints(), Path.cwd()
    run = lead_scoring("check", "--project", built.folder)
    assert (run.exit_code, run.stdout) == (0, "No faults in the CSV files.\n")
    assert Path.cwd() == here
    assert built.fingerprints() == before


@pytest.mark.usefixtures("with_artifacts")
def test_what_dbt_wrote_about_its_last_run_is_left_for_a_retry(built: Project):
    artifacts = [built.folder / "target" / f"{name}.json" for name in ("manifest", "run_results")]
    before = [file.read_bytes() for file in artifacts]
    assert lead_scoring("check", "--project", built.folder).exit_code == 0
    assert [file.read_bytes() for file in artifacts] == before


def test_check_names_a_column_that_an_input_lacks_and_who_asks_for_it(built: Project):
    """All at once, together with the faults of the files, and not one build at a time."""
    before = built.fingerprints()
    settings, file = (
        built.folder / name for name in ("dbt_project.yml", "seeds/lead_scoring_rules.csv")
    )
    written = {path: path.read_text("utf-8") for path in (settings, file)}
    shoes = "      - {name: shoe_size, type: number}\n      - {name: hobby, type: text}\n"
    try:
        settings.write_text(
            written[settings]
            .replace("      - {name: email, type: text}\n", shoes + "      - {name: email, type: text}\n", 1)
            .replace("      - {name: page_path, type: text}\n",
                     "      - {name: page_path, type: text}\n      - {name: form, type: text}\n", 1)
        )  # fmt: skip
        with file.open("a", encoding="utf-8") as rules:
            rules.write(",big,fit,,,shoe_size,at_least,46,1,,,,,,,,,,true,\n")
            rules.write(",small,fit,,,shoe_size,less_than,36,1,,,,,,,,,,true,\n")
            rules.write(",asked,engagement,,page_view,form,equals,x,1,,,,,,,,,,true,\n")
        said = lead_scoring("check", "--project", built.folder)
    finally:
        for path, text in written.items():
            path.write_text(text, "utf-8")
    lines = said.stdout.splitlines()
    assert (said.exit_code, lines[-1]) == (1, "3 faults in the CSV files and the inputs.")
    for line, end in zip(lines, [
        "has no column form, which lead_scoring__event_properties declares and rule asked asks for; expected"
        " a column of that name, or yours in lead_scoring__columns (events: form); or take it out of"
        " lead_scoring__event_properties and of what asks for it",
        "has no column hobby, which lead_scoring__lead_attributes declares; expected a column of that name,"
        " or yours in lead_scoring__columns (leads: hobby); or take it out of lead_scoring__lead_attributes",
        "has no column shoe_size, which lead_scoring__lead_attributes declares and rule big and rule small"
        " ask for; expected a column of that name, or yours in lead_scoring__columns (leads: shoe_size); or"
        " take it out of lead_scoring__lead_attributes and of all that asks for it",
    ], strict=False):  # fmt: skip
        assert line.endswith(end), line
    assert built.fingerprints() == before


def test_check_names_every_fault_and_replaces_no_mart(built: Project):
    before, file = built.fingerprints(), built.folder / "seeds" / "lead_scoring_rules.csv"
    stages = file.with_name("lead_scoring_stages.csv")
    written, header = file.read_bytes(), stages.read_bytes()
    try:
        built.change_cells("lead_scoring_rules", "rule_id", BROKEN)
        stages.write_bytes(header.replace(b"exit_score", b"exit_scor"))
        misspelt = lead_scoring("check", "--project", built.folder)
        stages.write_bytes(header.replace(b"weekly_capacity", b"notes"))
        said = lead_scoring("check", "--project", built.folder)
        parsed = lead_scoring("check", "--project", built.folder, "--json")
    finally:
        file.write_bytes(written)
        stages.write_bytes(header)
    # Rows below a header that is not read as it is meant would all look wrong.
    assert (misspelt.exit_code, misspelt.stdout.splitlines()) == (
        1,
        [
            "lead_scoring_stages, line 1, the header, column exit_scor: 'exit_scor'; expected the"
            " column name exit_score",
            "1 fault in the CSV files.",
            "The cells are checked once these files can be read.",
        ],
    )
    assert (said.exit_code, said.stdout.splitlines()) == (
        1,
        [
            *SENTENCES,
            "2 faults in the CSV files.",
            "",
            "Notices:",
            "lead_scoring_stages, line 1, the header: notes is a column that the package does not"
            " read; the file has no weekly_capacity",
        ],
    )
    assert said_beside(said) == "" and said.stderr.splitlines()[0] == "Reading the project …"
    assert parsed.exit_code == 1
    found = json.loads(parsed.stdout)
    (notice,) = found["notices"]
    assert (notice["file"], notice["lines"]) == ("lead_scoring_stages", [1])
    first, second = found["faults"]
    assert first == {
        "file": "lead_scoring_rules",
        "row_name": "rule_id fit_mid_market",
        "column_name": "value",
        "came": "50|many",
        "allowed": "a number, because employee_count is one",
        "sentence": SENTENCES[0],
        "path": str(file),
        "lines": [7],
    }
    assert second["sentence"] == SENTENCES[1]
    assert built.fingerprints() == before


def test_notices_stand_apart_and_stop_nobody(monkeypatch):
    """The SQL may say that a finding is a notice, or know of no such thing."""
    row = {name: "x" for name in check_module.COLUMNS}

    class Built:
        tell = print

        def seed_files(self, _):
            return {}

        def query(self, _):
            return []

        def files_of_seeds(self):
            return {}

        def seed(self, _): ...

        def run(self, _): ...

        def rows(self, _):
            return rows

    monkeypatch.setattr(cli, "open_project", lambda *_, **__: nullcontext(Built()))
    rows = [{**row, "sentence": "It is odd.", "severity": "notice"}]
    run = lead_scoring("check")
    assert (run.exit_code, run.stdout) == (
        0,
        "No faults in the CSV files.\n\nNotices:\nIt is odd.\n",
    )
    said = json.loads(lead_scoring("check", "--json").stdout)
    assert (said["faults"], [notice["sentence"] for notice in said["notices"]]) == (
        [],
        ["It is odd."],
    )
    rows = [*rows, {**row, "sentence": "It is wrong.", "severity": "fault"}, row]
    run = lead_scoring("check")
    assert run.exit_code == 1 and run.stdout.startswith("It is wrong.\nx\n2 faults")


def test_the_page_in_the_docs_is_what_the_command_says(built: Project, tmp_path):
    before = built.fingerprints()
    first = lead_scoring("rules", "--project", built.folder)
    assert first.exit_code == 0
    assert first.stdout == (ROOT / "docs" / "the-rules.md").read_text(encoding="utf-8"), (
        "write it anew with `lead-scoring rules --output docs/the-rules.md`"
    )
    file = tmp_path / "page.md"
    second = lead_scoring("rules", "--project", built.folder, "--output", file)
    assert (second.exit_code, second.stdout) == (0, "")
    assert said_beside(second) == f"Wrote {file}.\n"
    assert file.read_text(encoding="utf-8") == first.stdout
    assert built.fingerprints() == before


def test_the_review_says_every_finding_of_its_page_whole(built: Project, tmp_path):
    before, file = built.fingerprints(), tmp_path / "review.md"
    run = lead_scoring("review", "--project", built.folder)
    assert run.exit_code == 0, run.stderr
    page = (ROOT / "docs" / "quarterly-review.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (\d\. .*?) \| (\w+) \| (.*) \|$", page)
    assert len(rows) > 20
    for question, model, finding in rows:
        assert f"\n## {question}\n" in run.stdout and f"- `{model}`: {finding}\n" in run.stdout
    assert run.stdout.count("\n- ") == len(rows)
    again = lead_scoring("review", "--project", built.folder, "--output", file)
    assert (again.exit_code, again.stdout) == (0, "")
    assert file.read_text(encoding="utf-8") == run.stdout and built.fingerprints() == before


def test_a_review_of_what_is_not_built_is_one_paragraph(tmp_path):
    project = Project.copy_of_package(tmp_path / "package")
    run = lead_scoring("review", "--project", project.folder)
    assert (run.exit_code, run.stdout) == (2, "")
    assert said_beside(run).startswith("The marts cannot be read; run dbt build first. ")


def test_faulty_rules_are_not_described(monkeypatch):
    monkeypatch.setattr(cli, "open_project", lambda *_, **__: nullcontext())
    monkeypatch.setattr(check_module, "find_faults", lambda _: [{"sentence": "It is wrong."}])
    run = lead_scoring("rules")
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr == "It is wrong.\n1 fault in the CSV files.\n"


def test_a_folder_without_a_project(tmp_path):
    for command in ("check", "rules"):
        run = lead_scoring(command, "--project", tmp_path)
        assert (run.exit_code, run.stdout) == (2, "")
        assert (
            run.stderr
            == f"There is no dbt_project.yml in {tmp_path}; name a dbt project's folder.\n"
        )


@pytest.mark.parametrize("command", [["check"], ["check", "--fix"], ["impact"]])
def test_asked_for_json_outside_a_project_it_says_json(tmp_path, command):
    run = lead_scoring(*command, "--json", "--project", tmp_path)
    assert (run.exit_code, said_beside(run)) == (2, "")
    said = json.loads(run.stdout)
    assert said["faults"] == [] and said["error"].startswith("There is no dbt_project.yml in")


@pytest.mark.parametrize("text", ["a: [", "- a", "seed-paths: 1", "name: x"])
def test_a_project_file_that_is_none_is_one_paragraph(tmp_path, text):
    (tmp_path / "dbt_project.yml").write_text(text)
    run = lead_scoring("check", "--project", tmp_path)
    assert (run.exit_code, run.stdout) == (2, "")
    assert said_beside(run).count("\n") == 1 and "Traceback" not in run.output


def test_it_says_its_version():
    assert lead_scoring("--version").output == f"lead-scoring {version('lead-scoring')}\n"


def test_a_workbook_by_the_name_of_a_csv_file_is_told_and_stays(built: Project):
    file = built.folder / "seeds" / "lead_scoring_bands.csv"
    written = file.read_bytes()
    try:
        file.write_bytes(workbook := b"PK\x03\x04\x14\x00\x06\x00\xe4;[Content_Types].xml" * 9)
        run = lead_scoring("check", "--fix", "--json", "--project", built.folder)
        assert file.read_bytes() == workbook
    finally:
        file.write_bytes(written)
    assert (run.exit_code, said_beside(run)) == (2, "")
    assert json.loads(run.stdout)["error"] == (
        "seeds/lead_scoring_bands.csv: it is a workbook (.xlsx or .ods) or another zip file under the"
        " name of a CSV file; open it and save it as CSV in UTF-8."
    )
    assert not [*file.parent.glob("*.bak*")]


def test_compacting_keeps_the_mode_of_a_file_and_follows_links(tmp_path):
    file, link = tmp_path / "data" / "x.duckdb", tmp_path / "x.duckdb"
    file.parent.mkdir()
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table a as select 1 as b")
    file.chmod(0o640)
    link.symlink_to(file)
    assert lead_scoring("compact", link).exit_code == 0
    assert link.is_symlink() and link.resolve() == file and file.stat().st_mode & 0o777 == 0o640
    assert [*file.parent.iterdir()] == [file]
    with duckdb.connect(str(link), read_only=True) as connection:
        assert connection.execute("from a").fetchall() == [(1,)]


def test_in_a_terminal_what_is_done_is_a_line_that_changes(monkeypatch, capfd):
    monkeypatch.setattr(cli, "aside", Console(stderr=True, force_terminal=True, width=80))
    with cli._progress() as tell:
        tell("Running [3] models")
        time.sleep(0.3)
    out, err = capfd.readouterr()
    assert out == "" and "Running [3] models …" in err and err.endswith("\x1b[?25h\r\x1b[1A\x1b[2K")


def test_what_dbt_cannot_read_is_one_paragraph(tmp_path):
    (tmp_path / "dbt_project.yml").write_text("name: other\nprofile: nowhere\n")
    (tmp_path / "profiles.yml").write_text("other: {}\n")
    run = lead_scoring("check", "--project", tmp_path, "--profiles-dir", tmp_path)
    assert run.exit_code == 2 and "nowhere" in run.stderr
    assert said_beside(run).count("\n") == 1 and "Traceback" not in run.output


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Project:
    """A project that installs the package and has CSV files of its own."""
    package = Project.copy_of_package(tmp_path_factory.mktemp("installed") / "lead_scoring")
    project = Project(package.folder / "integration_tests")
    (project.folder / "profiles").mkdir()
    shutil.copy(ROOT / "integration_tests" / "profiles.yml", project.folder / "profiles")
    project.succeed("deps", "--profiles-dir", "profiles")
    return project


def check(project: Project) -> Result:
    return lead_scoring(
        "check", "--project", project.folder, "--profiles-dir", project.folder / "profiles"
    )


def test_a_project_that_installs_the_package(installed: Project, monkeypatch):
    monkeypatch.setenv("LEAD_SCORING_TEST_DATABASE", str(installed.folder / "oulad.duckdb"))
    # Columns without a type: dbt guesses numbers, which no longer take what an analyst types.
    types = installed.folder / "seeds" / "_seeds.yml"
    types.unlink()
    run = check(installed)
    assert (run.exit_code, run.stdout) == (0, "No faults in the CSV files.\n"), run.stderr
    # As where a fresh load drops views: only the file that fails is loaded from scratch.
    monkeypatch.setattr(session, "DROP_VIEWS", {"duckdb"})
    installed.edit_seed("oulad_bands", lambda rows: [{**rows[0], "min_score": "low"}, *rows[1:]])
    run = check(installed)
    assert run.exit_code == 1, run.stderr
    assert "oulad_bands, " in run.stdout
    assert "column min_score: 'low'; expected a number" in run.stdout

    # Whatever types the project gives its columns, and whether or not it allows a fresh load.
    (installed.folder / "oulad.duckdb").unlink()
    installed.edit_seed("oulad_bands", lambda rows: [{**rows[0], "min_score": "0"}, *rows[1:]])
    config = "column_types: {min_score: integer}, full_refresh: false"
    types.write_text(f"seeds: [{{name: oulad_bands, config: {{{config}}}}}]\n")
    installed.succeed("seed", "--profiles-dir", "profiles", "--select", "oulad_bands")
    installed.edit_seed("oulad_bands", lambda rows: [{**rows[0], "min_score": "low"}, *rows[1:]])
    run = check(installed)
    assert run.exit_code == 1, run.stderr
    assert "oulad_bands, " in run.stdout
    assert "column min_score: 'low'; expected a number" in run.stdout


def test_what_a_database_says_of_a_file_comes_with_its_name_and_line(monkeypatch):
    said = "Invalid Input Error: CSV Error on Line: 3 Original Line: x"

    class Loading:
        def seed_files(self, _):
            return {"acme_rules": (ROOT / "seeds" / "lead_scoring_rules.csv", ",")}

        def query(self, _):
            return []

        def files_of_seeds(self):
            return {}

        def seed(self, _):
            raise session.SeedError({"acme_rules": said})

    (fault,) = check_module.find_faults(Loading())
    assert fault["lines"] == [3] and fault["sentence"] == (
        "acme_rules, line 3: the database cannot load it; open the file in a text editor and mend this"
        f" line, or save it as CSV in UTF-8 anew. It says: {said}"
    )


# --- The page -------------------------------------------------------------------------------------


def test_models_bands_and_classes():
    plain = {"description": None, "status": "live", "min_fit_coverage": None}
    assert wording.model(plain, None) == "Scores every lead."
    full = {"description": "Old rules.", "status": "challenger", "min_fit_coverage": "0.5000"}
    assert wording.model(full, "country is US") == (
        "Old rules. A challenger, scored for comparison: it puts nobody on the MQL list. Scores the"
        " leads whose country is US. The grade is ? while less than 50 % of the fields that fit rules"
        " ask for are known."
    )
    grades = [{"label": "B", "min_score": 20}, {"label": "A", "min_score": 30}]
    assert wording.bands("fit", grades) == "Grade A from 30, B from 20."
    assert wording.bands("engagement", []) == ""
    cells = [
        ("B", "1", 2.0, "Call", "phone"), ("D", "4", None, None, None), ("A", "2", 2, "Call", "phone"),
        ("A", "1", "1", "Call today", None),
    ]  # fmt: skip
    names = ["fit_grade", "engagement_band", "priority", "next_action", "channel"]
    classes = [dict(zip(names, row, strict=True)) for row in cells]
    assert wording.actions(classes) == [
        "Call today: A1", "Call (phone): A2, B1", "Nothing is said: D4",
    ]  # fmt: skip


def test_stages():
    plain = {
        "stage": "mql", "enter_score": "45.0000", "exit_score": None, "min_fit_grade": None,
        "min_engagement_score": None, "cooldown_days": None, "weekly_capacity": None,
        "target_close_rate": None,
    }  # fmt: skip
    assert wording.stage(plain) == (
        "A lead enters mql at a total score of 45 and leaves it below 45."
    )
    full = {
        **plain, "exit_score": 35, "min_fit_grade": "B", "min_engagement_score": 10,
        "cooldown_days": 30, "weekly_capacity": 10, "target_close_rate": 0.15,
    }  # fmt: skip
    assert wording.stage(full) == (
        "A lead enters mql at a total score of 45 with grade B or better and an engagement score of at"
        " least 10 and leaves it below 35. A new entry within 30 days of the one before is not"
        " announced again. There is room for 10 a week. 15 % of them should close."
    )


def test_the_page_of_one_model():
    model = {"model_version": "2", "description": None, "min_fit_coverage": None}
    rule = {
        "model_id": "new", "rule_id": "r", "dimension": "engagement", "rule_group": None,
        "points": 10, "description": "Looked *twice*",
    }  # fmt: skip
    said = "+10 for each page view whose page path contains a_b*"
    caps = [
        {
            "model_id": name,
            "dimension": dimension,
            "rule_group": None,
            "cap_text": f"{dimension} cap",
        }
        for name in ("new", "old")
        for dimension in ("fit", "engagement")
    ]
    tables = {
        "models": [
            {**model, "model_id": "new", "status": "challenger", "condition_key_1": "k"},
            {**model, "model_id": "old", "status": "live", "condition_key_1": None},
        ],
        "rules": [
            rule,
            {**rule, "model_id": "old", "rule_id": "s", "rule_group": "web", "description": None},
        ],
        "sentences": [
            {
                "model_id": "new",
                "rule_id": "r",
                "sentence": said,
                "written_description": "Looked *twice*",
            },
            {"model_id": "old", "rule_id": "s", "sentence": said, "written_description": None},
        ],
        "conditions": [{"condition_key": "k", "condition_text": "country is US or UK"}],
        "caps": [*caps, {**caps[3], "rule_group": "web", "cap_text": "Group web: no cap"}],
        "bands": [],
        "classes": [],
        "stages": [],
    }
    page = as_markdown(tables)
    assert page.index("## old (live, version 2)") < page.index("## new (challenger, version 2)")
    assert "Scores the leads whose country is US or UK." in page
    said = said.replace("*", "\\*")
    assert f"engagement cap.\n\n#### In no group\n\n- Looked \\*twice\\*: {said} (`r`)\n" in page
    assert f"#### Group web: no cap\n\n- {said} (`s`)\n" in page
    assert "## old" not in as_markdown(tables, "new")
    with pytest.raises(ProjectError, match="No scoring model b2c is live .* known: old, new"):
        as_markdown(tables, "b2c")
