"""Models, bands, classes and stages in plain English, for the page of rules.

What rules, conditions and caps say is worded in SQL (models/rules/*_wording.sql), where the ledger
and the reasons take their words from too. A row here is one of the package's models, by column name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

Row = Mapping[str, object]


def number(value: object) -> str:
    """As people write it: 10 for 10.0000, 7.5 for 7.50."""
    return f"{Decimal(str(value)).normalize():f}"


def percent(share: object) -> str:
    return f"{number(Decimal(str(share)) * 100)} %"


def model(row: Row, audience: str | None) -> str:
    """What a scoring model is for, whom it scores and when it gives no grade."""
    sentences = [
        row["description"] and row["description"].rstrip(".") + ".",
        row["status"] == "challenger"
        and "A challenger, scored for comparison: it puts nobody on the MQL list.",
        f"Scores the leads whose {audience}." if audience else "Scores every lead.",
        row["min_fit_coverage"]
        and f"The grade is ? while less than {percent(row['min_fit_coverage'])} of the fields that"
        " fit rules ask for are known.",
        row.get("reset_on_recycle") and "When sales gives a lead back, its engagement starts anew.",
    ]
    return " ".join(filter(None, sentences))


def bands(dimension: str, rows: Sequence[Row]) -> str:
    """Grade A from 30, B from 20, from the best down."""
    best_first = sorted(rows, key=lambda row: -Decimal(str(row["min_score"])))
    word = "Grade" if dimension == "fit" else "Band"
    said = [f"{row['label']} from {number(row['min_score'])}" for row in best_first]
    return f"{word} {', '.join(said)}." if said else ""


def actions(rows: Sequence[Row]) -> list[str]:
    """Call this week (phone): A2, B1; the most urgent first."""
    classes: dict[str, list[str]] = {}
    for row in sorted(rows, key=_urgency):
        channel = f" ({row['channel']})" if row["channel"] else ""
        action = f"{row['next_action'] or 'Nothing is said'}{channel}"
        classes.setdefault(action, []).append(f"{row['fit_grade']}{row['engagement_band']}")
    return [f"{action}: {', '.join(names)}" for action, names in classes.items()]


def _urgency(row: Row) -> tuple:
    priority = row["priority"]
    urgency = Decimal("Infinity") if priority is None else Decimal(str(priority))
    return urgency, row["fit_grade"], row["engagement_band"]


def stage(row: Row) -> str:
    """A lead enters mql at a total score of 45 and leaves it below 35."""
    leaves = row["enter_score"] if row["exit_score"] is None else row["exit_score"]
    needed = []
    if row["min_fit_grade"]:
        needed.append(f"grade {row['min_fit_grade']} or better")
    if row["min_engagement_score"] is not None:
        needed.append(f"an engagement score of at least {number(row['min_engagement_score'])}")
    sentences = [
        f"A lead enters {row['stage']} at a total score of {number(row['enter_score'])}"
        + (f" with {' and '.join(needed)}" if needed else "")
        + f" and leaves it below {number(leaves)}."
    ]
    if row["cooldown_days"]:
        within = number(row["cooldown_days"])
        sentences.append(
            f"A new entry within {within} day{'' if within == '1' else 's'} of the one before is not"
            " announced again."
        )
    if row["weekly_capacity"] is not None:
        sentences.append(f"There is room for {number(row['weekly_capacity'])} a week.")
    if row["target_close_rate"] is not None:
        sentences.append(f"{percent(row['target_close_rate'])} of them should close.")
    return " ".join(sentences)
