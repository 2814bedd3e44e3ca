"""The dashboard: it asks nobody for anything, says what the marts say, and bears whatever they hold."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import open_browser
from command_line import lead_scoring
from lead_scoring import dashboard
from lead_scoring.dashboard import bar, charts, formats, leads, page, queries, ranking, today
from lead_scoring.dashboard.queries import Marts
from lead_scoring.session import open_project
from playwright.sync_api import Browser, Page, expect
from project import Project

# One worker writes the page that these tests share.
pytestmark = pytest.mark.xdist_group("dashboard")

WIDTHS = (390, 768, 1280)
LEAD_BY_LEAD = "shown scores mql_list ledger timeline activity stage_history".split()
# Seconds each; between them they see both layouts and both sets of colours.
LOOKED_AT_BY_AXE = {(390, "light"), (1280, "dark")}
HOSTILE = "</script><img src=x onerror=alert(1)>\"'&amp; {{ 7 * 7 }} 😀 \u202e"


@pytest.fixture(scope="module")
def built(sample_build: Project, tmp_path_factory) -> Project:
    return sample_build.copy(tmp_path_factory.mktemp("dashboard") / "package")


@pytest.fixture(scope="module")
def written(built: Project, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("page") / "dashboard.html"
    run = lead_scoring("dashboard", "--project", built.folder, "--output", path)
    assert run.exit_code == 0, run.output
    return path


@pytest.fixture(scope="module")
def marts(built: Project) -> Marts:
    with open_project(built.folder, None) as session:
        return queries.read(session, None, dashboard.LEADS, dashboard.BELOW)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as found:
        yield found


@pytest.fixture
def opened(browser: Browser, written: Path) -> Iterator[Page]:
    """The page as it opens by double click."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(written.as_uri())
    yield tab
    tab.close()


@pytest.fixture
def blank(monkeypatch) -> None:
    """Charts without their drawing, which takes most of the time."""
    monkeypatch.setattr(charts, "_svg", lambda *_, **__: "<svg></svg>")


# --- In a browser ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_it_asks_nobody_has_no_faults_and_fits(browser: Browser, written: Path, width, scheme):
    asked, said = [], []
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(written.as_uri())
    for summary in tab.locator("summary:visible").all():
        summary.click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    if (width, scheme) in LOOKED_AT_BY_AXE:
        found = Axe().run(tab).response
        assert len(found["passes"]) > 30
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    tab.emulate_media(media="print")
    assert tab.locator("#lead-1").is_visible() and not tab.locator("nav").is_visible()
    tab.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []


def test_the_slider_says_what_the_backtest_says(built: Project, opened: Page):
    rows = built.rows(
        "select threshold, flagged_leads, flagged_conversions, precision, precision_low,"
        " precision_high, recall, flagged_per_week, lift from lead_scoring__threshold_backtest"
        " where model_id = 'b2b' and sample = 'validation' and segment = 'all' order by 1"
    )
    assert len(rows) == 101
    shown = opened.evaluate(
        """() => {
            const slider = document.getElementById('threshold');
            const names = ['threshold', 'flagged', 'won', 'precision', 'interval', 'recall',
                           'weekly', 'lift'];
            return [...Array(101).keys()].map((at) => {
                slider.value = at;
                slider.dispatchEvent(new Event('input'));
                return names.map((name) => document.querySelector(`[data-step=${name}]`).textContent);
            });
        }"""
    )
    for row, said in zip(rows, shown, strict=True):
        numbers = [[float(each) for each in re.findall(r"[\d.]+", text)] for text in said]
        at, flagged, won, precision, low, high, recall, weekly, lift = map(_known, row)
        assert numbers[:3] == [[at], [flagged], [won]]
        assert numbers[3] == _rounded(precision, scale=100)
        assert numbers[4] == _rounded(low, high, scale=100)
        assert numbers[5] == _rounded(recall, scale=100)
        assert numbers[6:] == [_rounded(weekly, digits=1), _rounded(lift, digits=1)]


def _known(value) -> float | None:
    return None if value is None else float(value)


def _rounded(*values: float | None, scale: int = 1, digits: int = 0) -> list[float]:
    return [round(scale * value, digits) for value in values if value is not None]


