"""Where the bar should be: the backtest over all thresholds, and the recommended bars."""

from __future__ import annotations

import math

from lead_scoring.dashboard import charts, formats
from lead_scoring.dashboard.figures import Figure, Table, draw
from lead_scoring.dashboard.queries import Marts, Row, Rows

# What each panel shows: the column, how its axis is written, its title and how a value is said.
PANELS = [
    ("precision", ".0%", "Precision: share of the flagged that convert", formats.percent),
    ("recall", ".0%", "Recall: share of conversions that are flagged", formats.percent),
    (
        "flagged_per_week",
        "~s",
        "Volume: flagged leads a week",
        lambda value: formats.number(value, 1),
    ),
    (
        "expected_value_per_week",
        "~s",
        "Expected value a week, in your currency",
        formats.number,
    ),
]
METHODS = {
    "best_f1": "Best balance of precision and recall",
    "youden_j": "Parts buyers from others best",
    "target_close_rate": "Most leads at the target close rate",
    "weekly_capacity": "Most leads within the weekly capacity",
    "expected_value": "Highest expected value",
}
NOT_BETTER = "not better than chance"
LEGEND = [
    ("line accent", "newest leads, which had no say in the choice"),
    ("line other dashed", "older leads, on which bars are chosen"),
    ("area", "95 % interval"),
    ("line ink", "bar of today"),
]
WIDE = 1080


def section(marts: Marts) -> dict:
    samples = {name: _of(marts.thresholds, name) for name in ("train", "validation")}
    bar = mql_bar(marts)
    newest = samples["validation"]
    has_outcomes = any(row["leads"] for row in newest)
    return {
        "finding": _finding(marts, bar),
        "population": _population(samples),
        "bar": bar,
        "panels": _panels(marts, bar) if has_outcomes else [],
        "legend": LEGEND,
        "steps": [_step(row) for row in newest] if has_outcomes else [],
        "start": min(max(math.ceil(bar), 0), 100) if bar is not None else 50,
        "plots": [charts.plot_area(width) for width in (WIDE, 340)],
        "marks": _marks(marts, bar),
        "recommendations": _recommendations(marts),
        "stress": _stress(marts),
    }


def mql_bar(marts: Marts) -> float | None:
    """The score from which a lead is an MQL today."""
    return next((row["enter_score"] for row in marts.stages if row["stage"] == "mql"), None)


def _of(rows: Rows, sample: str) -> Rows:
    return [row for row in rows if row["sample"] == sample]


def _finding(marts: Marts, bar: float | None) -> str:
    today = f"The bar is {formats.points(bar)} today. " if bar is not None else ""
    if score := _no_better_than_chance(marts):
        interval = formats.interval(score["auc_low"], score["auc_high"])
        return (
            f"{today}On the newest leads the score is not shown to rank better than chance (a lead"
            f" that converted stood above one that did not {formats.percent(score['auc'])} of the"
            f" time, {interval}): no bar can be called right."
        )
    bars = [row["recommended_bar"] for row in _recommended(marts)]
    if bars:
        span = f"{min(bars)}" if min(bars) == max(bars) else f"{min(bars)} to {max(bars)}"
        return f"{today}By what you want from it, {span} would be right."
    if any(row["status"] == NOT_BETTER for row in marts.recommendations):
        return (
            f"{today}No bar can be called right: of those that were tried none is shown to be better"
            " than calling any lead."
        )
    return "No bar can be recommended yet: too few leads have converted."


def _no_better_than_chance(marts: Marts) -> Row | None:
    """How the score ranks the newest leads, where that may be chance."""
    for row in marts.validation:
        if (row["sample"], row["score_name"]) == ("validation", "total_score"):
            return row if row["auc_low"] is not None and row["auc_low"] <= 0.5 else None
    return None


def _recommended(marts: Marts) -> Rows:
    """None where the score itself may rank by chance."""
    if _no_better_than_chance(marts):
        return []
    return [row for row in marts.recommendations if row["status"] == "recommended"]


def _population(samples: dict[str, Rows]) -> str:
    said = []
    for name, sample in (("Newest", "validation"), ("Older", "train")):
        row = samples[sample][0] if samples[sample] else None
        if row and row["leads"]:
            said.append(
                f"{name} leads: {formats.number(row['leads'])} created from"
                f" {formats.day(row['first_created_on'])} to {formats.day(row['last_created_on'])},"
                f" of whom {formats.number(row['conversions'])} converted."
            )
    return " ".join(said)


