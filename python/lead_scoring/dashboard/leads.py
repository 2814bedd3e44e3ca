"""One lead: who it is, the way of its score, what adds up to it, and what would lift it over the bar."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from lead_scoring.dashboard import charts, formats
from lead_scoring.dashboard.bar import mql_bar
from lead_scoring.dashboard.figures import NARROW
from lead_scoring.dashboard.queries import Marts, Row, Rows

TIMELINE_DAYS = 90
LISTED_DAYS = 30
TRENDS = {
    "improving": "rising",
    "declining": "falling",
    "steady": "steady",
    "not_enough_info": "new",
}
EXITS = {
    "converted": "converted",
    "disqualified": "disqualified",
    "requirement_lost": "a requirement was lost",
}


def leads(marts: Marts, mask: bool) -> list[dict]:
    """The leads that are shown: those of the MQL list in its order, then those nearest below the bar."""
    scores = {row["lead_id"]: row for row in marts.scores}
    listed = {row["lead_id"]: row for row in marts.mql_list}
    rows = {
        name: _by_lead(getattr(marts, name))
        for name in ("ledger", "timeline", "activity", "stage_history")
    }
    found = []
    for position, shown in enumerate(marts.shown, start=1):
        lead_id = shown["lead_id"]
        of_lead = {name: grouped[lead_id] for name, grouped in rows.items()}
        found.append(
            {
                "number": position,
                **_person(shown, position, mask),
                **_standing(scores[lead_id], listed.get(lead_id)),
                **_waterfall(of_lead["ledger"]),
                **_way(marts, of_lead),
                "lifts": _lifts(marts, scores[lead_id], of_lead["ledger"]),
            }
        )
    return found


def _by_lead(rows: Rows) -> dict[str, Rows]:
    grouped: dict[str, Rows] = defaultdict(list)
    for row in rows:
        grouped[row["lead_id"]].append(row)
    return grouped


def _person(shown: Row, position: int, mask: bool) -> dict:
    if mask:
        return {
            "name": f"Lead {position}",
            "title": None,
            "company": None,
            "email": None,
            "lead_id": None,
        }
    full = " ".join(filter(None, [shown["first_name"], shown["last_name"]]))
    return {
        "name": full or shown["email"] or shown["lead_id"],
        "title": shown["job_title"],
        "company": shown["company"],
        "email": shown["email"],
        "lead_id": shown["lead_id"],
    }


def _standing(score: Row, mql: Row | None) -> dict:
    return {
        "is_on_list": mql is not None,
        "score": formats.number(score["total_score"], 1),
        "score_exact": score["total_score"],
        "fit": formats.number(score["fit_score"], 1),
        "engagement": formats.number(score["engagement_score"], 1),
        "score_class": score["score_class"],
        "stage": score["stage"],
        "change": formats.signed(score["score_change_7d"]),
        "is_new": score["score_change_7d"] is None,
        "change_exact": score["score_change_7d"],
        "trend": TRENDS[score["score_trend"]],
        "probability": formats.percent(score["conversion_probability"]),
        "why": [reason for reason in (score["top_positive_reasons"] or "").split("; ") if reason],
        "against": [
            reason for reason in (score["top_negative_reasons"] or "").split("; ") if reason
        ],
        "action": score["next_action"],
        "channel": score["channel"],
        "priority": score["priority"],
        "last_activity": formats.day(score["last_activity_date"]),
        "since": formats.day(mql["entered_on"]) if mql else None,
        "since_exact": mql["entered_on"].isoformat() if mql else "",
        "leaves": formats.day(score["leaves_mql_on"]) if score["leaves_mql_on"] else None,
        "leaves_exact": score["leaves_mql_on"].isoformat() if score["leaves_mql_on"] else "9999",
        "leaves_in": score["days_until_exit"],
        "answer": _answer(mql) if mql else None,
    }


def _answer(mql: Row) -> str | None:
    if not mql["last_disposition"]:
        return None
    said = f"{mql['last_disposition']} on {formats.day(mql['last_disposition_on'])}"
    return f"{said}: {mql['last_disposition_reason']}" if mql["last_disposition_reason"] else said


# --- What adds up to the score --------------------------------------------------------------------


def _waterfall(ledger: Rows) -> dict:
    """The entries one after the other, fit first; the last one ends at the score."""
    kinds = {"rule": 0, "group_cap": 1, "dimension_cap": 2}
    entries = sorted(
        (entry for entry in ledger if entry["points"]),
        key=lambda entry: (
            entry["dimension"] != "fit",
            kinds[entry["entry_type"]],
            -entry["points"],
            entry["rule_id"] or entry["rule_group"] or "",
        ),
    )
    steps, total = [], 0.0
    for entry in entries:
        before, total = total, round(total + entry["points"], 4)
        steps.append(
            {
                "said": entry["description"],
                "dimension": entry["dimension"],
                "is_cap": entry["entry_type"] != "rule",
                "times": entry["occurrences"] if (entry["occurrences"] or 1) > 1 else None,
                "points": formats.signed(entry["points"]),
                "is_loss": entry["points"] < 0,
                "from": before,
                "to": total,
                "total": formats.number(total, 1),
            }
        )
    lowest = min([0.0, *(step["to"] for step in steps)])
    highest = max([100.0, *(step["to"] for step in steps)])
    steps = [step | _bar(step["from"], step["to"], lowest, highest) for step in steps]
    return {"waterfall": steps, "sum": _bar(0.0, total, lowest, highest)}


def _bar(start: float, end: float, lowest: float, highest: float) -> dict[str, float]:
    """Where a bar stands in its cell, as percentages."""
    scale = 100 / (highest - lowest)
    return {
        "left": round(scale * (min(start, end) - lowest), 2),
        "width": round(scale * abs(end - start), 2),
    }


# --- The way of the score -------------------------------------------------------------------------


def _way(marts: Marts, rows: dict[str, Rows]) -> dict:
    days = {row["as_of_date"]: row["total_score"] for row in rows["timeline"]}
    if not days:
        return {"chart": None, "way": "", "happened": [], "weeks": []}
    first = max(days) - timedelta(days=TIMELINE_DAYS)
    rules = {rule["rule_id"]: rule["description"] for rule in marts.rules if _is_act(rule)}
    happened = [
        (row["activity_date"], _times(rules[row["rule_id"]], row["occurrences"]))
        for row in rows["activity"]
        if row["activity_date"] >= first and row["rule_id"] in rules
    ]
    for spell in rows["stage_history"]:
        if spell["entered_on"] >= first:
            how = " by the fast track" if spell["entered_by"] == "fast_track" else ""
            happened.append((spell["entered_on"], f"Entered {spell['stage']}{how}"))
        if spell["exited_on"] and spell["exited_on"] >= first:
            why = EXITS.get(spell["exit_reason"], formats.words(spell["exit_reason"]))
            happened.append((spell["exited_on"], f"Left {spell['stage']}: {why}"))
    acted = sorted({row["activity_date"] for row in rows["activity"]} & set(days))
    entered = sorted(
        {spell["entered_on"] for spell in rows["stage_history"] if spell["stage"] == "mql"}
        & set(days)
    )
    peak = max(days, key=lambda day: (days[day], day))
    way = (
        f"Score by day from {formats.day(min(days))} to {formats.day(max(days))}: it peaked at"
        f" {formats.number(days[peak], 1)} on {formats.day(peak)} and is"
        f" {formats.number(days[max(days)], 1)} now."
    )
    chart = charts.lead_timeline(
        [{"day": _moment(day), "score": score} for day, score in days.items()],
        [{"day": _moment(day), "score": days[day]} for day in acted],
        [{"day": _moment(day)} for day in entered],
        NARROW,
        mql_bar(marts),
    )
    return {
        "chart": chart,
        "way": way,
        "happened": _by_day(happened)[:LISTED_DAYS],
        "weeks": [
            (formats.day(day), formats.number(score, 1))
            for day, score in days.items()
            if (max(days) - day).days % 7 == 0
        ],
    }


def _is_act(rule: Row) -> bool:
    """Rules beside the score, and on repetition, see the same acts once more."""
    return rule["dimension"] == "engagement" and rule["min_occurrences"] is None


def _by_day(happened: list[tuple[date, str]]) -> list[tuple[str, list[str]]]:
    """What happened on each day, the latest first."""
    days: dict[date, list[str]] = defaultdict(list)
    for on, said in happened:
        days[on].append(said)
    return [(formats.day(on), days[on]) for on in sorted(days, reverse=True)]


def _moment(day: date) -> int:
    """As charts want it: milliseconds since 1970."""
    return (day - date(1970, 1, 1)).days * 24 * 60 * 60 * 1000


def _times(said: str, occurrences: int) -> str:
    return said if occurrences == 1 else f"{said} ({formats.number(occurrences)} times)"


# --- What would lift it over the bar --------------------------------------------------------------


def _lifts(marts: Marts, score: Row, ledger: Rows) -> dict | None:
    """What one more act would add as things stand, caps included; None for those that are MQLs."""
    if score["points_to_mql"] is None:
        return None
    lacking = score["points_to_mql"]
    worth = []
    for rule in marts.rules:
        gain = _gain(marts, rule, ledger)
        if gain > 0:
            worth.append(
                {
                    "said": rule["description"],
                    "gain": formats.signed(gain),
                    "exact": gain,
                    "score": formats.number(score["total_score"] + gain, 1),
                    "suffices": gain >= lacking and not _unmet(marts, score, gain),
                }
            )
    worth.sort(key=lambda each: (-each["exact"], each["said"]))
    enough = [each for each in worth if each["suffices"]]
    return {
        "lacking": formats.number(lacking, 1),
        "needs": " and ".join(_unmet(marts, score, 0.0)) or None,
        "enough": bool(enough),
        "acts": (enough or worth)[:5],
    }


def _gain(marts: Marts, rule: Row, ledger: Rows) -> float:
    if rule["scope"] != "event" or rule["dimension"] != "engagement" or rule["points"] <= 0:
        return 0.0
    if rule["min_occurrences"] is not None or not _is_valid(rule, marts.as_of_date):
        return 0.0
    counted = sum(
        entry["counted_occurrences"] or 0 for entry in ledger if entry["rule_id"] == rule["rule_id"]
    )
    if rule["limit_period"] == "ever" and counted >= rule["limit_count"]:
        return 0.0
    before = _engagement(marts, ledger, {})
    return round(_engagement(marts, ledger, {rule["rule_group"]: rule["points"]}) - before, 4)


def _is_valid(rule: Row, day) -> bool:
    starts, ends = rule["valid_from"], rule["valid_to"]
    return (starts is None or starts <= day) and (ends is None or day <= ends)


def _engagement(marts: Marts, ledger: Rows, more: dict[str | None, float]) -> float:
    """The engagement score of a ledger with further points in a group: group caps, then its maximum."""
    groups: dict[str | None, float] = defaultdict(float, more)
    for entry in ledger:
        if entry["dimension"] == "engagement" and entry["entry_type"] == "rule":
            groups[entry["rule_group"]] += entry["points"]
    caps = {cap["rule_group"]: cap for cap in marts.caps if cap["dimension"] == "engagement"}
    total = 0.0
    for group, points in groups.items():
        cap = caps.get(group, {})
        low, high = cap.get("min_points"), cap.get("max_points")
        floored = points if low is None else max(points, low)
        total += floored if high is None else min(floored, high)
    most = marts.model["engagement_max"]
    return max(0.0, total if most is None else min(total, most))


def _unmet(marts: Marts, score: Row, gain: float) -> list[str]:
    """What the stage asks for beside the score, and the lead would not have with `gain` more."""
    stage = next((row for row in marts.stages if row["stage"] == "mql"), {})
    unmet = []
    if grade := stage.get("min_fit_grade"):
        least = [row["min_score"] for row in marts.grades if row["label"] == grade]
        if score["fit_grade"] == "?" or any(score["fit_score"] < bound for bound in least):
            unmet.append(f"a fit grade of {grade} or better (now {score['fit_grade'] or 'none'})")
    least = stage.get("min_engagement_score")
    if least is not None and score["engagement_score"] + gain < least:
        now = formats.number(score["engagement_score"], 1)
        unmet.append(f"an engagement of {formats.points(least)} (now {now})")
    return unmet