def test_the_slider_moves_by_keyboard_and_to_the_bars_that_are_recommended(opened: Page):
    slider = opened.locator("#threshold")
    assert slider.input_value() == "45"
    slider.focus()
    slider.press("ArrowRight")
    assert opened.locator("output[data-step=threshold]").inner_text() == "46"
    assert "46 points" in slider.get_attribute("aria-valuetext")
    plot = opened.locator(".stack .wide svg").first.bounding_box()
    cursor = opened.locator(".cursor").bounding_box()
    begins, width = charts.plot_area(1080)
    expected = plot["x"] + (begins + 0.46 * width) * plot["width"]
    assert abs(cursor["x"] + cursor["width"] / 2 - expected) < 1
    opened.locator("[data-bar]", has_text="best balance").click()
    assert slider.input_value() == "63"


def test_search_finds_and_sort_orders(opened: Page, marts: Marts):
    rows = opened.locator(".list tbody tr:visible")
    total = rows.count()
    action = marts.mql_list[0]["next_action"]
    opened.locator("#search").fill(action.swapcase())
    found = rows.all_inner_texts()
    assert 0 < len(found) < total and all(action.lower() in text.lower() for text in found)
    assert opened.locator(".count").inner_text() == f"{len(found)} of {total} leads match."
    opened.locator("#search").fill("nobody is called like this")
    assert rows.count() == 0
    opened.locator("#search").fill("")
    for heading, kind in (("Score", float), ("Lead", str), ("Leaves the list", str)):
        button = opened.locator(".list thead button", has_text=heading)
        column = button.evaluate("(each) => each.closest('th').cellIndex")
        for direction in ("ascending", "descending"):
            button.press("Enter")
            assert button.locator("..").get_attribute("aria-sort") == direction
            values = rows.evaluate_all(
                "(rows, column) => rows.map((row) => row.cells[column].dataset.value)", column
            )
            values = [kind(value) for value in values]
            assert values == sorted(values, reverse=direction == "descending")
            assert len(values) == total


def test_a_lead_is_chosen_from_the_list_or_the_menu(opened: Page):
    link = opened.locator(".list .who a").nth(2)
    name = link.inner_text()
    link.click()
    shown = opened.locator(".lead:visible")
    # A browser tells of a new place in the address when it likes, so this waits for it.
    expect(shown.locator("h3")).to_have_text([name])
    opened.locator("#pick").select_option(index=0)
    expect(shown).to_have_id("lead-1")


def test_every_waterfall_ends_at_the_score_of_its_lead(opened: Page, marts: Marts, blank):
    scores = {row["lead_id"]: row["total_score"] for row in marts.scores}
    totals = opened.locator("[data-total]").evaluate_all(
        "(cells) => cells.map((cell) => Number(cell.dataset.total))"
    )
    assert totals == [scores[shown["lead_id"]] for shown in marts.shown]
    for shown in leads.leads(marts, mask=False):
        steps = shown["waterfall"]
        assert steps[0]["from"] == 0
        assert all(
            step["to"] == after["from"] for step, after in zip(steps, steps[1:], strict=False)
        )


@pytest.mark.parametrize("width", WIDTHS)
def test_the_words_in_the_search_field_fit_into_it(browser: Browser, written: Path, width):
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto(written.as_uri())
    room, needed = tab.locator("#search").evaluate(
        """(field) => {
            const style = getComputedStyle(field), pen = document.createElement("canvas").getContext("2d");
            pen.font = style.font;
            const inside = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
            return [inside, pen.measureText(field.placeholder).width];
        }"""
    )
    tab.close()
    assert needed < room


def test_days_are_written_in_one_way_and_never_break(opened: Page):
    said = opened.locator("body").text_content()
    assert (
        len(re.findall(rf"\b\d{{1,2}}\xa0(?:{'|'.join(formats.MONTHS)})\xa0\d{{4}}\b", said)) > 40
    )
    assert not re.search(r"\d{4}-\d\d-\d\d", opened.locator("body").inner_text())
    assert not re.search(rf"\d{{1,2}} (?:{'|'.join(formats.MONTHS)})[a-z]* \d{{4}}", said)


