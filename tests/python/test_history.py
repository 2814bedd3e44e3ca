"""What was published is kept: the history, the rules in force, and what the CRM is sent of it."""

from __future__ import annotations

import copy
import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from command_line import lead_scoring
from engine import COMPILED_DAY, CSV_COLUMNS, Engine, World
from hypothesis import given, settings
from hypothesis import strategies as st
from lead_scoring.rules_in_force import RulesInForce, read_rules, write_rules
from lead_scoring.session import ProjectError
from project import Project
from worlds import ATTRIBUTES, PROPERTIES, worlds

# One worker builds what these tests share.
pytestmark = pytest.mark.xdist_group("history")

# Each example builds several times.
FEWER = max(3, settings.default.max_examples // 8)
PUBLICATIONS = "lead_scoring__publications"
KEPT = "lead_scoring__rules_in_force"
HISTORY = "lead_scoring__score_history"
APPENDED = [PUBLICATIONS, KEPT, HISTORY]
SCORES = ["fit_score", "engagement_score", "total_score"]
LABELS = ["fit_grade", "engagement_band", "score_class", "stage", "is_mql", "is_disqualified"]
SAMPLE = ["leads", "events", "conversions"]
# What moves a row of its own whatever the score.
TELLING = ["score_class", "stage", "is_mql", "is_disqualified"]


class Publisher(Engine):
    """The package as its second and later runs see it: the appended tables are there already."""

    def __init__(self, target: Path):
        # dbt knows a later run by the tables that it finds.
        again = {name: ["found"] for name in APPENDED}
        with pytest.MonkeyPatch.context() as environment:
            environment.delenv("DBT_WRITE_JSON")
            super().__init__(target, ATTRIBUTES, PROPERTIES, again=again)
        manifest = json.loads((target / "target" / "manifest.json").read_text(encoding="utf-8"))
        self.empty_tables = []
        for name in APPENDED:
            node = manifest["nodes"][f"model.lead_scoring.{name}"]
            columns = ", ".join(f"{c['name']} {c['data_type']}" for c in node["columns"].values())
            self.empty_tables.append(f"create or replace table {name} ({columns})")
            code = node["compiled_code"]
            assert node["relation_name"] in code, "compiled as a first run"
            self.statements[name] = f"insert into {name} by name\n{code}"

    def start_anew(self) -> None:
        for statement in self.empty_tables:
            self.connection.execute(statement)

    def publish(self, world: World) -> dict[tuple, dict]:
        """Runs a world and gives what it published, by lead and scoring model."""
        self.run(world, only=set(APPENDED))
        rows = self.rows("from lead_scoring__lead_scores")
        return {(row["lead_id"], row["model_id"]): row for row in rows}

    def execute(self, name: str, as_of: date) -> None:
        """Builds one model on what is built already."""
        self.connection.execute(self.statements[name].replace(COMPILED_DAY, as_of.isoformat()))

    def appended(self) -> dict[str, list[tuple]]:
        return {
            name: sorted(self.connection.execute(f"from {name}").fetchall(), key=repr)
            for name in APPENDED
        }


@pytest.fixture(scope="module")
def publisher(tmp_path_factory) -> Publisher:
    return Publisher(tmp_path_factory.mktemp("published"))


@st.composite
def histories(draw) -> list[World]:
    """Runs of one package: days that mostly go forward, and data and rules that change."""
    world = draw(worlds(max_rules=6, max_leads=4, max_events=15))
    ages = draw(st.lists(st.sampled_from([0, 1, 2, 5, 9, 30, 100]), min_size=2, max_size=5))
    if draw(st.integers(0, 3)):
        ages.sort(reverse=True)
    runs = []
    for age in ages:
        run = copy.deepcopy(world)
        run.as_of -= timedelta(days=age)
        world = draw(_changed(world))
        runs += [run, run] if draw(st.booleans()) else [run]
    return runs


@st.composite
def _changed(draw, world: World) -> World:
    changed = copy.deepcopy(world)
    files, leads = changed.files, changed.inputs["leads"]
    what = draw(st.sampled_from(["nothing", "points", "bar", "model", "lead leaves", "lead"]))
    if what == "points" and files["rules"]:
        rule = draw(st.sampled_from(files["rules"]))
        if "points" in rule:
            rule["points"] = draw(st.sampled_from(["0.5", "2", "11", "-6"]))
    if what == "bar" and files["stages"]:
        draw(st.sampled_from(files["stages"]))["enter_score"] = draw(st.sampled_from(["0", "9"]))
    if what == "model":
        model = draw(st.sampled_from(files["models"]))
        model["status"] = draw(st.sampled_from(["live", "challenger", "retired"]))
    if what == "lead leaves" and leads:
        leads.remove(draw(st.sampled_from(leads)))
    if what == "lead" and leads:
        draw(st.sampled_from(leads))["size"] = draw(st.sampled_from(["0", "5", "100"]))
    return changed


def replayed(rows: list[dict], day: date) -> dict[tuple, dict]:
    """What the history says was published at the end of a day."""
    state = {}
    for row in sorted(rows, key=lambda row: row["change_number"]):
        if row["published_on"] <= day:
            state[row["lead_id"], row["model_id"]] = row
    return {key: row for key, row in state.items() if row["change_kind"] != "gone"}


@given(runs=histories())
@settings(max_examples=FEWER)
def test_the_history_replays_what_was_published_on_every_day(publisher, runs: list[World]):
    publisher.start_anew()
    published: dict[date, dict] = {}
    rules: dict[date, set] = {}
    before, ever = None, set()
    for number, run in enumerate(runs):
        scores = publisher.publish(run)
        after = publisher.appended()
        is_past = any(day > run.as_of for day in published)
        if is_past or (number and run is runs[number - 1]):
            assert after == before, "a run for the past, or the same run again, wrote"
        before = after
        if not is_past and any(model["status"] != "retired" for model in run.files["models"]):
            published[run.as_of] = scores
            rules[run.as_of] = {
                (row["model_id"], row["rules_fingerprint"])
                for row in publisher.rows("from int_lead_scoring__rules_fingerprints")
            }
            ever |= rules[run.as_of]
    history = publisher.rows(f"from {HISTORY}")
    for day, scores in published.items():
        state = replayed(history, day)
        assert state.keys() == scores.keys(), day
        for key, row in scores.items():
            assert [state[key][name] for name in TELLING] == [row[name] for name in TELLING]
            assert all(abs(state[key][name] - row[name]) < 1 for name in SCORES), (day, key)
        assert rules[day] == {
            (row["model_id"], row["rules_fingerprint"])
            for row in publisher.rows(
                f"select * from {PUBLICATIONS} where publication_number = ("
                f" select max(publication_number) from {PUBLICATIONS}"
                f" where published_on <= date '{day}')"
            )
        }
    kept = publisher.rows(f"select distinct model_id, rules_fingerprint from {KEPT}")
    assert {tuple(row.values()) for row in kept} == ever
    assert_every_row_tells_something(history)
    for name, query in publisher.data_tests.items():
        if any(word in name for word in ("__score_history", "__history_", *APPENDED[:2])):
            assert not publisher.connection.execute(query).fetchall(), name


def assert_every_row_tells_something(history: list[dict]) -> None:
    leads = defaultdict(list)
    for row in sorted(history, key=lambda row: row["change_number"]):
        leads[row["lead_id"], row["model_id"]].append(row)
    for rows in leads.values():
        assert rows[0]["change_kind"] == "new"
        for old, new in zip(rows, rows[1:], strict=False):
            if old["change_kind"] == "gone":
                assert new["change_kind"] == "new"
            elif new["change_kind"] != "gone":
                assert new["change_kind"] == "changed"
                assert any(new[name] != old[name] for name in TELLING) or any(
                    abs(new[name] - old[name]) >= 1 for name in SCORES
                )


def fingerprints(engine: Engine, world: World) -> dict[str, str]:
    engine.run(world, only={"int_lead_scoring__rules_fingerprints"})
    rows = engine.rows("from int_lead_scoring__rules_fingerprints")
    return {row["model_id"]: row["rules_fingerprint"] for row in rows}


@given(world=worlds(max_leads=0), data=st.data())
@settings(max_examples=FEWER)
def test_a_fingerprint_knows_every_cell_and_no_order(publisher: Publisher, world: World, data):
    before = fingerprints(publisher, world)
    shuffled = copy.deepcopy(world)
    for rows in shuffled.files.values():
        rows.reverse()
        for row in rows:
            for name in ("points", "min_score", "enter_score", "fit_max"):
                if (row.get(name) or "").isdigit():
                    row[name] += ".0"
    assert fingerprints(publisher, shuffled) == before
    edited = copy.deepcopy(world)
    row = data.draw(st.sampled_from([*edited.files["bands"], *edited.files["rules"]]))
    row["points" if "rule_id" in row else "min_score"] = "77.25"
    after = fingerprints(publisher, edited)
    changed = {model for model in after if after[model] != before[model]}
    assert changed == ({row["model_id"]} & after.keys() if row.get("model_id") else set(after))


@given(world=worlds())
@settings(max_examples=FEWER)
def test_the_kept_cells_written_back_give_the_same_scores(publisher: Publisher, world: World):
    marts = ["lead_scoring__lead_scores", "lead_scoring__score_ledger", KEPT]

    def built(world: World) -> list:
        publisher.start_anew()
        publisher.run(world, only=set(marts))
        return [
            sorted(publisher.connection.execute(f"from {name}").fetchall(), key=repr)
            for name in marts
        ]

    before = built(world)
    rows = defaultdict(lambda: defaultdict(dict))
    for cell in publisher.rows(f"from {KEPT}"):
        rows[cell["file"]][cell["row_key"]][cell["column_name"]] = cell["cell"]
    files = {name: [*rows[name].values()] for name in CSV_COLUMNS}
    assert built(World(world.as_of, world.inputs, files)) == before


# --- The CRM --------------------------------------------------------------------------------------


class Tool:
    """A reverse-ETL tool with a CRM behind it; it logs what the CRM has taken."""

    def __init__(self, publisher: Publisher, keeps_log: bool):
        self.publisher, self.keeps_log = publisher, keeps_log
        self.crm: dict[str, dict] = {}
        self.synced: list[dict] = []

    def rows_to_send(self, world: World) -> list[dict]:
        """Of the world that was built last, after what is logged by now."""
        log = {"crm_synced": self.synced}
        self.publisher.load(World(world.as_of, {**world.inputs, **log}, world.files))
        self.publisher.execute("lead_scoring__crm_sync", world.as_of)
        return self.publisher.rows("from lead_scoring__crm_sync order by lead_id")

    def send(self, rows: list[dict]) -> None:
        for row in rows:
            lead_id = row["lead_id"]
            if row["operation"] == "delete":
                del self.crm[lead_id]
            else:
                self.crm[lead_id] = content(row)
            if not self.keeps_log:
                self.synced = [sent for sent in self.synced if sent["lead_id"] != lead_id]
            moment = f"2026-01-01 {len(self.synced) // 60:02d}:{len(self.synced) % 60:02d}:00"
            self.synced.append(
                {
                    "lead_id": lead_id, "row_hash": row["row_hash"],
                    "synced_at": moment if self.keeps_log else None,
                }
            )  # fmt: skip


def content(row: dict) -> dict:
    return {name: value for name, value in row.items() if name.startswith("lead_score")}


@given(world=worlds(max_rules=6, max_events=15), data=st.data())
@settings(max_examples=FEWER)
def test_the_crm_gets_what_changed_once_also_when_a_sync_breaks_off(publisher, world, data):
    tool = Tool(publisher, keeps_log=data.draw(st.booleans()))
    publisher.run(world, only={"lead_scoring__crm_sync"})
    everyone = tool.rows_to_send(world)
    live = publisher.rows("from lead_scoring__lead_scores where model_status = 'live'")
    assert [row["lead_id"] for row in everyone] == sorted(row["lead_id"] for row in live)
    tool.send(everyone)
    assert tool.rows_to_send(world) == []

    # The next day, with changes.
    changed = data.draw(_changed(world))
    changed.as_of += timedelta(days=data.draw(st.sampled_from([0, 1, 20])))
    publisher.run(changed, only={"lead_scoring__crm_sync"})
    wanted = {row["lead_id"]: content(row) for row in Tool(publisher, False).rows_to_send(changed)}
    due = tool.rows_to_send(changed)
    assert {row["lead_id"] for row in due} == {
        lead_id
        for lead_id in tool.crm.keys() | wanted.keys()
        if tool.crm.get(lead_id) != wanted.get(lead_id)
    }
    taken = [row for row in due if data.draw(st.booleans())]
    tool.send(taken)
    rest = tool.rows_to_send(changed)
    assert rest == [row for row in due if row not in taken]
    tool.send(rest)
    assert tool.rows_to_send(changed) == []
    assert tool.crm == wanted


# --- dbt and the command line ---------------------------------------------------------------------


def test_rules_that_cannot_be_written_back_are_one_sentence(tmp_path):
    class Empty:
        def query(self, _: str) -> list:
            return []

    with pytest.raises(ProjectError, match="Nothing was published on or before 2026-03-03"):
        read_rules(Empty(), date(2026, 3, 3))
    rules = RulesInForce(date(2026, 3, 3), {"bands": (["label", "min_score"], [])}, {})
    write_rules(rules, tmp_path, replace=False)
    assert (tmp_path / "lead_scoring_bands.csv").read_text("utf-8") == "label,min_score\n"
    with pytest.raises(ProjectError, match="has lead_scoring_bands.csv already"):
        write_rules(rules, tmp_path, replace=False)
    for wrong in ("3.3.2026", "2026-02-30"):
        assert lead_scoring("rules-in-force", "--on", wrong, "--output", tmp_path).exit_code == 2


def test_the_rules_of_a_day_reproduce_its_scores(tmp_path):
    """Published on two days under different rules; the first day's files are written back."""
    project = Project.copy_of_package(tmp_path / "package")
    marts = ["lead_scoring__lead_scores", "lead_scoring__score_ledger"]
    build = ["build", "--resource-type", "seed", "model"]
    build += ["--select", *(f"+{name}" for name in [*marts, *APPENDED])]
    day = "{lead_scoring__as_of_date: 2026-06-%s}"

    def rows(names: list[str]) -> dict[str, list]:
        return {name: sorted(project.rows(f"from {name}"), key=repr) for name in names}

    project.succeed(*build, "--vars", day % 20)
    scores, first = rows(marts), rows(APPENDED)
    build += ["--exclude", *(f"lead_scoring_sample_{name}" for name in SAMPLE)]
    project.change_cells("lead_scoring_rules", "rule_id", {"any_page": {"points": "2"}})
    project.succeed(*build, "--full-refresh", "--vars", day % 24)
    second = rows(APPENDED)
    for name in APPENDED:
        assert set(first[name]) < set(second[name]), f"{name} lost rows or gained none"

    seeds = project.folder / "seeds"
    asked = ["--on", "2026-06-23", "--output", seeds, "--replace"]
    written = lead_scoring("rules-in-force", "--project", project.folder, *asked)
    assert written.exit_code == 0, written.output
    assert "Wrote 12 files" in written.output and "published on 2026-06-20" in written.output
    variables = (seeds / "vars.yml").read_text(encoding="utf-8")
    assert "lead_scoring__as_of_date: '2026-06-20'" in variables
    project.succeed(*build, "--vars", variables)
    assert rows(marts) == scores
    assert rows(APPENDED) == second, "a run for the past rewrote what was published"
    project.succeed("run", "--empty", "--vars", day % 28, "--select", *APPENDED)
    assert rows(APPENDED) == second, "a dry run was published"
