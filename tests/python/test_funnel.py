"""The funnel is what plain Python counts in the raw rows, and rejected leads stay off the MQL list
for as long as they should."""

from __future__ import annotations

import random
from calendar import monthrange
from collections import Counter
from datetime import date, datetime, timedelta
from statistics import median

import pytest
from engine import Engine, World
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import AS_OF_DAYS, ATTRIBUTES, PROPERTIES

OUTCOME_DAYS = 30
REJECTED_DAYS = 20
# Short ones, so that the answers of a world lie on both sides of them.
ACCEPTED_DAYS, CONTACTED_DAYS = 12, 5
MARTS = {
    "lead_scoring__funnel_metrics", "lead_scoring__rejection_reasons", "lead_scoring__mql_list",
    "lead_scoring__leads_in_work",
}  # fmt: skip
KINDS = ["contacted", " Accepted", "REJECTED", "rejected ", "recycled", "met at a fair"]
REASONS = [None, "No budget", " Too small ", "N/A", "Asked for a discount; no"]
# A gold lead has 5 points, every view gives 10 for good.
FILES = {
    "models": [
        {"model_id": "m", "model_version": "1", "status": "live"},
        {"model_id": "n", "model_version": "1", "status": "challenger"},
    ],
    "rules": [
        {
            "rule_id": "gold", "dimension": "fit", "points": "5",
            "field": "plan", "operator": "equals", "value": "gold",
        },
        {"rule_id": "view", "dimension": "engagement", "event_type": "view", "points": "10"},
    ],
    "bands": [
        {"dimension": "fit", "label": "A", "min_score": "5"},
        {"dimension": "fit", "label": "B", "min_score": "0"},
        {"dimension": "engagement", "label": "1", "min_score": "20"},
        {"dimension": "engagement", "label": "2", "min_score": "10"},
    ],
    "stages": [
        {"stage": "nurture", "stage_order": "1", "enter_score": "0"},
        {"model_id": "m", "stage": "mql", "stage_order": "2", "enter_score": "10"},
        {"model_id": "n", "stage": "mql", "stage_order": "2", "enter_score": "20"},
        {"model_id": "n", "stage": "vip", "stage_order": "3", "enter_score": "15"},
    ],
}  # fmt: skip


def views_to_mql(model_id: str, lead: dict) -> int:
    """With one view, a gold lead reaches the stage above mql before it reaches mql."""
    return 2 if model_id == "n" and lead["plan"] != "gold" else 1


@pytest.fixture(scope="module", params=[(REJECTED_DAYS, 24), (None, None)], ids=str)
def promised(request, tmp_path_factory):
    """The compiled package, for how long a rejection holds and how many hours sales may take."""
    days, hours = request.param
    engine = Engine(
        tmp_path_factory.mktemp("promised"),
        ATTRIBUTES,
        PROPERTIES,
        outcome_days=OUTCOME_DAYS,
        cutoff_months=1,
        rejected_days=days,
        accepted_days=days and ACCEPTED_DAYS,
        contacted_days=days and CONTACTED_DAYS,
        first_touch_sla_hours=hours,
    )
    return engine, days, hours