# Those of the bar share one axis below, and each stands under its name.
AXES = {
    "bar": ["Bar: total score from which a lead is an MQL, points"],
    "ranking": [
        "Close rate", "Tenth of leads, best first", "Close rate that came",
        "Close rate that was promised", "Share of leads", "Total score, points",
        "Converted lead stands above another",
    ],
    "lead": ["Total score, points", "Day"],
    "health": ["Mean score", "Right order", "Month of the cutoff"],
}  # fmt: skip


@pytest.mark.parametrize("part", AXES)
def test_axes_say_what_they_count(opened: Page, part: str):
    drawn = opened.locator(f"#{part} svg text").all_text_contents()
    for name in AXES[part]:
        assert name in drawn


# --- What it says -----------------------------------------------------------------------------------


def test_it_says_how_the_listed_are_to_be_turned_to(marts: Marts):
    """Not everybody on the list is to be called; whom sales called lately is in work, not here."""
    assert today.section(marts)["finding"] == (
        "12 leads are on the MQL list: 4 by phone, 8 by e-mail."
    )
    urgent = [row | {"next_action": "Call today", "priority": 1} for row in marts.mql_list[:2]]
    assert today.section(replace(marts, mql_list=urgent + marts.mql_list[2:]))["finding"] == (
        "12 leads are on the MQL list: 4 by phone, 8 by e-mail. Most urgent: call today (2)."
    )
    few = replace(marts, mql_list=marts.mql_list[:7])
    assert today.section(few)["finding"] == (
        "12 leads are on the MQL list: of the first 7, 4 by phone, 3 by e-mail."
    )
    silent = [row | {"channel": None, "next_action": None} for row in marts.mql_list]
    assert today.section(replace(marts, mql_list=silent))["finding"] == (
        "12 leads are on the MQL list: 12 without a channel."
    )


def test_the_same_marts_give_the_same_bytes(written: Path, marts: Marts):
    assert page.render(marts, mask=False) == written.read_text(encoding="utf-8")


def test_it_holds_just_the_leads_that_it_says(built: Project, written: Path, marts: Marts):
    """And so its size does not grow with the number of leads."""
    text = written.read_text(encoding="utf-8")
    shown = {row["lead_id"] for row in marts.shown}
    assert len(shown) == 22 and f"personal data of {len(shown)} of them" in text
    mails = built.rows("select lead_id, attribute_email from stg_lead_scoring__leads")
    assert len(mails) > 500
    held = {lead_id for lead_id, email in mails if email and email in text}
    assert held == {lead_id for lead_id, email in mails if email and lead_id in shown}
    assert len(text.encode()) < 750_000


def test_asked_for_no_leads_it_holds_none(marts: Marts, blank):
    nobody = dict.fromkeys(LEAD_BY_LEAD, [])
    text = page.render(replace(marts, **nobody), mask=False)
    assert "nothing of any single one" in text and "This file names nobody" in text
    assert "No open lead is over the bar" not in text


def test_masked_it_names_nobody(marts: Marts, blank):
    text = page.render(marts, mask=True)
    assert "Lead 1" in text and "instead of their names" in text
    for row in marts.shown:
        for column in ("lead_id", "email", "first_name", "last_name", "company"):
            assert not row[column] or not re.search(rf"\b{re.escape(row[column])}\b", text)


def test_the_timeline_ends_at_the_score(marts: Marts):
    scores = {row["lead_id"]: row["total_score"] for row in marts.scores}
    last = {
        row["lead_id"]: row["total_score"]
        for row in marts.timeline
        if row["as_of_date"] == marts.as_of_date
    }
    assert last == scores


