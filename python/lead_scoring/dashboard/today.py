"""Whom to turn to today, how many leads are where, and what the last run changed."""

from __future__ import annotations

from collections import Counter

from lead_scoring.dashboard import formats
from lead_scoring.dashboard.queries import Marts


def section(marts: Marts) -> dict:
    return {
        "finding": _finding(marts),
        "tiles": _tiles(marts),
        "classes": _classes(marts),
        "stages": _stages(marts),
        "changes": _changes(marts),
    }


def _finding(marts: Marts) -> str:
    total, listed = marts.list_counts["leads"], marts.mql_list
    if not total:
        return f"Nobody is on the MQL list today: {_why_nobody(marts)}."
    said = f"{formats.count(total, 'lead is', 'leads are')} on the MQL list"
    if not listed:
        return f"{said}."
    # Not everybody on the list is to be called: the classes say how.
    first = "" if len(listed) == total else f" of the first {formats.number(len(listed))}"
    said += f":{first}{',' if first else ''} {_channels(listed)}"
    urgent = [mql for mql in listed if mql["priority"] == 1 and mql["next_action"]]
    if urgent and not first:
        action = urgent[0]["next_action"].rstrip(".")
        count = formats.number(len(urgent))
        said += f". Most urgent: {action[0].lower()}{action[1:]} ({count})"
    return f"{said}."


def _why_nobody(marts: Marts) -> str:
    """The first thing that has to change before somebody can be on the list."""
    status = marts.model["status"]
    mql_stages = [stage for stage in marts.stages if stage["is_mql_stage"]]
    counts = {row["stage"]: row["leads"] for row in marts.stage_counts}
    first = min(mql_stages, key=lambda stage: stage["stage_order"], default=None)
    reasons = [
        (not marts.model["leads"], "no lead is scored"),
        (status != "live", f"this scoring model is a {status}, and only live ones have a list"),
        (not marts.stages, "the scoring model has no stages"),
        (not first, "no stage is called mql"),
        (
            not any(row["matched_leads"] and row["points_given"] for row in marts.rule_coverage),
            "no rule gives points to any lead",
        ),
        (
            not any(counts.get(stage["stage"]) for stage in mql_stages),
            first
            and f"no lead is in the stage {first['stage']}, which begins at"
            f" {formats.points(first['enter_score'])} points, or in one above it",
        ),
    ]
    otherwise = "the leads in its stages have converted, or were answered for by sales"
    return next((reason for holds, reason in reasons if holds), otherwise)


def _channels(listed: list[dict]) -> str:
    """6 by phone, 10 by e-mail: in the order in which the list comes to them."""
    counts = Counter(mql["channel"] for mql in listed)
    parts = [
        f"{formats.number(count)} {f'by {channel}' if channel else 'without a channel'}"
        for channel, count in counts.items()
    ]
    return ", ".join(parts)


def _tiles(marts: Marts) -> list[dict]:
    changes = marts.changes[0] if marts.changes and len(_days(marts)) > 1 else None
    return [
        {
            "figure": formats.number(marts.list_counts["leads"]),
            "label": "on the MQL list",
            "note": f"of {formats.count(marts.model['leads'], 'scored lead')}",
        },
        {
            "figure": formats.number(changes["new_mqls"]) if changes else formats.NOTHING,
            "label": "became MQLs",
            "note": "since the run before" if changes else "no run before to compare with",
        },
        {
            "figure": formats.number(marts.list_counts["leaving"]),
            "label": "leave the list within 7 days",
            "note": "if nothing happens",
        },
        {
            "figure": formats.number(marts.work_counts["leads"]),
            "label": "in work at sales",
            "note": f"{formats.number(marts.work_counts['overdue'])} for too long, on the list again",
        },
        {
            "figure": formats.number(marts.model["disqualified"] or 0),
            "label": "disqualified",
            "note": "in no stage, whatever their score",
        },
    ]


def _classes(marts: Marts) -> dict:
    """Grades down, bands across; a cell is darker the more leads it holds."""
    counts = {(row["fit_grade"], row["engagement_band"]): row["leads"] for row in marts.classes}
    grades = sorted({grade for grade, _ in counts}, key=_label)
    bands = sorted({band for _, band in counts}, key=_label)
    most = max(counts.values(), default=1)
    return {
        "bands": [band or "none" for band in bands],
        "rows": [
            {
                "grade": grade or "none",
                "cells": [
                    {
                        "leads": formats.number(counts.get((grade, band), 0)),
                        "weight": round(100 * counts.get((grade, band), 0) / most),
                    }
                    for band in bands
                ],
            }
            for grade in grades
        ],
    }


def _label(label: str | None) -> tuple:
    """A to D, then leads of which too little is known, then those without a label."""
    return (label is None, label == "?", label or "")


def _stages(marts: Marts) -> list[dict]:
    counts = {row["stage"]: row["leads"] for row in marts.stage_counts}
    most = max(counts.values(), default=1)
    stages = sorted(marts.stages, key=lambda stage: -(stage["stage_order"] or 0))
    named = [(stage["stage"], stage["enter_score"]) for stage in stages]
    return [
        {
            "stage": stage or "in no stage",
            "from": f"from {formats.points(bar)} points" if bar is not None else "",
            "leads": formats.number(counts.get(stage, 0)),
            "share": round(100 * counts.get(stage, 0) / most, 1),
        }
        for stage, bar in [*named, (None, None)]
    ]


def _changes(marts: Marts) -> dict:
    days = _days(marts)
    if not marts.changes or not days:
        return {"said": "Nothing has been published yet.", "rows": []}
    if len(days) < 2:
        return {
            "said": f"{formats.day(days[-1])} is the first day that was published; from the next run"
            " on, what changed stands here.",
            "rows": [],
        }
    changes = marts.changes[0]
    rules = {row["rules_fingerprint"] for row in marts.publications[-2:]}
    said = f"{formats.day(days[-1])} beside {formats.day(days[-2])}."
    if len(rules) > 1:
        said += " The rules were edited in between, so not all of it is the leads' doing."
    names = {
        "new_mqls": "became MQLs",
        "lost_mqls": "are MQLs no more",
        "class_changes": "changed their class",
        "new_leads": "are new",
        "gone_leads": "are gone",
        "changed_leads": "changed at all",
    }
    rows = [(said, formats.number(changes[name] or 0)) for name, said in names.items()]
    return {"said": said, "rows": rows}


def _days(marts: Marts) -> list:
    return sorted({row["published_on"] for row in marts.publications})