@st.composite
def answered_worlds(draw) -> World:
    """Leads of some months, of whom sales say something, now and then too early or too late."""
    as_of = draw(st.sampled_from(AS_OF_DAYS))
    rng = random.Random(draw(st.integers(0, 2**32)))
    leads, events, conversions, dispositions = [], [], {}, {}
    for number in range(draw(st.sampled_from([0, 5, 40, 60]))):
        lead_id = f"l{number}"
        created = as_of - timedelta(days=rng.randrange(100))

        def moment(earliest, latest, created=created):
            day = created + timedelta(days=rng.randint(earliest, latest))
            return f"{day} {rng.choice(['00:00:00', '00:30:00', '09:15:42', '23:59:59'])}"

        leads.append(
            {
                "lead_id": lead_id,
                "created_at": str(created),
                "plan": rng.choice(["gold", "tin", None]),
            }
        )
        for _ in range(rng.choice([0, 1, 1, 2, 3])):
            events.append(
                {
                    "event_id": f"e{len(events)}", "lead_id": lead_id,
                    "event_type": "view",
                    # Also on the day before the last, when 24 hours are just over.
                    "occurred_at": rng.choice([moment(-5, 30)] * 6 + [str(as_of - timedelta(1))]),
                }
            )  # fmt: skip
        for _ in range(rng.choice([0, 0, 1, 2])):
            row = lead_id, moment(-10, 60), rng.choice([None, "100", "2500.5"])
            conversions[row] = row
        for _ in range(rng.choice([0, 1, 2, 4])):
            kind, answered_at = rng.choice(KINDS), moment(-3, 40)
            if rng.random() < 0.3:  # about the days on which answers cease to hold
                days = rng.choice([REJECTED_DAYS, ACCEPTED_DAYS, CONTACTED_DAYS])
                day = as_of - timedelta(days=days + rng.choice([0, 1]))
                answered_at = f"{day} {answered_at[11:]}"
            # Rows of the same kind and moment are one answer, of which staging keeps one.
            dispositions[lead_id, kind.strip().lower(), answered_at] = {
                "lead_id": f"old {lead_id}" if rng.random() < 0.2 else lead_id,
                "disposition": kind, "disposed_at": answered_at, "reason": rng.choice(REASONS),
            }  # fmt: skip
    answers = list(dispositions.values()) if draw(st.integers(0, 5)) else []
    return World(
        as_of,
        {
            "leads": leads,
            "events": events,
            "conversions": [
                dict(zip(("lead_id", "converted_at", "amount"), row, strict=True))
                for row in conversions
            ],
            "dispositions": answers,
            "lead_aliases": [
                {"alias_lead_id": f"old {lead['lead_id']}", "lead_id": lead["lead_id"]}
                for lead in leads
            ],
        },
        FILES,
    )


def days_of(world: World, name: str, column: str, lead_id: str) -> list[tuple[datetime, dict]]:
    """The rows of a lead that are not in the future, oldest first."""
    rows = [
        (datetime.fromisoformat(row[column]), row)
        for row in world.inputs[name]
        if row["lead_id"].removeprefix("old ") == lead_id
    ]
    return sorted((row for row in rows if row[0].date() <= world.as_of), key=lambda row: row[0])


def answers_of(world: World, lead_id: str) -> list[tuple[datetime, str, str | None]]:
    found = []
    for moment, row in days_of(world, "dispositions", "disposed_at", lead_id):
        kind, reason = row["disposition"].strip().lower(), (row["reason"] or "").strip()
        if kind in ("contacted", "accepted", "rejected", "recycled"):
            found.append((moment, kind, None if reason in ("", "N/A") else reason))
    order = ["contacted", "accepted", "recycled", "rejected"]
    return sorted(found, key=lambda answer: (answer[0], order.index(answer[1])))


def journey(world: World, model_id: str, lead: dict) -> dict:
    created = date.fromisoformat(lead["created_at"])
    views = [
        max(moment.date(), created)
        for moment, _ in days_of(world, "events", "occurred_at", lead["lead_id"])
    ]
    won = [
        (moment.date(), row["amount"])
        for moment, row in days_of(world, "conversions", "converted_at", lead["lead_id"])
    ]
    first_won = min((day for day, _ in won), default=None)
    needed = views_to_mql(model_id, lead)
    mql_on = sorted(views)[needed - 1] if len(views) >= needed else None
    if mql_on is not None and first_won is not None and mql_on >= first_won:
        mql_on = None
    seen = len([day for day in views if day <= (mql_on or world.as_of)])
    grade = "A" if lead["plan"] == "gold" else "B"
    amounts = [float(amount) for day, amount in won if day == first_won and amount]
    is_won = first_won is not None and first_won >= created
    answers = [
        answer
        for answer in answers_of(world, lead["lead_id"])
        if mql_on is not None and answer[0].date() >= mql_on
    ]
    touch = answers[0][0] if answers else None
    hours = None
    if touch is not None:
        known_at = datetime.combine(mql_on, datetime.min.time()) + timedelta(days=1)
        hours = max(0.0, (touch - known_at).total_seconds() / 3600)
    return {
        "created": created,
        "class": {0: "none", 1: f"{grade}2"}.get(seen, f"{grade}1"),
        "mql_on": mql_on,
        "touch_on": touch.date() if touch else None,
        "hours": hours,
        "answers": {kind for _, kind, _ in answers},
        "reason": ([r or "no reason given" for _, kind, r in answers if kind == "rejected"] or [None])[
            -1
        ],
        "won_on": first_won if is_won else None,
        "amount": sum(amounts) if is_won and amounts else None,
    }  # fmt: skip