def test_what_changed_is_counted_against_what_was_published_before(built: Project, tmp_path: Path):
    """One lead enters the list and changes its class, one leaves it, one is gone, one is new."""
    project = built.copy(tmp_path / "package")
    history = "lead_scoring__score_history"
    with duckdb.connect(str(project.database)) as connection:
        mqls, others = (
            connection.execute(
                f"select lead_id from {history} where model_id = 'b2b' and {kind} order by 1"
            ).fetchall()
            for kind in ("is_mql", "not is_mql")
        )
        connection.execute(
            "insert into lead_scoring__publications select * replace ("
            "publication_number + 1 as publication_number, date '2026-07-01' as published_on)"
            " from lead_scoring__publications"
        )
        changes = [
            (others[0], "is_mql := true, score_class := 'other', change_kind := 'changed'"),
            (mqls[0], "is_mql := false, change_kind := 'changed'"),
            (others[1], "is_mql := false, change_kind := 'gone'"),
            (others[2], "is_mql := false, change_kind := 'new', lead_id := 'newcomer'"),
        ]
        for (lead_id,), change in changes:
            values = ", ".join(f"{v} as {k}" for k, v in re.findall(r"(\w+) := ([^,]+)", change))
            connection.execute(
                f"insert into {history} select * replace (change_number + 100000 as change_number,"
                f" date '2026-07-01' as published_on, {values}) from {history}"
                f" where model_id = 'b2b' and lead_id = '{lead_id}'"
            )
    with open_project(project.folder, None) as session:
        after = queries.read(session, "b2b", 1, 1)
    said = today.section(after)["changes"]
    assert said["said"] == "1\xa0Jul\xa02026 beside 30\xa0Jun\xa02026."
    assert dict(said["rows"]) == {
        "became MQLs": "1",
        "are MQLs no more": "1",
        "changed their class": "1",
        "are new": "1",
        "are gone": "1",
        "changed at all": "2",
    }


def test_what_would_lift_a_lead_knows_the_caps(marts: Marts, blank):
    """Without a further act its arithmetic gives the engagement score; some leads are capped."""
    ledgers = defaultdict(list)
    for entry in marts.ledger:
        ledgers[entry["lead_id"]].append(entry)
    assert any(entry["entry_type"] == "group_cap" for entry in marts.ledger)
    for score in marts.scores:
        found = leads._engagement(marts, ledgers[score["lead_id"]], {})
        assert found == pytest.approx(score["engagement_score"], abs=1e-6)
    below = [lead for lead in leads.leads(marts, mask=False) if lead["lifts"]]
    assert len(below) == dashboard.BELOW
    assert all(lead["lifts"]["acts"] for lead in below)


# --- Whatever the marts hold ------------------------------------------------------------------------


def test_text_that_looks_like_a_page_stays_text(browser: Browser, marts: Marts, tmp_path, blank):
    hostile = replace(
        marts,
        model=marts.model | {"model_id": HOSTILE, "description": HOSTILE},
        shown=[row | dict.fromkeys(["first_name", "email", "company", "job_title"], HOSTILE) for row in marts.shown],
        scores=[row | dict.fromkeys(["score_class", "top_positive_reasons", "next_action"], HOSTILE) for row in marts.scores],
        ledger=[row | {"description": HOSTILE} for row in marts.ledger],
        rule_performance=[row | {"description": HOSTILE} for row in marts.rule_performance],
        rejected=[row | {"rejection_reason": HOSTILE} for row in marts.rejected],
        recommendations=[row | {"status": HOSTILE} for row in marts.recommendations],
    )  # fmt: skip
    path, said = tmp_path / "hostile.html", []
    path.write_text(page.render(hostile, mask=False), encoding="utf-8")
    tab = browser.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("dialog", lambda dialog: said.append(dialog.message) or dialog.dismiss())
    tab.goto(path.as_uri())
    assert HOSTILE in tab.locator(".list .who a").first.text_content()
    assert tab.locator("img").count() == 0 and said == []
    tab.locator("#search").fill("onerror")
    assert tab.locator(".list tbody tr:visible").count() == len(marts.mql_list)
    tab.close()