def _panels(marts: Marts, bar: float | None) -> list[Figure]:
    found = []
    known = [
        panel for panel in PANELS if any(row[panel[0]] is not None for row in marts.thresholds)
    ]
    for column, tick, title, say in known:
        rows = [
            {
                "threshold": row["threshold"],
                "sample": row["sample"],
                column: row[column],
                "low": row["precision_low"] if column == "precision" else None,
                "high": row["precision_high"] if column == "precision" else None,
            }
            for row in marts.thresholds
            if row["sample"] in ("train", "validation")
        ]
        is_last = column == known[-1][0]
        found.append(
            draw(
                title,
                _alt(title, rows, column, say),
                lambda width, rows=rows, column=column, tick=tick, is_last=is_last: (
                    charts.threshold_line(rows, width, column, bar, tick, is_last)
                ),
                *_table(rows, column, say),
                wide=WIDE,
            )
        )
    return found


def _alt(title: str, rows: list[dict], column: str, say) -> str:
    newest = {row["threshold"]: row[column] for row in rows if row["sample"] == "validation"}
    told = [
        f"{say(newest[at])} at a bar of {at}"
        for at in (20, 40, 60, 80)
        if newest.get(at) is not None
    ]
    return f"{title}, over bars from 0 to 100. On the newest leads {', '.join(told) or 'unknown'}."


def _table(rows: list[dict], column: str, say) -> tuple[list[str], list[list[str]]]:
    values = {(row["sample"], row["threshold"]): row for row in rows}
    headings = ["Bar", "Newest leads", "Older leads"]
    if column == "precision":
        headings.insert(2, "95 % interval")
    table = []
    for at in range(0, 101, 5):
        newest, older = values.get(("validation", at), {}), values.get(("train", at), {})
        cells = [str(at), say(newest.get(column)), say(older.get(column))]
        if column == "precision":
            cells.insert(2, formats.interval(newest.get("low"), newest.get("high")))
        table.append(cells)
    return headings, table


def _step(row: dict) -> dict:
    """What the slider says at a bar."""
    return {
        "threshold": row["threshold"],
        "flagged": formats.number(row["flagged_leads"]),
        "won": formats.number(row["flagged_conversions"]),
        "precision": formats.percent(row["precision"]),
        "interval": formats.interval(row["precision_low"], row["precision_high"]),
        "recall": formats.percent(row["recall"]),
        "weekly": formats.number(row["flagged_per_week"], 1),
        "lift": f"{formats.number(row['lift'], 1)} ×"
        if row["lift"] is not None
        else formats.NOTHING,
        "days": formats.number(row["median_days_to_conversion"]),
        "amount": formats.number(row["won_amount"]),
        "value": formats.number(row["expected_value_per_week"]),
    }


def _marks(marts: Marts, bar: float | None) -> list[dict]:
    """Where the ruler beside the slider has its marks: bars that are recommended, and today's."""
    marks: dict[float, list[str]] = {}
    if bar is not None:
        marks[bar] = ["today"]
    for row in _recommended(marts):
        marks.setdefault(row["recommended_bar"], []).append(METHODS[row["method"]].lower())
    return [{"at": at, "said": " and ".join(said)} for at, said in sorted(marks.items())]


def _recommendations(marts: Marts) -> Table:
    rows, recommended = [], _recommended(marts)
    for row in sorted(marts.recommendations, key=lambda row: list(METHODS).index(row["method"])):
        if row not in recommended:
            why = NOT_BETTER if row["status"] == "recommended" else row["status"]
            rows.append([METHODS[row["method"]], formats.NOTHING, why, *[formats.NOTHING] * 4])
            continue
        rows.append(
            [
                METHODS[row["method"]],
                str(row["recommended_bar"]),
                formats.signed(row["bar_change"]),
                formats.percent(row["precision"]),
                formats.interval(row["precision_low"], row["precision_high"]),
                formats.percent(row["recall"]),
                formats.number(row["flagged_per_week"], 1),
            ]
        )
    headings = [
        "What you want", "Bar", "Against today", "Precision", "95 % interval", "Recall", "Leads a week",
    ]  # fmt: skip
    return Table(headings, rows, set(headings[1:]))


def _stress(marts: Marts) -> list[str]:
    """What a bar five or ten points off would have done, in words."""
    said = []
    for row in _recommended(marts):
        if row["method"] != "best_f1":
            continue
        for shift, name in ((-10, "10_lower"), (-5, "5_lower"), (5, "5_higher"), (10, "10_higher")):
            if row[f"flagged_per_week_{name}"] is None:
                continue
            said.append(
                f"{abs(shift)} points {'lower' if shift < 0 else 'higher'}"
                f" ({row['recommended_bar'] + shift}):"
                f" {formats.number(row[f'flagged_per_week_{name}'], 1)} leads a week,"
                f" {formats.percent(row[f'precision_{name}'])} of them convert."
            )
        said.insert(
            0,
            f"At {row['recommended_bar']}, the best balance:"
            f" {formats.number(row['flagged_per_week'], 1)} leads a week,"
            f" {formats.percent(row['precision'])} of them convert.",
        )
    return said