def median_of(values) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def days_between(start: date | None, end: date | None) -> int | None:
    return None if start is None or end is None else (end - start).days


def worth(sold: list[dict]) -> float | None:
    amounts = [j["amount"] for j in sold if j["amount"] is not None]
    return sum(amounts) if amounts or not sold else None


def funnel_row(world: World, month: date, hours: float | None, journeys: list[dict]) -> dict:
    mqls = [j for j in journeys if j["mql_on"]]
    sold, sold_mqls = [[j for j in some if j["won_on"]] for some in (journeys, mqls)]
    judged = [j for j in mqls if j["answers"] - {"contacted"}]
    said = Counter(kind for j in mqls for kind in j["answers"])
    reasons = sorted(
        Counter(j["reason"] for j in mqls if j["reason"]).items(), key=lambda r: (-r[1], r[0])
    )
    in_window = [j for j in sold if (j["won_on"] - j["created"]).days <= OUTCOME_DAYS]
    quick = [
        j for j in mqls if hours is not None and j["hours"] is not None and j["hours"] <= hours
    ]
    is_answering = any(answers_of(world, lead["lead_id"]) for lead in world.inputs["leads"])
    over = [
        j
        for j in mqls
        if hours is not None and is_answering and 24 * (world.as_of - j["mql_on"]).days >= hours
    ]
    due = len(quick) + len([j for j in over if j not in quick])
    touched_after = [days_between(j["touch_on"], j["won_on"]) for j in mqls]
    last_day = month.replace(day=monthrange(month.year, month.month)[1])
    won, mql_won = worth(sold), worth(sold_mqls)

    def share(some, all_of):
        return some / all_of if all_of else None

    return {
        "as_of_date": world.as_of,
        "is_mature": last_day + timedelta(days=OUTCOME_DAYS) <= world.as_of,
        "leads": len(journeys),
        "mqls": len(mqls),
        "mql_rate": share(len(mqls), len(journeys)),
        "touched": len([j for j in mqls if j["answers"]]),
        "answered": len(judged),
        "accepted": said["accepted"],
        "rejected": said["rejected"],
        "recycled": said["recycled"],
        "rejection_reasons": "; ".join(f"{reason}: {n}" for reason, n in reasons) or None,
        "acceptance_rate": share(said["accepted"], len(judged)),
        "mql_acceptance_rate": share(said["accepted"], len(mqls)),
        "converted": len(sold),
        "converted_in_window": len(in_window),
        "converted_mqls": len(sold_mqls),
        "conversion_rate": share(len(sold), len(journeys)),
        "window_conversion_rate": share(len(in_window), len(journeys)),
        "mql_conversion_rate": share(len(sold_mqls), len(mqls)),
        "median_days_created_to_mql": median_of(
            days_between(j["created"], j["mql_on"]) for j in journeys
        ),
        "median_days_mql_to_first_touch": median_of(
            days_between(j["mql_on"], j["touch_on"]) for j in mqls
        ),
        "median_days_first_touch_to_conversion": median_of(
            days for days in touched_after if days is not None and days >= 0
        ),
        "median_days_created_to_conversion": median_of(
            days_between(j["created"], j["won_on"]) for j in journeys
        ),
        "median_hours_to_first_touch": median_of(j["hours"] for j in mqls),
        "first_touch_due": due,
        "first_touch_within_sla": len(quick),
        "first_touch_within_sla_rate": share(len(quick), due),
        "won_amount": won,
        "mql_won_amount": mql_won,
        "revenue_per_lead": None if won is None else won / len(journeys),
        "revenue_per_mql": None if mql_won is None else share(mql_won, len(mqls)),
    }


def funnel(world: World, hours: float | None) -> tuple[dict, dict]:
    groups = {}
    for model in world.files["models"]:
        for lead in world.inputs["leads"]:
            way = journey(world, model["model_id"], lead)
            for label in (way["class"], "all"):
                key = model["model_id"], label, way["created"].replace(day=1)
                groups.setdefault(key, []).append(way)
    rows = {key: funnel_row(world, key[2], hours, journeys) for key, journeys in groups.items()}
    reasons = {
        (*key, reason): (number, number / rows[key]["rejected"], world.as_of)
        for key, journeys in groups.items()
        for reason, number in Counter(j["reason"] for j in journeys if j["reason"]).items()
    }
    return rows, reasons


