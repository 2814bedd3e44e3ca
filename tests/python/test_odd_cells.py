"""What people and tools write into dates and numbers is read alike on every engine, or not at all."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from engine import Engine, Spark, World
from hypothesis import given
from hypothesis import strategies as st
from test_oracle import SCORE_MARTS, assert_scores_equal
from worlds import ATTRIBUTES, PROPERTIES

pytestmark = pytest.mark.every_engine

TODAY = date(2999, 12, 31)
MOMENTS = {
    "2026-06-05": datetime(2026, 6, 5),
    " 2026-06-05\u00a0\t": datetime(2026, 6, 5),
    "2026-6-5": datetime(2026, 6, 5),
    "2026/06/05": datetime(2026, 6, 5),
    "2026-06-05 8:30": datetime(2026, 6, 5, 8, 30),
    "2026-06-05T23:30:00-05:00": datetime(2026, 6, 6, 4, 30),
    "2026-06-05 08:30:00+0530": datetime(2026, 6, 5, 3),
    "2026-06-05T08:30Z": datetime(2026, 6, 5, 8, 30),
    "2026-06-05 8:30+02:00": datetime(2026, 6, 5, 6, 30),
    "2026-06-05 08:30:00 UTC": datetime(2026, 6, 5, 8, 30),
    "2026-06-05 23:59:59.9999999": datetime(2026, 6, 5, 23, 59, 59, 999999),
    "2024-02-29": datetime(2024, 2, 29),
    "2026-02-29": None,
    "2026-06-31": None,
    "1900-02-29": None,
    "2000-02-29": datetime(2000, 2, 29),
    "2026-13-01": None,
    "2026-06-05 25:00": None,
    "1900-01-01": datetime(1900, 1, 1),
    "2999-12-31 23:59:59": datetime(2999, 12, 31, 23, 59, 59),
    "2026-06-05 24:00:00": None,
    "2026-06-05 8:30 -03": datetime(2026, 6, 5, 11, 30),
    "2026-6-5 23:59:59.99999999": datetime(2026, 6, 5, 23, 59, 59, 999999),
    "2026-06-05 23:30:00 America/New_York": None,
    "2026-06-05 23:30:00 PDT": None,
    "2026-06-05 23:30:00 -8:00": None,
    "2026-06-05 23:30:00-05:00:00": None,
    "2026-06-05 11:30 PM": None,
    "2026-06-05 12:00:00 garbage": None,
    "2026-06/05": None,
    "05-06-26": None,
    "26-06-05": None,
    "0026-06-05": None,
    "0000-06-05": None,
    "-2026-06-05": None,
    "2026-06-05 (BC)": None,
    "epoch": None,
    "infinity": None,
    "now": None,
    "yesterday": None,
    "20260605": None,
    "June 5th": None,
    "😀": None,
    "x" * 100_000: None,
}
NUMBERS = {
    "5": 5, " 5 ": 5, "+5": 5, "-5": -5, "5.": 5, ".5": 0.5, "1e5": 1e5, "1E-5": 1e-5, "007": 7,
    "1e308": 1e308, "-1.7e308": -1.7e308, "1.8e308": None, "1e400": None, "1e-400": 0,
    "9" * 300: float("9" * 300), "9" * 400: None, "0.1234567890123456789": 0.12345678901234568,
    "inf": None, "-Infinity": None, "NaN": None, "1,5": 1.5, "1e": None, ".": None, "-": None,
    "0x10": None, "٣": None, "five": None, "5 apples": None, "x" * 100_000: None,
    "1,200": None, "1.200": None, "-1.200": None, "1,2000": 1.2, "0.125": 0.125, "1200.000": 1200,
    "1,200.5": 1200.5, "1.200,5": 1200.5, "1 200": 1200, "1\u00a0200": 1200, "1,200,300": 1200300,
    "−5": -5, "1_200": None, "1200+": None, ">1000": None, "1000-5000": None, "5k": None, "50 %": None,
}  # fmt: skip


# --- times ----------------------------------------------------------------------------------------


def digits(text: str, fewest: int, most: int) -> int:
    if not (fewest <= len(text) <= most and text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def moment(text: str) -> datetime | None:
    """The grammar of docs/engines.md in plain Python."""
    day, *time = re.split("[ T]", text.strip(), maxsplit=1)
    try:
        year, month, date_ = day.split("/" if "/" in day else "-")
        read = datetime(digits(year, 4, 4), digits(month, 1, 2), digits(date_, 1, 2))
        if read.year < 1000:
            return None
        return read + clock(time[0]) if time else read
    except ValueError:
        return None


def clock(text: str) -> timedelta:
    """How long after midnight in UTC."""
    for name in ("UTC", "Z", "z"):
        if text.endswith(name):
            return hours(text.removesuffix(name).rstrip(" "))
    place = max(text.find("+"), text.find("-"))
    if place < 0:
        return hours(text)
    offset = text[place + 1 :]
    if ":" in offset and (len(offset) != 5 or offset[2] != ":"):
        raise ValueError(text)
    offset = offset.replace(":", "")
    moved = timedelta(hours=digits(offset[:2], 2, 2), minutes=digits(offset[2:] or "00", 2, 2))
    if int(offset[:2]) > 15 or int(offset[2:] or "00") > 59:
        raise ValueError(text)
    return hours(text[:place].rstrip(" ")) + (moved if text[place] == "-" else -moved)


def hours(text: str) -> timedelta:
    hour, minute, *second = text.split(":")
    second, *decimals = second[0].split(".") if len(second) == 1 else ["00", *second]
    if len(decimals) > 1:
        raise ValueError(text)
    micros = digits(f"{decimals[0]}"[:6].ljust(6, "0"), 6, 6) if decimals else 0
    if decimals:
        digits(decimals[0], 1, 99)
    time = datetime(1, 1, 1, digits(hour, 1, 2), digits(minute, 2, 2), digits(second, 2, 2), micros)
    return time - datetime(1, 1, 1)


@st.composite
def written_moments(draw) -> str:
    """A text of the grammar, or one that is none by a slip or two."""
    number = draw(st.sampled_from(["{:02}", "{}"])).format
    separator = draw(st.sampled_from("-/"))
    year = draw(st.sampled_from([1000, 1899, 1900, 2000, 2023, 2024, 2100, 2400, 9998]))
    month = number(draw(st.integers(1, 13)))
    text = separator.join([str(year), month, number(draw(st.integers(0, 32)))])
    if draw(st.booleans()):
        text += draw(st.sampled_from("T ")) + number(draw(st.integers(0, 25)))
        text += f":{draw(st.integers(0, 61)):02}"
        if draw(st.booleans()):
            text += f":{draw(st.integers(0, 61)):02}"
            text += draw(
                st.sampled_from(["", "", ".0", ".5", ".999999", ".9999999", ".12345678901"])
            )
        text += draw(st.sampled_from(["", " ", "  "]))
        text += draw(
            st.sampled_from(
                ["", "Z", "z", "UTC", "+02", "-0530", "+05:45", "-15:59", "+16", "-00:60"]
            )
        )
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        slip = draw(
            st.sampled_from(
                [*"0159-/:.+ TZzUC", "PM", " PST", " GMT", "BC", "٣", "\u00a0", "\n", ""]
            )
        )
        text = text[:place] + slip + text[place + draw(st.integers(0, 1)) :]
    return text


def read_by(engine: Engine, texts: list[str]) -> list[datetime | None]:
    events = [
        {"event_id": str(number), "lead_id": "one", "event_type": "view", "occurred_at": text}
        for number, text in enumerate(texts)
    ]
    world = World(
        TODAY, {"leads": [{"lead_id": "one", "created_at": "1900-01-01"}], "events": events}
    )
    engine.run(world, only={"base_lead_scoring__events"})
    rows = engine.rows("select event_id, occurred_at from base_lead_scoring__events")
    came = {row["event_id"]: row["occurred_at"] for row in rows}
    return [came[str(number)] for number in range(len(texts))]


def test_dates_and_times(engine: Engine):
    assert dict(zip(MOMENTS, read_by(engine, list(MOMENTS)), strict=True)) == MOMENTS
    assert {text: moment(text) for text in MOMENTS} == MOMENTS


@given(texts=st.lists(written_moments(), min_size=100, max_size=100))
def test_one_grammar_of_times_on_every_engine(engine: Engine, texts: list[str]):
    came = dict(zip(texts, read_by(engine, texts), strict=True))
    assert came == {text: moment(text) for text in texts}


# --- numbers --------------------------------------------------------------------------------------


def test_numbers(engine: Engine):
    leads = [
        {"lead_id": str(number), "created_at": "2026-01-01", "size": text}
        for number, text in enumerate(NUMBERS)
    ]
    engine.run(World(TODAY, {"leads": leads}), only={"stg_lead_scoring__leads"})
    rows = engine.rows("select lead_id, attribute_size as size from stg_lead_scoring__leads")
    came = {row["lead_id"]: row["size"] for row in rows}
    assert {text: came[str(number)] for number, text in enumerate(NUMBERS)} == NUMBERS


def test_what_cannot_be_read_is_told(engine: Engine):
    """Numbers, booleans, amounts, and when a lead was changed; what is blank or a placeholder is not."""
    leads = [
        {"lead_id": str(number), "created_at": "2026-01-01", "size": size, "active": active}
        for number, (size, active) in enumerate(
            [("50-99", "maybe"), ("10-49", "yes"), ("1.200", None), ("1,200", "no"), ("7", "#N/A"),
             ("None", "0"), (None, "-"), ("1,200.5", "nan")]
        )
    ]  # fmt: skip
    events = [
        {"event_id": str(number), "lead_id": "1", "event_type": "view", "occurred_at": "2026-06-01",
         "amount": amount}
        for number, amount in enumerate(["5k", "5", "1.5", None, "NULL"])
    ]  # fmt: skip
    conversions = [
        {"lead_id": str(number), "converted_at": "2026-06-01", "amount": amount}
        for number, amount in enumerate(["1e16", "1e12", "-0.0", "a lot", "2.000", None])
    ]
    inputs = {"leads": leads, "events": events, "conversions": conversions}
    engine.run(World(date(2026, 6, 30), inputs))
    rows = engine.rows("select * from lead_scoring__unread_values")
    assert sorted(tuple(row.values()) for row in rows) == [
        ("conversions", "amount", "not_a_number", 1, 5, "a lot"),
        ("conversions", "amount", "one_or_thousand", 1, 5, "2.000"),
        ("conversions", "amount", "out_of_range", 1, 5, "1e16"),
        ("events", "amount", "not_a_number", 1, 3, "5k"),
        ("leads", "active", "not_true_or_false", 1, 4, "maybe"),
        ("leads", "size", "not_a_number", 2, 6, "10-49"),
        ("leads", "size", "one_or_thousand", 2, 6, "1,200"),
    ]
    amounts = engine.rows("select lead_id, amount from stg_lead_scoring__conversions order by 1")
    assert [row["amount"] for row in amounts] == [None, 1e12, 0, None, None, None]


def test_a_number_in_a_column_of_numbers_is_what_it_is(engine: Engine):
    """1.125 as text may be a thousand; as a number it is none."""
    lead = {"lead_id": "one", "created_at": "2026-01-01", "size": "1.125"}
    engine.load(World(TODAY, {"leads": [lead]}))
    engine.database.retype(engine.connection, "input_leads", "size", "numeric(10, 3)")
    engine.build(TODAY, only={"stg_lead_scoring__leads"})
    assert engine.rows("select attribute_size as size from stg_lead_scoring__leads") == [
        {"size": 1.125}
    ]


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("date", datetime(2026, 6, 5)),
        ("timestamp", datetime(2026, 6, 5, 23, 30)),
        ("timestamp with time zone", datetime(2026, 6, 6, 4, 30)),
    ],
)
def test_columns_of_every_type_that_holds_dates(engine: Engine, type_: str, expected: datetime):
    """Whatever the time zone of the session: of the day of a date, in UTC without one."""
    text = "2026-06-05 23:30:00" + ("-05:00" if "zone" in type_ else "")
    event = {"event_id": "1", "lead_id": "one", "event_type": "view", "occurred_at": text}
    lead = {"lead_id": "one", "created_at": "2026-01-01"}
    engine.load(World(TODAY, {"leads": [lead], "events": [event]}))
    engine.database.retype(engine.connection, "input_events", "occurred_at", type_)
    engine.connection.execute("set time zone 'America/New_York'")
    try:
        engine.build(TODAY, only={"base_lead_scoring__events"})
        came = engine.rows("select occurred_at from base_lead_scoring__events")
    finally:
        engine.connection.execute("set time zone 'UTC'")
    assert came == [{"occurred_at": expected}]


def test_extremes_are_scored_and_nothing_is_lost(engine: Engine):
    """Rows of nulls, years far off, emoji, a long text, ids that differ in case only."""
    leads = [
        {"lead_id": "One", "created_at": "1900-01-01", "color": "😀 ok", "size": "1e308"},
        {"lead_id": "one", "created_at": "2999-12-31", "color": "x" * 1_000_000, "size": "-1e308"},
        {"lead_id": "😀", "created_at": "2026-03-29 02:30:00", "plan": "日本語", "size": "0.5"},
    ]
    events = [
        {"event_id": str(number), "lead_id": lead["lead_id"], "event_type": "view",
         "occurred_at": moment, "page": "y" * 100_000, "amount": "-1e308"}
        for lead in leads
        for number, moment in enumerate(["1900-01-01", "2026-10-25T02:30:00+01:00", "2999-12-31"])
    ]  # fmt: skip
    for number, event in enumerate(events):
        event["event_id"] = str(number)
    rules = [
        {"rule_id": "text", "dimension": "fit", "field": "color", "operator": "contains",
         "value": "😀", "points": "10000000"},
        {"rule_id": "number", "dimension": "fit", "field": "size", "operator": "greater_than",
         "value": "0", "points": "5"},
        {"rule_id": "views", "dimension": "engagement", "event_type": "view", "points": "7",
         "decay": "half_life", "decay_days": "3650"},
    ]  # fmt: skip
    files = {"models": [{"model_id": "m", "status": "live"}], "rules": rules}
    world = World(TODAY, {"leads": leads, "events": events}, files)
    engine.run(world, only=SCORE_MARTS)
    assert assert_scores_equal(engine, world) == 3
    world.inputs["leads"] = [*leads, {}, {"lead_id": "two"}, {"created_at": "2026-01-01"}]
    world.inputs["events"] = [*events, {}, {"event_id": "none"}]
    world.inputs["conversions"] = [{}, {"lead_id": "one"}, {"converted_at": "2026-01-01"}]
    engine.run(world, checked=True)
    assert engine.failures(TODAY) == {}
    rejected = engine.rows(
        "select input_name, cast(sum(rejected_records) as integer) as records"
        " from lead_scoring__rejected_records group by input_name"
    )
    assert {row["input_name"]: row["records"] for row in rejected} == {
        "leads": 3, "events": 2, "conversions": 3,
    }  # fmt: skip


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_columns_with_reserved_names_on_spark(tmp_path):
    """DuckDB and Postgres read such names in test_warehouse."""
    theirs = {
        "leads": {"lead_id": "`select`", "created_at": "`Created At`", "color": "`from`"},
        "events": {"lead_id": "`order`", "event_type": "`case`", "occurred_at": "`timestamp`"},
    }
    engine = Engine(
        tmp_path, ATTRIBUTES, PROPERTIES, database=Spark, columns=theirs,
        **{name: f"main.their_{name}" for name in theirs},
    )  # fmt: skip
    lead = {"lead_id": "one", "created_at": "2026-06-01", "color": "red"}
    event = {"event_id": "1", "lead_id": "one", "event_type": "view", "occurred_at": "2026-06-05"}
    rules = [
        {"rule_id": "red", "dimension": "fit", "field": "color", "operator": "equals",
         "value": "red", "points": "5"},
        {"rule_id": "view", "dimension": "engagement", "event_type": "view", "points": "7"},
    ]  # fmt: skip
    files = {"models": [{"model_id": "m", "status": "live"}], "rules": rules}
    world = World(date(2026, 6, 30), {"leads": [lead], "events": [event]}, files)
    engine.load(world)
    for name, columns in theirs.items():
        renamed = ", ".join(
            f"{column} as {columns.get(column, column)}"
            for column in engine.columns[f"input_{name}"]
        )
        engine.connection.execute(
            f"create view main.their_{name} as select {renamed} from main.input_{name}"
        )
    engine.build(world.as_of, only=SCORE_MARTS)
    assert assert_scores_equal(engine, world) == 1
