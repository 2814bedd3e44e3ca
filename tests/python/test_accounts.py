"""Account scores against plain Python, on scores that no rules would make."""

from __future__ import annotations

import copy
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain

import duckdb
import pytest
from engine import COMPILED_DAY, Engine
from hypothesis import given, settings
from hypothesis import strategies as st

# One worker compiles what these tests share.
pytestmark = pytest.mark.xdist_group("people")

# What stands on its own needs fewer examples than the comparison with plain Python.
FEWER = max(4, settings.default.max_examples // 3)
AS_OF = date(2026, 6, 30)
MODELS = {"b2b": (40, 60), "open": (None, None), "no_fit": (0, 30)}
FREE = ["gmail.com", "web.de"]
TABLES = {
    "lead_scoring__lead_scores": "lead_id varchar, model_id varchar, model_status varchar,"
    " disqualified_reasons varchar, fit_score numeric(18, 4), engagement_score numeric(18, 4),"
    " total_score numeric(18, 4), is_mql boolean, last_activity_date date,"
    " days_since_last_activity integer, as_of_date date",
    "int_lead_scoring__models": "model_id varchar, fit_max double, engagement_max double",
    "stg_lead_scoring__conversions": "lead_id varchar",
    "int_lead_scoring__active_days": "lead_id varchar, event_type varchar, activity_date date",
    "stg_lead_scoring__free_email_domains": "email_domain varchar",
    "stg_lead_scoring__leads": "lead_id varchar, attribute_email_domain varchar, attribute_company varchar,"
    " attribute_title_department varchar, attribute_title_seniority varchar",
}


def points(largest: int | None):
    """0, the maximum and everything between, in the 4 decimals of a score."""
    return st.integers(0, (100 if largest is None else largest) * 10_000).map(
        lambda number: Fraction(number, 10_000)
    )


@st.composite
def persons(draw, model_id: str) -> dict:
    """One lead with its scores under its model and the days on which it did something."""
    fit_max, engagement_max = MODELS[model_id]
    return {
        "model_id": model_id,
        "email_domain": draw(st.sampled_from(["acme.com", "pear.example", "gmail.com", None])),
        "company": draw(st.sampled_from(["Acme", "ACME Inc", "Pear", None])),
        "title_department": draw(st.sampled_from(["Sales", "Marketing", None])),
        "title_seniority": draw(st.sampled_from(["Intern", "Head", "Manager", None])),
        "fit": draw(st.one_of(st.just(Fraction(0)), points(fit_max))),
        "engagement": draw(st.one_of(st.just(Fraction(0)), points(engagement_max))),
        "status": draw(st.sampled_from(["live", "live", "live", "challenger"])),
        "barred": draw(st.sampled_from([None, None, None, "Works for a competitor"])),
        "is_mql": draw(st.booleans()),
        "is_converted": draw(st.booleans()),
        "days": sorted(draw(st.sets(st.integers(0, 40), max_size=6))),
    }


PERSON = {
    "model_id": "b2b", "email_domain": "acme.com", "company": None, "title_department": None,
    "title_seniority": None, "status": "live", "barred": None, "is_mql": False,
    "is_converted": False, "days": [1],
}  # fmt: skip
crowds = st.lists(st.sampled_from(sorted(MODELS)).flatmap(persons), max_size=12)


def accounts(engine: Engine, crowd: list[dict]) -> dict[tuple, dict]:
    """What the package says, by account and scoring model."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    tables: dict[str, list[tuple]] = {name: [] for name in TABLES}
    tables["int_lead_scoring__models"] = [(name, *maxima) for name, maxima in MODELS.items()]
    tables["stg_lead_scoring__free_email_domains"] = [(domain,) for domain in [*FREE, FREE[0]]]
    for number, person in enumerate(crowd):
        lead_id = f"lead {number:02}"
        last = min(person["days"], default=None)
        fit, engagement = (f"{float(person[name]):.4f}" for name in ("fit", "engagement"))
        tables["lead_scoring__lead_scores"].append(
            (
                lead_id, person["model_id"], person["status"], person["barred"], fit, engagement,
                f"{float(person['fit'] + person['engagement']):.4f}", person["is_mql"],
                None if last is None else AS_OF - timedelta(days=last), last, AS_OF,
            )
        )  # fmt: skip
        labels = ("email_domain", "company", "title_department", "title_seniority")
        tables["stg_lead_scoring__leads"].append((lead_id, *(person[name] for name in labels)))
        tables["int_lead_scoring__active_days"] += [
            (lead_id, event_type, AS_OF - timedelta(days=age))
            for age in person["days"]
            for event_type in ("view", "click")
        ]
        if person["is_converted"]:
            tables["stg_lead_scoring__conversions"].append((lead_id,))
    for name, rows in tables.items():
        connection.execute(f"create table {name} ({TABLES[name]})")
        if rows:
            marks = ", ".join(f"({', '.join('?' * len(row))})" for row in rows)
            connection.execute(f"insert into {name} values {marks}", [*chain(*rows)])
    statement = engine.statements["lead_scoring__account_scores"]
    connection.execute(statement.replace(COMPILED_DAY, AS_OF.isoformat()))
    result = connection.execute("from lead_scoring__account_scores")
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    connection.close()
    found = {(row["account_id"], row["model_id"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def account_score(crowd: list[dict], model_id: str) -> Fraction:
    """The formula as the docs say it."""
    fit_max, engagement_max = MODELS[model_id]
    depths, breadths = [], []
    for person in crowd:
        counted, can_add = person["engagement"], person["engagement"]
        if engagement_max is not None:
            half = Fraction(engagement_max, 2)
            counted = can_add = min(counted, half)
            if fit_max:
                can_add = min(counted, half * person["fit"] / fit_max)
        depths.append(person["fit"] + counted)
        breadths.append(can_add)
    further = sorted(breadths, reverse=True)[1:]
    return max(depths) + sum(
        share / 2**number for number, share in enumerate(further, start=1)
    )  # fmt: skip


def expected(crowd: list[dict]) -> dict[tuple, dict]:
    """Every column, from lists of people."""
    numbered = [{"lead_id": f"lead {n:02}", **person} for n, person in enumerate(crowd)]
    of_domain: dict[str, list] = {}
    for person in numbered:
        if person["email_domain"] not in (None, *FREE):
            of_domain.setdefault(person["email_domain"], []).append(person)
    found = {}
    for domain, everybody in of_domain.items():
        names = Counter(p["company"] for p in everybody if p["company"])
        name = min(names, key=lambda text: (-names[text], text)) if names else domain
        for model_id in MODELS:
            people = [
                p
                for p in everybody
                if p["model_id"] == model_id and p["status"] == "live" and not p["barred"]
            ]
            if people:
                found[domain, model_id] = {"account_name": name, **_summary(people, model_id)}
    return found


def _summary(people: list[dict], model_id: str) -> dict:
    def total(person):
        return person["fit"] + person["engagement"]

    def silence(person):
        return min(person["days"], default=999)

    best = min(people, key=lambda p: (-total(p), silence(p), p["lead_id"]))
    engaged = [p for p in people if p["engagement"] > 0 and silence(p) < 30]
    lists = {
        label: sorted({p[f"title_{label}"] for p in engaged} - {None})
        for label in ("department", "seniority")
    }
    ages = [age for p in people for age in p["days"]]
    week, before = sum(age < 7 for age in ages), sum(7 <= age < 28 for age in ages)
    change = Fraction(week * 3, before) if before else None
    return {
        "account_score": account_score(people, model_id),
        "leads": len(people),
        "best_lead_id": best["lead_id"],
        "best_score": total(best),
        "engaged_people": len(engaged),
        "mqls": sum(p["is_mql"] for p in people),
        "converted_leads": sum(p["is_converted"] for p in people),
        "departments_covered": len(lists["department"]),
        "department_list": ", ".join(lists["department"]) or None,
        "seniorities_covered": len(lists["seniority"]),
        "seniority_list": ", ".join(lists["seniority"]) or None,
        "engagement_last_7_days": week,
        "engagement_weekly_average_before": Fraction(before, 3),
        "engagement_trend": (
            ("rising" if week else "quiet") if change is None
            else "rising" if change > Fraction(5, 4)
            else "falling" if change < Fraction(3, 4)
            else "steady"
        ),
        "last_activity_date": AS_OF - timedelta(days=min(ages)) if ages else None,
    }  # fmt: skip


@given(crowd=crowds)
def test_account_scores_are_those_of_plain_python(people: Engine, crowd: list[dict]):
    found, wanted = accounts(people, crowd), expected(crowd)
    assert found.keys() == wanted.keys()
    for key, row in wanted.items():
        for name, value in row.items():
            if isinstance(value, Fraction):
                assert abs(Fraction(found[key][name]) - value) <= Fraction(1, 10_000), name
            else:
                assert found[key][name] == value, name
    for model_id in MODELS:
        rows = [row for row in found.values() if row["model_id"] == model_id]
        order = sorted(
            rows,
            key=lambda r: (
                -r["account_score"], -r["engaged_people"], -r["best_score"], r["account_id"],
            ),
        )  # fmt: skip
        assert [row["account_rank"] for row in order] == list(range(1, len(order) + 1))


@given(crowd=crowds.filter(bool), data=st.data())
@settings(max_examples=FEWER)
def test_more_points_never_lower_an_account(people: Engine, crowd: list[dict], data):
    before = accounts(people, crowd)
    person = data.draw(st.sampled_from(crowd))
    dimension = data.draw(st.sampled_from(["fit", "engagement"]))
    largest = MODELS[person["model_id"]][dimension == "engagement"]
    person[dimension] = max(person[dimension], data.draw(points(largest)))
    after = accounts(people, crowd)
    assert after.keys() == before.keys()
    assert not [k for k in before if after[k]["account_score"] < before[k]["account_score"]]


@given(crowd=crowds)
@settings(max_examples=FEWER)
def test_an_account_stays_within_the_maxima_of_its_model(people: Engine, crowd: list[dict]):
    for (_, model_id), row in accounts(people, crowd * 4).items():
        fit_max, engagement_max = MODELS[model_id]
        assert row["account_score"] >= 0
        if fit_max is not None:
            assert row["account_score"] <= fit_max + engagement_max


@given(crowd=crowds.filter(bool), number=st.integers(0, 11))
@settings(max_examples=FEWER)
def test_people_without_a_point_change_no_score(people: Engine, crowd: list[dict], number: int):
    before = accounts(people, crowd)
    nobody = {**crowd[number % len(crowd)], "fit": Fraction(0), "engagement": Fraction(0)}
    after = accounts(people, [*crowd, *[copy.deepcopy(nobody) for _ in range(3)]])
    assert before.keys() <= after.keys()
    for key, row in before.items():
        for name in ("account_score", "best_score", "engaged_people", "departments_covered"):
            assert after[key][name] == row[name], name


@given(crowd=st.lists(persons("b2b"), max_size=5))
@settings(max_examples=FEWER)
def test_one_busy_intern_does_not_make_an_account_hot(people: Engine, crowd: list[dict]):
    """Among people who do nothing, all of an intern's clicks are worth half of engagement at most,
    and nothing on top of what a colleague who fits is worth."""
    everybody = {"email_domain": "acme.com", "status": "live", "barred": None}
    silent = [{**person, **everybody, "engagement": Fraction(0)} for person in crowd]
    intern = {**PERSON, **everybody, "fit": Fraction(6), "engagement": Fraction(60)}
    score = accounts(people, [*silent, intern])["acme.com", "b2b"]["account_score"]
    assert score == max([Fraction(36), *(person["fit"] for person in silent)])


@pytest.mark.parametrize(
    ("crowd", "score"),
    [
        ([(6, 60)], 36),
        ([(6, 60), (40, 0)], 40),
        ([(6, 60), (40, 0), (30, 0), (30, 0)], 40),
        ([(40, 20)], 60),
        ([(40, 20), (40, 20)], 70),
        ([(40, 20), (40, 20), (40, 20), (6, 60)], 75.5625),
    ],
)
def test_the_worked_examples_of_the_docs(people: Engine, crowd: list[tuple], score: float):
    scores = [
        {**PERSON, "fit": Fraction(fit), "engagement": Fraction(engagement)}
        for fit, engagement in crowd
    ]
    assert float(accounts(people, scores)["acme.com", "b2b"]["account_score"]) == score