def dicts(connection, mart: str, keys: int) -> dict:
    relation = connection.sql(f"from {mart}")
    return {
        row[:keys]: dict(zip(relation.columns[keys:], row[keys:], strict=True))
        for row in relation.fetchall()
    }


def check_funnel(connection, world: World, hours: float | None) -> None:
    expected, expected_reasons = funnel(world, hours)
    found = dicts(connection, "lead_scoring__funnel_metrics", 3)
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        assert found[key].keys() == row.keys()
        for column, value in row.items():
            is_number = isinstance(value, float)
            # Money and hours are rounded to cents, shares to the sixth decimal, days to half a day.
            near = pytest.approx(value, abs=0.00501 if is_number and "rate" not in column else 6e-7)
            got = found[key][column]
            if is_number and got is not None:
                assert float(got) == near, (key, column)
            else:
                assert got == value, (key, column)
    reasons = dicts(connection, "lead_scoring__rejection_reasons", 4)
    assert reasons.keys() == expected_reasons.keys()
    for key, (number, share, as_of) in expected_reasons.items():
        assert (reasons[key]["rejected"], reasons[key]["as_of_date"]) == (number, as_of)
        assert float(reasons[key]["share_of_rejected"]) == pytest.approx(share, abs=6e-7)


def work_of(world: World, lead_id: str, days: int | None) -> tuple[bool, date | None, bool]:
    """Whether a rejection holds; since when sales is at work on the lead; and whether for too long."""
    rejected, since, fresh = False, None, False
    for moment, kind, _ in answers_of(world, lead_id):
        age = (world.as_of - moment.date()).days
        if kind in ("rejected", "recycled"):
            rejected = kind == "rejected" and (days is None or age <= days)
            since, fresh = None, False
            continue
        rejected = rejected and kind == "contacted"
        since = since or moment.date()
        limit = ACCEPTED_DAYS if kind == "accepted" else CONTACTED_DAYS
        fresh = fresh or days is None or age <= limit
    return rejected, None if rejected else since, not fresh


def check_list(connection, world: World, days: int | None) -> None:
    """Who is to be called, and whom sales is at work on."""
    listed, working = {}, {}
    for lead in world.inputs["leads"]:
        views = days_of(world, "events", "occurred_at", lead["lead_id"])
        if not views or days_of(world, "conversions", "converted_at", lead["lead_id"]):
            continue
        answers = answers_of(world, lead["lead_id"])
        moment, kind, reason = answers[-1] if answers else (None, None, None)
        last = (kind, moment.date() if moment else None, reason)
        rejected, since, overdue = work_of(world, lead["lead_id"], days)
        if since:
            working[lead["lead_id"]] = (*last, since, (world.as_of - since).days, overdue)
        if not rejected and (since is None or overdue):
            listed[lead["lead_id"]] = (*last, since)
    columns = (
        "lead_id, last_disposition, last_disposition_on, last_disposition_reason, in_work_since"
    )
    for mart, more, expected in [
        ("mql_list", "", listed),
        ("leads_in_work", ", days_in_work, is_overdue", working),
    ]:
        rows = connection.sql(f"select {columns}{more} from lead_scoring__{mart}").fetchall()
        assert {row[0]: row[1:] for row in rows} == expected
        assert len(rows) == len(expected)
    days_in_order = connection.sql(
        "select in_work_since from lead_scoring__leads_in_work order by work_rank"
    ).fetchall()
    assert days_in_order == sorted(days_in_order)
    (scored,) = connection.execute("select count(*) from lead_scoring__lead_scores").fetchone()
    assert scored == 2 * len(world.inputs["leads"])


@settings(max_examples=max(3, settings.default.max_examples // 2))
@given(answered_worlds())
def test_funnel_and_list_are_what_plain_python_makes_of_the_raw_rows(promised, world):
    """Among others: whom sales rejected of late is not on the list, scored all the same."""
    engine, days, hours = promised
    connection = engine.run(world, only=MARTS)
    check_funnel(connection, world, hours)
    check_list(connection, world, days)
