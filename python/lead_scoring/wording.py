"""Rules in plain English: one pure function for each part of a rule.

A rule, condition, group, band or stage is a row as the package's models give it, by column name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

Row = Mapping[str, object]

COMPARISONS = {
    "equals": "is {}",
    "not_equals": "is not {}",
    "contains": "contains {}",
    "not_contains": "does not contain {}",
    "starts_with": "starts with {}",
    "ends_with": "ends with {}",
    "greater_than": "is above {}",
    "at_least": "is at least {}",
    "less_than": "is below {}",
    "at_most": "is at most {}",
    "is_true": "is true",
    "is_false": "is false",
    "is_known": "is known",
    "is_unknown": "is unknown",
}


def number(value: object) -> str:
    """As people write it: 10 for 10.0000, 7.5 for 7.50."""
    return f"{Decimal(str(value)).normalize():f}"


def percent(share: object) -> str:
    return f"{number(Decimal(str(share)) * 100)} %"


def signed(points: object) -> str:
    return ("" if Decimal(str(points)) < 0 else "+") + number(points)


def listed(items: Sequence[str], last: str) -> str:
    """One; one or two; one, two or three."""
    return f" {last} ".join(filter(None, [", ".join(items[:-1]), items[-1]]))


def days(count: object, one: str = "day") -> str:
    """every day, every 2 days; with one="1 day": for 1 day, for 2 days"""
    return one if Decimal(str(count)) == 1 else f"{number(count)} days"


def condition(row: Row) -> str:
    """industry is Software or Retail"""
    field, operator, value = row["field"], row["operator"], str(row["value"] or "").strip()
    if operator in ("in", "not_in", "between"):
        items = [item.strip() for item in value.split("|")]
        said = {
            "in": f"is {listed(items, 'or')}",
            "not_in": f"is not {listed(items, 'or')}",
            "between": f"is between {listed(items, 'and')}",
        }[operator]
    else:
        said = COMPARISONS[operator].format(value)
    return f"{field} {said}"


def conditions(rows: Sequence[Row]) -> str:
    return " and ".join(condition(row) for row in rows)


def limit(rule: Row) -> str:
    """at most twice a month"""
    if rule["limit_count"] is None:
        return ""
    count = number(rule["limit_count"])
    times = {"1": "once", "2": "twice"}.get(count, f"{count} times")
    period = rule["limit_period"]
    return f"at most {times} {'ever' if period == 'ever' else f'a {period}'}"


def minimum(rule: Row) -> str:
    """only with 3 or more in the last 7 days"""
    if rule["min_occurrences"] is None:
        return ""
    within = rule["min_occurrences_days"]
    when = "ever" if within is None else f"in the last {days(within)}"
    return f"only with {number(rule['min_occurrences'])} or more {when}"


def decay(rule: Row) -> str:
    """halving every 90 days"""
    if rule["decay"] == "none":
        return ""
    period = rule["decay_days"]
    length = days(period, one="1 day")
    return {
        "window": f"counting for {length}",
        "linear": f"fading to nothing over {length}",
        "half_life": f"halving every {days(period)}",
        "step": f"losing {number(rule['decay_pct'] or 0)} % every {days(period)}",
    }[rule["decay"]]


def lifetime(rule: Row) -> int | None:
    """The days in which something is left of an occurrence; None for ever."""
    if rule["decay"] == "none":
        return None
    period = Decimal(str(rule["decay_days"]))
    if rule["decay"] == "half_life":
        period *= 10
    if rule["decay"] == "step":
        period *= math.ceil(100 / Decimal(str(rule["decay_pct"])))
    return math.ceil(period)


def validity(rule: Row) -> str:
    """only for events from 2026-01-01 to 2026-03-31"""
    first, last = rule["valid_from"], rule["valid_to"]
    if first is None and last is None:
        return ""
    what = "only for events" if rule["scope"] == "event" else "only"
    if last is None:
        return f"{what} from {first} on"
    return f"{what} until {last}" if first is None else f"{what} from {first} to {last}"


def clauses(rule: Row, *said: str) -> str:
    """What comes after the condition. An attribute has no age: it holds once or not at all."""
    if rule["scope"] == "lead":
        needed = number(rule["min_occurrences"] or 1)
        never = f"but never: it asks for {needed} occurrences and an attribute has one"
        said = () if needed == "1" else (never,)
    return ", ".join(filter(None, [*said, validity(rule)]))


def scored(rule: Row, rows: Sequence[Row]) -> str:
    """A rule of fit or engagement."""
    if rule["scope"] == "event":
        what = f"the lead has an event {rule['event_type']}"
        what += f" whose {conditions(rows)}" if rows else ""
    else:
        what = conditions(rows)
    after = clauses(rule, limit(rule), minimum(rule), decay(rule))
    return ", ".join(filter(None, [f"{signed(rule['points'])} when {what}", after]))


def beside_the_score(rule: Row, rows: Sequence[Row]) -> str:
    """A requirement, a disqualifier or a fast track."""
    if rule["scope"] == "event":
        left = lifetime(rule)
        what = f"it has ever had an event {rule['event_type']}"
        if left is not None:
            what = f"it has an event {rule['event_type']} in the last {days(left)}"
        what += f" whose {conditions(rows)}" if rows else ""
    else:
        what = conditions(rows)
    start = {
        "require": "A lead is in no stage unless",
        "disqualify": "A lead is in no stage when",
        "fast_track": f"A lead goes straight to {rule['rule_group'] or 'mql'} when",
    }[rule["dimension"]]
    return ", ".join(filter(None, [f"{start} {what}", clauses(rule, limit(rule), minimum(rule))]))


def caps(group: Row | None) -> str:
    """at least -20 and at most 10 points together"""
    low, high = (group["min_points"], group["max_points"]) if group else (None, None)
    bounds = [
        f"{word} {number(bound)}"
        for word, bound in [("at least", low), ("at most", high)]
        if bound is not None
    ]
    return f"{' and '.join(bounds)} points together" if bounds else "no cap"


def bounds(model: Row) -> str:
    """Fit goes from 0 to 40 points, engagement from 0 to 60."""
    fit, engagement = (
        "from 0 without an upper end" if model[name] is None else f"from 0 to {number(model[name])}"
        for name in ("fit_max", "engagement_max")
    )
    return f"Fit goes {fit}, engagement {engagement}."


def coverage(model: Row) -> str:
    """The grade is ? while less than half of what fit rules ask for is known."""
    if not model["min_fit_coverage"]:
        return ""
    return (
        f"The grade is ? while less than {percent(model['min_fit_coverage'])} of the fields that"
        " fit rules ask for are known."
    )


def audience(model: Row) -> str:
    if not model["audience_field"]:
        return "Scores every lead."
    row = {name: model[f"audience_{name}"] for name in ("field", "operator", "value")}
    return f"Scores the leads whose {condition(row)}."


def bands(dimension: str, rows: Sequence[Row]) -> str:
    """Grade A from 30, B from 20, from the best down."""
    best_first = sorted(rows, key=lambda row: -Decimal(str(row["min_score"])))
    word = "Grade" if dimension == "fit" else "Band"
    said = [f"{row['label']} from {number(row['min_score'])}" for row in best_first]
    return f"{word} {', '.join(said)}." if said else ""


def stage(row: Row) -> str:
    """A lead is in mql from a total score of 45 until it falls below 35."""
    leaves = row["enter_score"] if row["exit_score"] is None else row["exit_score"]
    needed = []
    if row["min_fit_grade"]:
        needed.append(f"grade {row['min_fit_grade']} or better")
    if row["min_engagement_score"] is not None:
        needed.append(f"an engagement score of at least {number(row['min_engagement_score'])}")
    sentences = [
        f"A lead enters {row['stage']} at a total score of {number(row['enter_score'])}"
        + (f" with {listed(needed, 'and')}" if needed else "")
        + f" and leaves it below {number(leaves)}."
    ]
    if row["cooldown_days"]:
        sentences.append(
            f"A new entry within {days(row['cooldown_days'], one='1 day')} of the one before is not"
            " announced again."
        )
    if row["weekly_capacity"] is not None:
        sentences.append(f"There is room for {number(row['weekly_capacity'])} a week.")
    if row["target_close_rate"] is not None:
        sentences.append(f"{percent(row['target_close_rate'])} of them should close.")
    return " ".join(sentences)
