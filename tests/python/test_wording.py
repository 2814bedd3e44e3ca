"""Rules in plain English, as the ledger, the reasons and the page of rules say them."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from engine import Engine, World
from hypothesis import given
from worlds import rules, worlds

# One worker builds what these tests share.
pytestmark = pytest.mark.xdist_group("wording")

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 6, 30)
MODEL = {"model_id": "m", "status": "live", "fit_max": "40"}
STAGES = [
    {"stage": stage, "stage_order": str(number), "enter_score": "5"}
    for number, stage in enumerate(["mql", "sales"])
]


def rule(**cells) -> dict:
    return {"dimension": "fit", "points": "10", **cells}


def about(field: str, operator: str, value: str | None = None) -> dict:
    return {"field": field, "operator": operator, "value": value}


def view(**cells) -> dict:
    return {"dimension": "engagement", "event_type": "page_view", "points": "10", **cells}


PRICING = about("page_path", "starts_with", "/pricing")
LARGE = about("employee_count", "at_least", "1000")
BUSINESS = about("is_free_email", "is_false")
COUNTRIES = "Austria|Belgium|Bulgaria|Croatia|Cyprus|Denmark"

OPERATORS = {
    "equals": ("Software", "industry is Software"),
    "not_equals": ("Software", "industry is not Software"),
    "in": ("Software", "industry is Software"),
    "not_in": ("Software", "industry is not Software"),
    "contains": ("soft|ware", "industry contains soft|ware"),
    "not_contains": ("soft", "industry does not contain soft"),
    "starts_with": ("Soft", "industry starts with Soft"),
    "ends_with": ("ware", "industry ends with ware"),
    "greater_than": ("50", "employee count is above 50"),
    "at_least": ("50.0", "employee count is at least 50"),
    "less_than": ("1e3", "employee count is below 1000"),
    "at_most": ("-2.50", "employee count is at most -2.5"),
    "between": ("50| 999.0", "employee count is between 50 and 999"),
    "is_true": (None, "free email is true"),
    "is_false": ("ignored", "free email is false"),
    "is_known": (None, "industry is known"),
    "is_unknown": (None, "industry is unknown"),
}
LISTS = [
    ("in", "A|B", "is A or B"),
    ("in", "A| B |C", "is one of A, B or C"),
    ("not_in", "A|B", "is neither A nor B"),
    ("not_in", "A|B|C", "is none of A, B or C"),
    ("in", COUNTRIES, "is one of Austria, Belgium, Bulgaria, Croatia, Cyprus or Denmark"),
]
QUOTED = [
    ("equals", "A or B", "is “A or B”"),
    ("equals", "Smith, Ltd", "is “Smith, Ltd”"),
    ("in", "Research and Development|Sales", "is “Research and Development” or Sales"),
    ("equals", "Unknown", "is “Unknown”"),
    ("equals", "Orlando", "is Orlando"),
]
SETTINGS = [
    ({}, ""),
    ({"decay": "none"}, ""),
    ({"decay": "window", "decay_days": "60.0"}, ", counting for 60 days"),
    ({"decay": "window", "decay_days": "1"}, ", counting for 1 day"),
    ({"decay": "linear", "decay_days": "30"}, ", fading to nothing over 30 days"),
    ({"decay": "half_life", "decay_days": "90"}, ", halving every 90 days"),
    ({"decay": "half_life", "decay_days": "1"}, ", halving every day"),
    ({"decay": "step", "decay_days": "90", "decay_pct": "12.5"}, ", losing 12.5 % every 90 days"),
    ({"limit_count": "1", "limit_period": "day"}, ", at most once a day"),
    ({"limit_count": "2", "limit_period": "week"}, ", at most twice a week"),
    ({"limit_count": "3", "limit_period": "month"}, ", at most 3 times a month"),
    ({"limit_count": "1", "limit_period": "ever"}, ", at most once ever"),
    ({"min_occurrences": "1"}, ""),
    ({"min_occurrences": "3"}, ", only if it happened at least 3 times"),
    ({"min_occurrences": "2", "min_occurrences_days": "7"},
     ", only if it happened at least twice in the last 7 days"),
    ({"min_occurrences": "1", "min_occurrences_days": "1"},
     ", only if it happened at least once in the last day"),
    ({"valid_from": "2026-01-01"}, ", only for events from 2026-01-01 on"),
    ({"valid_to": "2026-03-31"}, ", only for events until 2026-03-31"),
    ({"valid_from": "2026-01-01", "valid_to": "2026-03-31"},
     ", only for events from 2026-01-01 to 2026-03-31"),
    ({"limit_count": "1", "limit_period": "day", "min_occurrences": "2", "decay": "window",
      "decay_days": "5", "valid_to": "2026-03-31"},
     ", at most once a day, only if it happened at least twice, counting for 5 days,"
     " only for events until 2026-03-31"),
]  # fmt: skip
# Each with its further conditions.
SENTENCES = [
    (rule(**LARGE), [], "+10 when employee count is at least 1000"),
    (rule(**LARGE, points="7.50"), [BUSINESS],
     "+7.5 when employee count is at least 1000 and free email is false"),
    (rule(**LARGE, points="0.25"), [LARGE], "+0.25 when employee count is at least 1000"),
    (rule(**LARGE, points="0"), [], "0 when employee count is at least 1000"),
    (rule(**LARGE, points="-8", limit_count="1", limit_period="day", decay="window", decay_days="3",
          valid_to="2026-01-31"), [],
     "-8 when employee count is at least 1000, only until 2026-01-31"),
    (rule(**LARGE, min_occurrences="3"), [],
     "+10 when employee count is at least 1000, but never: it asks for 3 occurrences and an attribute"
     " has one"),
    (rule(**LARGE, event_type=None, dimension="engagement"), [],
     "+10 when employee count is at least 1000"),
    (view(), [], "+10 for each page view"),
    (view(**PRICING), [], "+10 for each page view whose page path starts with /pricing"),
    (view(points="-10"), [PRICING], "-10 for each page view whose page path starts with /pricing"),
    (view(dimension="require"), [], "A lead is in no stage without any page view"),
    (rule(**LARGE, dimension="require"), [],
     "A lead is in no stage unless employee count is at least 1000"),
    (view(dimension="disqualify", decay="window", decay_days="14", **PRICING), [],
     "A lead is in no stage after any page view in the last 14 days whose page path starts with"
     " /pricing"),
    (rule(**LARGE, dimension="disqualify"), [BUSINESS],
     "A lead is in no stage when employee count is at least 1000 and free email is false"),
    (rule(**LARGE, dimension="fast_track"), [],
     "A lead goes straight to mql when employee count is at least 1000"),
    (view(dimension="fast_track", decay="half_life", decay_days="3", min_occurrences="2"), [],
     "A lead goes straight to mql after any page view in the last 30 days, only if it happened at"
     " least twice"),
    (view(dimension="fast_track", rule_group="sales", decay="step", decay_days="10", decay_pct="30"),
     [], "A lead goes straight to sales after any page view in the last 40 days"),
    (view(dimension="fast_track", decay="linear", decay_days="2.5"), [],
     "A lead goes straight to mql after any page view in the last 3 days"),
]  # fmt: skip
DESCRIPTIONS = [
    (rule(**LARGE, description="Large"), "Large"),
    (rule(**LARGE), "employee count is at least 1000"),
    (rule(**about("country", "in", COUNTRIES)),
     "country is one of Austria, Belgium, Bulgaria or 3 more"),
    (rule(**about("country", "not_in", COUNTRIES)),
     "country is none of Austria, Belgium, Bulgaria or 3 more"),
    (view(limit_count="1", limit_period="day", decay="linear", decay_days="9"), "page view"),
    (view(**about("page_path", "contains", "/Pricing"), min_occurrences="3", min_occurrences_days="7"),
     "page view whose page path contains /Pricing, at least 3 times in the last 7 days"),
    (view(dimension="require", decay="window", decay_days="14"), "page view in the last 14 days"),
]  # fmt: skip
NUMBER_FIELDS = {"greater_than", "at_least", "less_than", "at_most", "between"}
FLAGS = {"is_true", "is_false"}


def operator_field(operator: str) -> str:
    if operator in NUMBER_FIELDS:
        return "employee_count"
    return "is_free_email" if operator in FLAGS else "industry"


def all_cases() -> list[tuple[str, dict, list[dict], str]]:
    """(column of the wording, rule, further conditions, what is said)"""
    operators = [
        (rule(**about(operator_field(operator), operator, value)), [], f"+10 when {said}")
        for operator, (value, said) in OPERATORS.items()
    ]
    values = [
        (rule(**about("country", operator, value)), [], f"+10 when country {said}")
        for operator, value, said in [*LISTS, *QUOTED]
    ]
    settings = [(view(**cells), [], f"+10 for each page view{said}") for cells, said in SETTINGS]
    sentences = [*operators, *values, *settings, *SENTENCES]
    return [("sentence", *case) for case in sentences] + [
        ("description", written, [], said) for written, said in DESCRIPTIONS
    ]


CASES = all_cases()


@pytest.fixture(scope="module")
def said(shipped: Engine) -> list[dict]:
    """What is said of the rule of each case, all built in one run."""
    written = [{**cells, "rule_id": str(number)} for number, (_, cells, *_) in enumerate(CASES)]
    extra = [
        {**condition, "rule_id": str(number)}
        for number, (_, _, further, _) in enumerate(CASES)
        for condition in further
    ]
    files = {"models": [MODEL], "rules": written, "rule_conditions": extra, "stages": STAGES}
    wording = {"int_lead_scoring__rule_wording", "int_lead_scoring__config_gate"}
    shipped.run(World(TODAY, {}, files), checked=True, only=wording)
    rows = shipped.rows("select * from int_lead_scoring__rule_wording")
    return sorted(rows, key=lambda row: int(row["rule_id"]))


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[-1] for case in CASES])
def test_a_rule_in_words(said: list[dict], number: int):
    column, *_, expected = CASES[number]
    assert said[number][column] == expected


def test_all_operators_have_words():
    macro = (ROOT / "macros" / "rules" / "operators.sql").read_text(encoding="utf-8")
    described = re.findall(r"(?m)^        '(\w+)': \{$", macro)
    assert len(described) > 10 and set(described) == set(OPERATORS)


def test_caps_in_words_and_in_the_ledger(shipped: Engine):
    groups = [
        ("low", "-20.0", None),
        ("both", "-20", "10"),
        ("high", None, "0.5"),
        ("none", None, None),
    ]
    files = {
        "models": [MODEL, {"model_id": "n", "status": "challenger", "engagement_max": "60"}],
        "rules": [
            rule(rule_id="f", **about("country", "is_known"), points="50", rule_group="none"),
            rule(rule_id="g", **about("country", "is_known"), points="60", rule_group="both"),
            view(rule_id="e", rule_group="free"),
            rule(rule_id="h", **about("country", "is_known"), dimension="fast_track", rule_group="mql"),
        ],
        "rule_groups": [
            {"dimension": "fit", "rule_group": name, "min_points": low, "max_points": high}
            for name, low, high in groups
        ],
        "stages": STAGES,
    }  # fmt: skip
    leads = [{"lead_id": "one", "created_at": "2026-01-01", "country": "US"}]
    shipped.run(World(TODAY, {"leads": leads}, files), checked=True)
    caps = shipped.rows("select * from int_lead_scoring__caps where model_id = 'm'")
    assert {row["rule_group"]: row["cap_text"] for row in caps if row["dimension"] == "fit"} == {
        None: "Fit: between 0 and +40 points",
        "low": "Group low: at least -20 points",
        "both": "Group both: between -20 and +10 points",
        "high": "Group high: at most +0.5 points",
        "none": "Group none: no cap",
    }
    assert sorted(row["cap_text"] for row in caps if row["dimension"] == "engagement") == [
        "Engagement: at least 0 points",
        "Group free: no cap",
    ]
    ledger = shipped.rows("select * from lead_scoring__score_ledger where model_id = 'm'")
    assert {(row["entry_type"], row["description"]) for row in ledger} == {
        ("rule", "country is known"),
        ("group_cap", "Group both: between -20 and +10 points"),
        ("dimension_cap", "Fit: between 0 and +40 points"),
    }
    reasons = (
        "select top_positive_reasons as said from lead_scoring__lead_scores where model_id = 'm'"
    )
    assert shipped.rows(reasons) == [{"said": "+60 country is known; +50 country is known"}]


# --- Properties -----------------------------------------------------------------------------------

CONDITIONS = """
    select rules.model_id, rules.rule_id, conditions.field, conditions.operator,
        conditions.item_count, conditions.value_list, conditions.value_text, conditions.data_type
    from int_lead_scoring__rules as rules
    inner join int_lead_scoring__conditions as conditions
        on conditions.condition_key in (
            condition_key_1, condition_key_2, condition_key_3, condition_key_4
        )
