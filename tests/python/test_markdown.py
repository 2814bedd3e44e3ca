"""Nothing that people type becomes live on a page in Markdown, and tables keep their shape."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lead_scoring import impact_page, markdown, rules, suggest_page
from lead_scoring.impact import Edit, Impact, Matching
from markdown_it import MarkdownIt

MANY = settings(max_examples=20 * settings.default.max_examples)
PIECES = [
    "`", "``", "```", "[", "](", ")", "![", "|", "\\", "\\|", "<", ">", "<img src=x onerror=a>", "</a>",
    "<!--", "\n", "\r\n", "\u2028", "@", "@everyone", "@user", "#123", "acme/x#1", "GH-7", "http://a.bc", "https://a.bc/d",
    "www.a.bc", "ftp://a.bc", "mailto:a@b.cd", "a@b.cd", "*", "**", "_", "__a__", "~~", "$x$", "&amp;", "&lt;b&gt;", "# ",
    "- ", "+ ", "1. ", "2) ", "===", "---", "> ", "    ", "\t", "\u202e", "\x1b[31m", "\x00", "word", "ä", " ", "…",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join)
READER = MarkdownIt("gfm-like", {"linkify": False, "html": True})
# What GitHub finds afterwards in text that is not code.
FOUND_LATER = re.compile(
    r"(?:^|\W)@[a-z0-9]|(?:^|\W)#\d|\bGH-\d|https?://|\bwww\.\w|[\w.]@\w+\.\w", re.IGNORECASE
)
PLAIN = {"p", "table", "thead", "tbody", "tr", "th", "td", "code", "ul", "li", "h1", "h2", "h3", "h4", "strong"}  # fmt: skip


class Seen(HTMLParser):
    """The tags of a page, its text by tag, and the rows of its tables."""

    def __init__(self, page: str):
        super().__init__()
        self.tags, self.loose, self.all, self.rows, self._open = [], [], "", [], []
        self.comments: list[str] = []
        self.feed(READER.render(page))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._open.append(tag)
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_comment(self, data):
        self.comments.append(data)

    def handle_data(self, data):
        self.all += data
        if "code" not in self._open:
            self.loose.append(data)


def assert_dead(page: str, columns: set[int] = frozenset()) -> Seen:
    seen = Seen(page)
    assert {*seen.tags} <= PLAIN, {*seen.tags} - PLAIN
    for said in seen.loose:
        assert not FOUND_LATER.search(said), said
    assert {*seen.rows} <= columns
    return seen


def words(said: str) -> str:
    return re.sub(rf"\s|{markdown.JOINER}", "", said)


@given(value=TEXTS)
@example(value="`" * 400)
@example(value="a" * 299 + "`b`")
@MANY
def test_a_text_is_seen_as_it_was_typed_and_is_nothing_else(value: str):
    expected = words(markdown.cut(value))
    for page in (
        markdown.text(value),
        f"- {markdown.text(value)}",
        f"## {markdown.text(value)}",
        f"said {markdown.code(value)}",
        f"| a | b |\n|---|---|\n| {markdown.text(value)} | {markdown.code(value, in_table=True)} |",
    ):
        seen = assert_dead(page, {2})
        if not page.startswith("| a | b |\n"):
            assert words(seen.all.removeprefix("said")) == expected
        else:
            assert words(seen.all) == words("ab") + 2 * expected
            assert "strong" not in seen.tags and len(seen.rows) == 2
        assert seen.comments == []


@given(value=st.text(max_size=1000), longest=st.integers(2, 400))
def test_no_text_is_longer_than_it_may_be(value: str, longest: int):
    assert len(markdown.cut(value, longest)) <= longest
    assert "\n" not in markdown.text(value) and "\n" not in markdown.code(value)


# --- The pages ------------------------------------------------------------------------------------


@given(value=TEXTS)
@example(value="x" * 290 + "`@everyone [a](http://b.cd)")
@MANY
def test_the_impact_page(value: str):
    count = dict.fromkeys(
        [f"leads_{name}" for name in "before after staying entering leaving".split()], 3
    )
    lead = {
        "lead_id": value, "before_total_score": 1, "after_total_score": 2, "before_score_class": value,
        "after_score_class": value, "mql_list_change": "enters", "reasons": value,
    }  # fmt: skip
    comparison = {
        "comparison": "published", "before_model_id": value, "after_model_id": value, "status": "live",
        "backtest": [], "leads": [lead],
        "counts": [{"measure": name, "item": value, **count} for name in ("mql_list", "stage", "score_class")],
        "moves": [
            {"measure": "score_change", "move": "rises", "leads": 2},
            {"measure": "stage_change", "move": value, "leads": 2},
        ],
    }  # fmt: skip
    edits = [
        Edit("rules", value, kind, [("value", value, value), ("points", None, value)] * 3)
        for kind in ("changed", "added", "removed")
    ]
    matching = Matching(False, False, [value], [value])
    impact = Impact(date(2026, 6, 30), [comparison], edits, matching)
    seen = assert_dead(impact_page.as_markdown(impact), {4, 5})
    assert seen.comments == [" lead-scoring impact "]
    assert seen.tags.count("table") == 3 and seen.tags.count("li") == 3
    faults = [{"sentence": value}] * 3
    seen = assert_dead(impact_page.faults_as_markdown(faults))
    assert seen.comments == [" lead-scoring impact "] and seen.tags.count("li") == 3


@given(value=TEXTS.filter(str.strip))
@MANY
def test_the_page_of_rules(value: str):
    model = {
        "model_id": value, "status": "live", "model_version": value, "description": value,
        "min_fit_coverage": None, "condition_key_1": "k",
    }  # fmt: skip
    of_model = {"model_id": value}
    rule = {
        **of_model, "rule_id": value, "rule_group": value, "points": 1, "description": value,
    }  # fmt: skip
    tables = {
        "models": [model],
        "rules": [{**rule, "dimension": dimension} for dimension in ("fit", "require")],
        "sentences": [{**of_model, "rule_id": value, "sentence": value, "written_description": value}],
        "conditions": [{"condition_key": "k", "condition_text": value}],
        "caps": [
            {**of_model, "dimension": dimension, "rule_group": group, "cap_text": value}
            for dimension in ("fit", "engagement")
            for group in (None, value)
        ],
        "bands": [{**of_model, "dimension": "fit", "label": value, "min_score": 0}],
        "classes": [
            {**of_model, "fit_grade": value, "engagement_band": value, "priority": 1,
             "next_action": value, "channel": value}
        ],
        "stages": [
            {**of_model, "stage": value, "stage_order": 1, "enter_score": 1, "exit_score": None,
             "min_fit_grade": value, "min_engagement_score": None, "cooldown_days": None,
             "weekly_capacity": None, "target_close_rate": None}
        ],
    }  # fmt: skip
    seen = assert_dead(rules.as_markdown(tables))
    assert seen.comments == [" Written by `lead-scoring rules`. Edit the CSV files instead. "]
    assert seen.tags.count("li") == 4


@given(value=TEXTS)
@MANY
def test_the_page_of_suggested_points(value: str):
    rule = SimpleNamespace(
        rule_id=value, dimension="fit", points=1.0, decay="none", decay_days=None, description=value
    )
    lesson = SimpleNamespace(
        rule=rule, leads=3, evidence="none", decay_days=None, suggested=1.0, alone=None, note=""
    )
    counts = SimpleNamespace(leads=9, converted=3, fewer=3, scorings=20)
    lessons = SimpleNamespace(
        rules=[lesson], train=counts, validation=counts, rankings={}, gain=None,
        is_confident=True, is_worth_trying=True, min_judges=10,
    )  # fmt: skip
    bar = SimpleNamespace(today=45.0, carried=20, reached_today=9, reached_then=8)
    found = SimpleNamespace(
        model_id=value, lessons=lessons, first_cutoff=date(2026, 1, 1),
        last_cutoff=date(2026, 2, 1), bars={None: [bar], "fit": [bar]},
    )  # fmt: skip
    page = suggest_page.as_markdown(found, value)
    assert_dead(page.replace("*Outcomes alone*", "Outcomes alone"), {5, 7})


@pytest.mark.parametrize("value", ["snake_case_name", "a-b", "10.5", "C++", "50 %", "Größe"])
def test_plain_text_stays_plain(value):
    assert markdown.text(value) == value
