"""Merged leads against plain Python on random graphs of merges; erased leads against a world in which
they never were, and against every byte that a real build leaves behind."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from engine import Engine, World
from hypothesis import given, settings
from hypothesis import strategies as st
from lead_scoring.cli import app
from project import ROOT, Project
from typer.testing import CliRunner
from worlds import untidy_worlds, worlds

# One worker compiles and builds what these tests share.
pytestmark = pytest.mark.xdist_group("people")

FEWER = max(3, settings.default.max_examples // 5)
# Two builds of the whole package an example.
FEWEST = max(1, settings.default.max_examples // 20)
AS_OF = date(2026, 6, 30)
IDS = ["a", "b", "c", "d", "e", "f", "Z", "ö"]
INPUTS = ["leads", "events", "conversions", "dispositions", "cutoffs"]
STAGED = {f"stg_lead_scoring__{name}" for name in INPUTS}
# Those that hold every row of their input, judged: what is used of them, whoever it came from.
JUDGED = ["dispositions", "cutoffs"]
USED = {
    f"stg_lead_scoring__{name}": f"(select * exclude (source_lead_id, copy_number)"
    f" from stg_lead_scoring__{name} where rejection_reason is null)"
    for name in JUDGED
}


# --- merged leads ---------------------------------------------------------------------------------


@st.composite
def merges(draw) -> World:
    """Rows of every input on few ids, which are merged in chains, circles, and as nobody would."""
    ids = st.sampled_from(IDS)
    spelt = st.sampled_from(["{}", " {}", "{}\t"])

    def cell(blanks: bool = False):
        choice = draw(st.one_of(st.none(), ids)) if blanks else draw(ids)
        return choice and draw(spelt).format(choice)

    def day(age: int) -> str:
        return (AS_OF - timedelta(days=age)).isoformat()

    numbers = st.integers(0, 10)
    leads = [
        {"lead_id": cell(), "created_at": day(40 + number), "color": f"{number}"}
        for number in range(draw(numbers))
    ]
    rows = {
        "leads": leads,
        "lead_aliases": [
            {"alias_lead_id": cell(True), "lead_id": cell(True)} for _ in range(draw(numbers))
        ],
        "events": [
            {
                "event_id": f"e{n % 4}",
                "lead_id": cell(True),
                "event_type": "view",
                "occurred_at": day(n),
            }
            for n in range(draw(numbers))
        ],
        "conversions": [
            {"lead_id": cell(True), "converted_at": day(n), "amount": "5"}
            for n in range(draw(numbers))
        ],
        "dispositions": [
            {"lead_id": cell(True), "disposition": "accepted", "disposed_at": day(n)}
            for n in range(draw(numbers))
        ],
        "cutoffs": [{"lead_id": cell(True), "cutoff_date": day(n)} for n in range(draw(numbers))],
    }
    return World(AS_OF, rows)


def used_merges(world: World) -> dict[str, str]:
    """Old id -> the id that it was merged into; of several the smallest."""
    used: dict[str, str] = {}
    for row in world.inputs["lead_aliases"]:
        old, new = (clean(row[name]) for name in ("alias_lead_id", "lead_id"))
        if old and new and old != new:
            used[old] = min(used.get(old, new), new)
    return used


def survivor(lead_id: str, used: dict[str, str], own_rows: set[str]) -> str:
    """Follows the merges hop by hop; in a circle, the smallest of those with a row of their own."""
    seen = []
    while lead_id in used and lead_id not in seen:
        seen.append(lead_id)
        lead_id = used[lead_id]
    if lead_id not in used:
        return lead_id
    circle = seen[seen.index(lead_id) :]
    return min(circle, key=lambda member: (member not in own_rows, member))


def clean(cell: str | None) -> str | None:
    return (cell or "").strip() or None


def resolved(world: World) -> World:
    """The same world with every id replaced beforehand, and no merges."""
    used = used_merges(world)
    own_rows = {clean(row["lead_id"]) for row in world.inputs["leads"]}
    replaced = copy.deepcopy(world)
    for name in INPUTS:
        for row in replaced.inputs[name]:
            row["lead_id"] = clean(row["lead_id"])
            if row["lead_id"]:
                row["lead_id"] = survivor(row["lead_id"], used, own_rows)
    replaced.inputs["lead_aliases"] = []
    # A lead's own row is preferred to the rows of the ids that were merged into it.
    for row, before in zip(replaced.inputs["leads"], world.inputs["leads"], strict=True):
        if row["lead_id"] != clean(before["lead_id"]):
            mine = [r for r in world.inputs["leads"] if clean(r["lead_id"]) == row["lead_id"]]
            if mine:
                row["lead_id"] = None
    return replaced


@settings(max_examples=FEWER)
@given(world=merges())
def test_a_merge_is_as_if_the_surviving_id_stood_everywhere(engine: Engine, world: World):
    engine.run(world, only=STAGED | {"lead_scoring__rejected_records"})
    found = used_rows(engine)
    assert_counts_are_complete(engine, world)
    aliases = engine.rows("from stg_lead_scoring__lead_aliases")
    engine.run(resolved(world), only=STAGED)
    assert found == used_rows(engine)

    used = used_merges(world)
    own_rows = {clean(row["lead_id"]) for row in world.inputs["leads"]}
    wanted = {old: survivor(old, used, own_rows) for old in used}
    assert {row["alias_lead_id"]: row["lead_id"] for row in aliases} == {
        old: new for old, new in wanted.items() if old != new
    }
    # Nobody who has a row is lost, and none is there twice.
    rows = found["stg_lead_scoring__leads"]
    assert len(rows) == len({wanted.get(lead_id, lead_id) for lead_id in own_rows})


def test_chains_of_thousands_of_merges_and_circles_are_followed(engine: Engine):
    chain = [{"alias_lead_id": f"c{n}", "lead_id": f"c{n + 1}"} for n in range(5_000)]
    circle = [{"alias_lead_id": f"o{n:03}", "lead_id": f"o{(n + 1) % 700:03}"} for n in range(700)]
    tail = [{"alias_lead_id": "t0", "lead_id": "t1"}, {"alias_lead_id": "t1", "lead_id": "o400"}]
    leads = [{"lead_id": "o333", "created_at": "2026-01-01"}]
    world = World(AS_OF, {"lead_aliases": [*chain, *circle, *tail], "leads": leads})
    engine.run(world, only={"stg_lead_scoring__lead_aliases"})
    rows = engine.rows("from stg_lead_scoring__lead_aliases")
    found = {row["alias_lead_id"]: row["lead_id"] for row in rows}
    wanted = {row["alias_lead_id"]: "c5000" for row in chain}
    wanted |= {row["alias_lead_id"]: "o333" for row in [*circle, *tail]}
    assert found == {old: new for old, new in wanted.items() if old != new}


def test_a_chain_that_is_too_long_to_follow_is_told(engine: Engine):
    """It would make several leads of one person, without a word."""
    told = "lead_scoring__merges_are_followed_to_their_end"
    for hops, is_told in [(65_536, False), (140_000, True)]:
        chain = [{"alias_lead_id": f"c{n}", "lead_id": f"c{n + 1}"} for n in range(hops)]
        engine.run(World(AS_OF, {"lead_aliases": chain}), only={"stg_lead_scoring__lead_aliases"})
        query = {told: engine.data_tests[told]}
        assert bool(engine.failures(AS_OF, query)) == is_told, hops


# --- erased leads, on random worlds ---------------------------------------------------------------


def persons(world: World, ids: set[str]) -> set[str]:
    """All ids that are connected by used merges with one of the given."""
    found, used = set(ids), used_merges(world)
    while True:
        more = {old for old, new in used.items() if new in found}
        more |= {new for old, new in used.items() if old in found}
        if more <= found:
            return found
        found |= more


def without(world: World, erased: set[str]) -> World:
    """The world in which they never were."""
    left = copy.deepcopy(world)
    for name, rows in left.inputs.items():
        left.inputs[name] = [
            row
            for row in rows
            if not erased & {clean(row.get("lead_id")), clean(row.get("alias_lead_id"))}
        ]
    left.inputs["erased_leads"] = []
    return left


@settings(max_examples=FEWER)
@given(world=merges(), named=st.lists(st.sampled_from([*IDS, "nobody", None]), max_size=3))
def test_erased_persons_were_never_there(people: Engine, world: World, named: list):
    world.inputs["erased_leads"] = [{"lead_id": lead_id} for lead_id in named]
    erased = persons(world, {lead_id for lead_id in named if lead_id})
    people.run(world, only=STAGED | {"lead_scoring__rejected_records"})
    found = everything(people, STAGED)
    assert_counts_are_complete(people, world)
    rejected = people.rows("from lead_scoring__rejected_records")
    people.run(without(world, erased), only=STAGED | {"lead_scoring__rejected_records"})
    assert found == everything(people, STAGED)
    counts = Counter()
    for name, rows in world.inputs.items():
        if name != "erased_leads":
            counts[name] = len(rows) - len(without(world, erased).inputs[name])
    assert {r["input_name"]: r["rejected_records"] for r in rejected if r["rejection_reason"] == "erased"} == {
        name: number for name, number in counts.items() if number
    }  # fmt: skip


@settings(max_examples=FEWER)
@given(world=untidy_worlds())
def test_the_data_tests_hold_whoever_is_erased(people: Engine, world: World):
    people.run(world, checked=True)
    assert people.failures(world.as_of) == {}


@given(world=worlds(max_rules=6), share=st.integers(1, 3))
@settings(max_examples=FEWEST)
def test_no_relation_knows_an_erased_lead(people: Engine, world: World, share: int):
    """The whole package, with every second event booked under an old id of its lead."""
    lead_ids = [row["lead_id"] for row in world.inputs["leads"]]
    for number, event in enumerate(world.inputs["events"]):
        if number % 2:
            event["lead_id"] = f"old {event['lead_id']}"
    world.inputs["lead_aliases"] = [
        {"alias_lead_id": f"old {lead_id}", "lead_id": lead_id} for lead_id in lead_ids
    ]
    chosen = lead_ids[::share]
    world.inputs["erased_leads"] = [
        {"lead_id": lead_id if number % 2 else f"old {lead_id}"}
        for number, lead_id in enumerate(chosen)
    ]
    people.run(world)
    found = everything(people)
    people.run(without(world, {*chosen, *(f"old {lead_id}" for lead_id in chosen)}))
    assert found == everything(people)


def everything(engine: Engine, names: set[str] | None = None) -> dict[str, list]:
    """All relations, or some; of what was counted, nothing that counts the erased."""
    built = [name for name in names or engine.statements if exists(engine, name)]
    found = {name: contents(engine, name) for name in built}
    found["lead_scoring__rejected_records"] = contents(
        engine,
        "lead_scoring__rejected_records where rejection_reason <> 'erased'"
        " and input_name <> 'erased_leads'",
    )
    return found


def used_rows(engine: Engine) -> dict[str, list]:
    return {name: contents(engine, USED.get(name, name)) for name in STAGED}


def exists(engine: Engine, name: str) -> bool:
    query = "select 1 from information_schema.tables where table_name = ?"
    return engine.connection.execute(query, [name]).fetchone() is not None


def contents(engine: Engine, source: str) -> list[tuple]:
    return sorted(engine.connection.execute(f"from {source}").fetchall(), key=repr)


def assert_counts_are_complete(engine: Engine, world: World) -> None:
    """Every row of an input is used or counted; ids that were merged are staged once per old id."""
    rejected = Counter()
    for row in engine.rows("from lead_scoring__rejected_records"):
        rejected[row["input_name"]] += row["rejected_records"]
    for name in ["leads", "events", "conversions", "dispositions", "cutoffs", "lead_aliases"]:
        staged = f"stg_lead_scoring__{name}" if name in JUDGED else f"base_lead_scoring__{name}"
        used = f"{staged} where rejection_reason is null"
        assert len(contents(engine, used)) + rejected[name] == len(world.inputs[name]), name


# --- erased leads, in a real build ----------------------------------------------------------------

# One is found by the e-mail address, one has it as an id, one was merged.
EMAIL, ID, MERGED = "zoe.forgetme@acme.com", "max.forgetme@acme.com", "L3-forgetme"
TRACES = ["forgetme", "forgetable"]


@pytest.fixture(scope="module")
def erasure(tmp_path_factory) -> tuple[Project, set[str], set[str], set[str]]:
    """A project that was built, told to forget three persons and built again as a day and then as
    a week, with the relations that knew of them before, in between and after. The inputs are files, so that all of the database is ours."""
    project = Project.copy_of_package(tmp_path_factory.mktemp("erasure") / "package")
    inputs = project.folder.parent / "inputs"
    inputs.mkdir()

    def write(name: str, header: str, *rows: str) -> None:
        (inputs / f"{name}.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")

    attributes = (
        "email,first_name,last_name,company,job_title,industry,employee_count,country,lead_source"
    )
    ids = ["L1", ID, MERGED, "L4"]
    emails = [EMAIL, ID, "forgetable@acme.com", "stays@acme.com"]
    write(
        "leads",
        f"lead_id,created_at,{attributes}",
        *(
            f"{lead_id},2026-01-05,{email},A,Forgetme,Acme,Head of Sales,Software,200,Germany,web"
            if lead_id != "L4"
            else f"{lead_id},2026-01-05,{email},A,Stays,Acme,Head of Sales,Software,200,Germany,web"
            for lead_id, email in zip(ids, emails, strict=True)
        ),
    )
    write(
        "events",
        "event_id,lead_id,event_type,occurred_at,page_path",
        *(
            f"e{age}-{lead_id},{lead_id},{event},{date(2026, 6, 30) - timedelta(days=age)},{page}"
            for lead_id in [*ids, "L0-forgetme"]
            for age, event, page in [(2, "contact_sales", ""), (9, "page_view", "/pricing")]
        ),
    )
    write("conversions", "lead_id,converted_at", f"{ID},2026-06-20")
    write("dispositions", "lead_id,disposition,disposed_at,reason", "L1,recycled,2026-06-15,")
    write("lead_aliases", "alias_lead_id,lead_id", f"L0-forgetme,{MERGED}", "L5,L4")
    write("erased_leads", "lead_id")
    variables = {
        f"lead_scoring__{path.stem}": f"read_csv('{path}', header = true, all_varchar = true)"
        for path in inputs.glob("*.csv")
    }
    options = ["--log-level-file", "debug"]
    options += ["--vars", json.dumps({**variables, "lead_scoring__as_of_date": "2026-06-30"})]
    project.succeed("seed", "--exclude", "path:seeds/sample", *options)
    project.succeed("run", *options)
    before = relations_that_know(project)
    write("erased_leads", "lead_id", "L1", ID, "L0-forgetme", "never-seen-forgetme")
    project.succeed("run", "--exclude", "tag:lead_scoring_weekly", *options)
    between = relations_that_know(project)
    project.succeed("run", "--select", "tag:lead_scoring_weekly", *options)
    return project, before, between, relations_that_know(project)


def relations_that_know(project: Project) -> set[str]:
    """The tables and views with a trace of a person in any column."""
    names = project.rows(
        "select table_schema, table_name from information_schema.tables where table_catalog = current_database()"
    )
    traces = " or ".join(f"lower(cast(to_json(r) as varchar)) like '%{trace}%'" for trace in TRACES)
    return {
        name
        for schema, name in names
        if project.rows(f'select count(*) from "{schema}"."{name}" as r where {traces}') != [(0,)]
    }


def test_the_next_build_forgets_an_erased_person_in_every_relation(erasure):
    project, before, _, after = erasure
    assert after == set()
    assert {
        "stg_lead_scoring__leads",
        "lead_scoring__lead_scores",
        "lead_scoring__mql_list",
    } <= before
    assert project.rows("select distinct lead_id from lead_scoring__lead_scores") == [("L4",)]
    assert project.rows("select leads from lead_scoring__account_scores") == [(1,)]
    rejected = project.rows(
        "select input_name, rejected_records from lead_scoring__rejected_records"
        " where rejection_reason = 'erased' order by 1"
    )
    assert rejected == [
        ("conversions", 1), ("dispositions", 1), ("events", 8), ("lead_aliases", 1), ("leads", 3),
    ]  # fmt: skip


def test_a_daily_run_leaves_an_erased_person_only_where_the_page_says(erasure):
    """Until the weekly run, which the page names: what looks back."""
    page = (ROOT / "docs" / "merged-and-erased-leads.md").read_text("utf-8")
    (sentence,) = re.findall(r"after it alone the ids stay in (.+) until the weekly run", page)
    assert erasure[2] == set(re.findall(r"`(\w+)`", sentence))


def test_neither_logs_nor_target_hold_personal_data(erasure):
    project, *_ = erasure
    assert "lead_scoring__lead_scores" in (project.folder / "logs" / "dbt.log").read_text("utf-8")
    files = [*files_of(project.folder / "target"), *files_of(project.folder / "logs")]
    assert len(files) > 50
    assert not [path for path in files if holds_a_trace(path)]


def test_a_compacted_database_file_holds_no_byte_of_an_erased_person(erasure):
    """DuckDB leaves freed blocks as they were until they are used again."""
    project, *_ = erasure
    before = project.fingerprints()
    assert holds_a_trace(project.database)
    run = CliRunner().invoke(app, ["compact", str(project.database)])
    assert run.exit_code == 0, run.output
    assert not [path for path in project.folder.glob("*.duckdb*") if holds_a_trace(path)]
    assert project.fingerprints() == before


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def holds_a_trace(path: Path) -> bool:
    content = path.read_bytes().lower()
    return any(trace.encode() in content for trace in TRACES)


@pytest.mark.parametrize("name", ["missing.duckdb", "text.duckdb"])
def test_what_is_no_database_is_not_compacted(tmp_path, name: str):
    (tmp_path / "text.duckdb").write_text("no database")
    run = CliRunner().invoke(app, ["compact", str(tmp_path / name)])
    assert run.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["text.duckdb"]
    assert (tmp_path / "text.duckdb").read_text() == "no database"