"""
RULES = """
    select rules.*, wording.sentence, wording.description, {lifetime} as lifetime
    from int_lead_scoring__rules as rules
    inner join int_lead_scoring__rule_wording as wording using (model_id, rule_id)
""".format(
    lifetime="""case decay
        when 'half_life' then ceil(10 * decay_days)
        when 'step' then ceil(decay_days * ceil(100.0 / decay_pct))
        else ceil(decay_days)
    end"""
)


def condition_meaning(row: dict) -> tuple:
    operator, value = row["operator"], row["value_text"]
    if row["data_type"] == "boolean" and operator == "equals":
        operator = f"is_{value}"
    if operator in ("is_true", "is_false", "is_known", "is_unknown"):
        return row["field"], operator
    if operator in ("in", "not_in") and row["item_count"] == 1:
        operator = {"in": "equals", "not_in": "not_equals"}[operator]
    elif operator in ("in", "not_in", "between"):
        value = row["value_list"]
    return row["field"], operator, value


def meanings(engine: Engine) -> dict[tuple[str, str], set]:
    """By scoring model and sentence: what the rules of that sentence do."""
    asked = defaultdict(set)
    for row in engine.rows(CONDITIONS):
        asked[row["model_id"], row["rule_id"]].add(condition_meaning(row))
    found = defaultdict(set)
    for row in engine.rows(RULES):
        is_scored = row["dimension"] in ("fit", "engagement")
        meaning = [
            row["scope"], row["event_type"], frozenset(asked[row["model_id"], row["rule_id"]]),
            row["valid_from"], row["valid_to"],
            row["points"] if is_scored else row["dimension"],
            (row["rule_group"] or "mql") if row["dimension"] == "fast_track" else None,
        ]  # fmt: skip
        if row["scope"] == "event":
            least = (row["min_occurrences"] or 1, row["min_occurrences_days"])
            decay = None if row["decay"] == "none" else row["lifetime"]
            if is_scored and decay:
                decay = (row["decay"], row["decay_days"])
                decay += (row["decay_pct"],) if row["decay"] == "step" else ()
            meaning += [row["limit_count"], row["limit_period"], *least, decay]
        assert row["description"].strip()
        found[row["model_id"], row["sentence"]].add(tuple(meaning))
    return found


@given(world=worlds())
def test_every_rule_of_every_world_is_described(engine: Engine, world: World):
    engine.run(world, only={"int_lead_scoring__rule_wording"})
    assert all(len(found) == 1 for found in meanings(engine).values())


NUMBERS = [
    "points", "limit_count", "min_occurrences", "min_occurrences_days", "decay_days", "decay_pct",
]  # fmt: skip
DATES = ["valid_from", "valid_to"]
CODES = {
    "dimension": ["fit", "require", "disqualify", "fast_track"],
    "event_type": ["click", "visit"],
    "limit_period": ["day", "week", "month", "ever"],
    "decay": ["window", "linear", "half_life", "step"],
    "operator": ["is_known", "is_unknown"],
}


def neighbours(row: dict) -> list[dict]:
    """The rule with one of its cells changed a little, for each of its cells that may be."""
    changes = [{name: str(float(row[name]) + 1)} for name in NUMBERS if row.get(name)]
    changes += [
        {name: (date.fromisoformat(row[name]) + timedelta(days=1)).isoformat()}
        for name in DATES
        if row.get(name)
    ]
    # A step needs days and a percentage, and a rule without decay may lack the days.
    spare = {"decay_days": row.get("decay_days") or "3", "decay_pct": row.get("decay_pct") or "50"}
    changes += [
        {name: code, **(spare if name == "decay" else {})}
        for name, codes in CODES.items()
        for code in codes
        if row.get(name)
    ]
    if row.get("value"):
        changes += [
            {"value": f"{row['value']}1"},
            {"operator": "equals"},
            {"operator": "not_equals"},
        ]
    return [{**row, **change} for change in changes]


@given(drawn=rules(0, ["m"], TODAY))
def test_rules_that_differ_in_one_cell_are_said_differently(engine: Engine, drawn):
    first, extra = drawn
    written = [
        {**row, "rule_id": str(number), "model_id": None, "enabled": "true"}
        for number, row in enumerate([first, *neighbours(first)])
    ]
    conditions = [
        {**condition, "model_id": None, "rule_id": row["rule_id"]}
        for row in written
        for condition in extra
    ]
    files = {"models": [MODEL], "rules": written, "rule_conditions": conditions}
    engine.run(World(TODAY, {}, files), only={"int_lead_scoring__rule_wording"})
    found = meanings(engine)
    assert found
    assert {key: meant for key, meant in found.items() if len(meant) > 1} == {}