def test_no_text_makes_the_page_large(marts: Marts, written: Path, blank):
    """Whatever column it is in, and however long: one long name once made 72 MB."""
    long, keys = (
        "x" * 1_000_000,
        {"lead_id", "model_id", "rule_id", "sample", "measure", "input_name"},
    )
    texts = {
        "first_name",
        "last_name",
        "email",
        "company",
        "job_title",
        "description",
        "next_action",
        "channel",
        "top_positive_reasons",
        "top_negative_reasons",
        "last_disposition_reason",
        "warnings",
        "rejection_reason",
        "event_type",
        "model_version",
        "score_class",
        "stage",
    }
    seen = set()

    def lengthened(row):
        seen.update(texts & {*row})
        return row | {
            name: long for name in texts & {*row} if row[name] is not None or name in texts
        }

    assert not texts & keys
    large = replace(
        marts,
        model=lengthened(marts.model),
        **{name: [lengthened(row) for row in getattr(marts, name)] for name in LISTS},
    )
    size = len(page.render(large, mask=False).encode())
    assert seen == texts
    assert size < 2_000_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("last 2026-06-09)", "last 9\xa0Jun\xa02026)"),
        ("2026-06-09", "2026-06-09"),  # What tables sort by.
        ("build-2026-06-09", "build-2026-06-09"),
        ("2026-13-40 to 12026-01-01", "2026-13-40 to 12026-01-01"),
        ("y" * 1000, "y" * 399 + "…"),
        (3, 3),
    ],
)
def test_text_as_it_is_shown(text, said):
    assert formats.shown(text) == said


LISTS = [each.name for each in fields(Marts) if each.type == "Rows"]
# Leads that are shown have a score: the marts cannot be otherwise.
SURE = {"scores", "shown"}


@pytest.mark.parametrize("name", sorted({*LISTS} - SURE))
def test_any_mart_may_be_empty(marts: Marts, name: str, blank):
    few = replace(marts, shown=marts.shown[:1] + marts.shown[-1:])
    text = page.render(replace(few, **{name: []}), mask=False)
    assert text.rstrip().endswith("</html>")


def edited(marts: Marts, name: str, where: dict, **values) -> Marts:
    """With other values in those rows of a mart that `where` names."""
    rows = [
        {**row, **values} if all(row[key] == value for key, value in where.items()) else row
        for row in getattr(marts, name)
    ]
    return replace(marts, shown=marts.shown[:1], **{name: rows})


def findings(marts: Marts) -> tuple[str, str, str]:
    """The headlines of bar and ranking, and the whole page."""
    said = bar.section(marts)["finding"], ranking.section(marts)["finding"]
    return (*(text.replace("\u202f", " ") for text in said), page.render(marts, mask=False))


def test_no_screen_calls_a_bar_right_where_the_score_may_rank_by_chance(marts: Marts, blank):
    whole = {"sample": "validation", "score_name": "total_score"}
    by_chance = edited(marts, "validation", whole, auc=0.53, auc_low=0.46, auc_high=0.6)
    of_bar, of_ranking, text = findings(by_chance)
    assert of_bar.startswith(
        "The bar is 45 today. On the newest leads the score is not shown to rank"
    )
    assert of_bar.endswith("no bar can be called right.")
    assert of_ranking.startswith(
        "The score is not shown to rank better than chance: a lead that converted stood above one"
        " that did not 53 % of the time (46 % to 60 %; a coin gets 50 %)."
    )
    assert "would be right" not in text and "best balance:" not in text
    assert [mark["said"] for mark in bar.section(by_chance)["marks"]] == ["today"]


def test_bars_that_were_not_better_than_chance_are_not_called_right(marts: Marts, blank):
    unshown = edited(
        marts, "recommendations", {"status": "recommended"},
        status="not better than chance", recommended_bar=None, bar_change=None,
    )  # fmt: skip
    of_bar, _, text = findings(unshown)
    assert of_bar == (
        "The bar is 45 today. No bar can be called right: of those that were tried none is shown to be"
        " better than calling any lead."
    )
    assert "would be right" not in text and "not better than chance" in text


@pytest.mark.parametrize(
    ("difference", "low", "high", "said"),
    [
        (0.08, 0.02, 0.14, "It is shown to be better than newest first (difference +8,"),
        (0.02, -0.03, 0.07, "It is not shown to be better than newest first (difference +2,"),
        (-0.09, -0.15, -0.03, "On these leads newest first ranks better (difference −9,"),
    ],
)
def test_the_score_is_held_against_what_needs_no_rules(
    marts: Marts, blank, difference, low, high, said
):
    newest = {"sample": "validation", "score_name": "newest_first"}
    of_difference = {
        "auc_difference": difference, "auc_difference_low": low, "auc_difference_high": high,
    }  # fmt: skip
    _, of_ranking, _ = findings(edited(marts, "validation", newest, **of_difference))
    assert of_ranking.startswith("The score ranks better than chance:")
    assert said in of_ranking


def test_promises_that_were_broken_are_told(marts: Marts, blank):
    latest = {"measure": "conversion_rate", "is_latest_month": True}
    broken = edited(marts, "drift", latest, alert_level="alert", figure=0.45, reference_figure=0.11)
    _, of_ranking, text = findings(broken)
    assert of_ranking.endswith("it promised that 11 % convert, and 45 % did.")
    assert "Do not believe its probabilities" in text
    assert "Do not believe its probabilities" not in page.render(marts, mask=False)


def test_figures_that_are_not_known_are_dashes(marts: Marts, blank):
    """As where nobody converted."""
    nulled = {
        name: [
            {key: None if isinstance(value, float) else value for key, value in row.items()}
            for row in getattr(marts, name)
        ]
        for name in ("thresholds", "validation", "deciles", "rule_performance", "drift")
    }
    few = replace(marts, shown=marts.shown[:1], **nulled)
    assert "–" in page.render(few, mask=False)


def _empty(**changes) -> SimpleNamespace:
    """What the finding looks at, of a model that could have somebody on its list."""
    stage = {"stage": "mql", "stage_order": 2, "enter_score": 45, "is_mql_stage": True}
    marts = {
        "model": {"leads": 5, "status": "live"},
        "stages": [stage],
        "stage_counts": [{"stage": "mql", "leads": 1}],
        "rule_coverage": [{"matched_leads": 1, "points_given": 5}],
        "list_counts": {"leads": 0},
        "mql_list": [],
    }
    return SimpleNamespace(**{**marts, **changes})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"model": {"leads": 0, "status": "live"}}, "no lead is scored"),
        ({"model": {"leads": 5, "status": "challenger"}},
         "this scoring model is a challenger, and only live ones have a list"),
        ({"stages": []}, "the scoring model has no stages"),
        ({"stages": [{"stage": "nurture", "is_mql_stage": False}]}, "no stage is called mql"),
        ({"rule_coverage": []}, "no rule gives points to any lead"),
        ({"stage_counts": [{"stage": None, "leads": 5}]},
         "no lead is in the stage mql, which begins at 45 points, or in one above it"),
        ({}, "the leads in its stages have converted, or were answered for by sales"),
    ],
)  # fmt: skip
def test_an_empty_list_says_why_it_is_empty(changes, why):
    assert today._finding(_empty(**changes)) == f"Nobody is on the MQL list today: {why}."


def test_a_project_without_leads_gets_its_page(built: Project, browser: Browser, tmp_path: Path):
    """The rules are there, but no lead, event or outcome."""
    project = built.copy(tmp_path / "package")
    with duckdb.connect(str(project.database)) as connection:
        tables = connection.execute(
            "select table_name from information_schema.tables where table_type = 'BASE TABLE'"
        ).fetchall()
        for (name,) in tables:
            if not re.search(r"__(models|rules|stages|bands)$|(stg|base)_lead_scoring|seed", name):
                connection.execute(f'delete from "{name}"')
    path, said = tmp_path / "empty.html", []
    run = lead_scoring("dashboard", "--project", project.folder, "--output", path)
    assert run.exit_code == 0, run.output
    tab = browser.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(path.as_uri())
    assert tab.locator("text=Nobody is on the MQL list today: no lead is scored.").is_visible()
    assert tab.locator("svg").count() == 0 and said == []
    tab.close()


def test_what_is_missing_is_said_in_a_sentence(built: Project, tmp_path, monkeypatch):
    path = tmp_path / "dashboard.html"
    ask = ("dashboard", "--project", built.folder, "--output", path)
    run = lead_scoring(*ask, "--model", "it's")
    assert (run.exit_code, run.stderr.splitlines()[-1]) == (
        2,
        "There is no scoring model it's among those that are built.",
    )
    monkeypatch.delattr(dashboard, "page")
    monkeypatch.setitem(sys.modules, "lead_scoring.dashboard.page", None)
    run = lead_scoring(*ask)
    assert run.exit_code == 2 and "pip install 'lead-scoring[dashboard]'" in run.output
    assert not path.exists()
