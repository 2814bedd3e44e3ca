"""Whether the figures can be trusted: what was not used, what has drifted, how fresh the data are."""

from __future__ import annotations

from lead_scoring.dashboard import charts, formats
from lead_scoring.dashboard.figures import Figure, Table, draw
from lead_scoring.dashboard.queries import Marts

MEASURES = {
    "score": "Spread of the scores",
    "auc": "Ranking",
    "calibration_error": "Kept promises",
    "conversion_rate": "Close rate",
    "rule": "Rule",
    "class": "Class",
}
MAX_ALERTS = 12


def section(marts: Marts) -> dict:
    return {
        "finding": _finding(marts),
        "freshness": _freshness(marts),
        "rejected": _rejected(marts),
        "alerts": _alerts(marts),
        "figures": [figure for figure in (_score_drift(marts), _auc_drift(marts)) if figure],
        "last_run": _last_run(marts),
    }


def _finding(marts: Marts) -> str:
    alerts = [
        row for row in marts.drift if row["is_latest_month"] and row["alert_level"] == "alert"
    ]
    rejected = sum(row["rejected_records"] for row in marts.rejected)
    used = sum(row["used"] or 0 for row in marts.freshness)
    said = (
        "Nothing has drifted"
        if not alerts
        else f"{formats.count(len(alerts), 'figure has', 'figures have')} drifted"
    )
    share = rejected / (rejected + used) if rejected + used else 0
    return f"{said}, and {formats.percent(share, 1)} of the input rows were not used."


def _freshness(marts: Marts) -> Table:
    rows = []
    for row in marts.freshness:
        age = (
            (marts.as_of_date - row["newest_on"]).days
            if row["newest_on"] and marts.as_of_date
            else None
        )
        rows.append(
            [
                formats.words(row["input_name"]).capitalize(),
                formats.number(row["used"]),
                formats.day(row["newest_on"]),
                formats.NOTHING if age is None else formats.count(age, "day"),
            ]
        )
    headings = ["Input", "Rows used", "Newest", "Before the as-of date"]
    return Table(headings, rows, {"Rows used", "Before the as-of date"})


def _rejected(marts: Marts) -> list[dict]:
    most = max((row["rejected_records"] for row in marts.rejected), default=1)
    rows = sorted(
        marts.rejected,
        key=lambda row: (-row["rejected_records"], row["input_name"], row["rejection_reason"]),
    )
    return [
        {
            "input": row["input_name"],
            "reason": formats.words(row["rejection_reason"]),
            "rows": formats.number(row["rejected_records"]),
            "share": round(100 * row["rejected_records"] / most, 1),
        }
        for row in rows
    ]


def _alerts(marts: Marts) -> Table:
    rules = {row["rule_id"]: row["description"] for row in marts.rules}
    raised = [
        row
        for row in marts.drift
        if row["is_latest_month"] and row["alert_level"] in ("alert", "watch")
    ]
    raised.sort(
        key=lambda row: (row["alert_level"], -(row["psi"] or 0), row["measure"], row["item"])
    )
    headings = ["What", "Level", "Month", "Then", "Now"]
    rows = []
    for row in raised[:MAX_ALERTS]:
        what = MEASURES[row["measure"]]
        if row["measure"] == "rule":
            what = f"{what}: {rules.get(row['item'], row['item'])}"
        elif row["measure"] == "class":
            what = f"{what} {row['item']}"
        say = formats.points if row["measure"] == "score" else formats.percent
        rows.append(
            [
                what,
                row["alert_level"],
                formats.month(row["cohort_month"]),
                say(row["reference_figure"]),
                say(row["figure"]),
            ]
        )
    return Table(headings, rows, {"Then", "Now"})


def _score_drift(marts: Marts) -> Figure | None:
    rows = [
        {
            "month": formats.month(row["cohort_month"]),
            "figure": row["figure"],
            "then": row["reference_figure"],
            "psi": row["psi"],
        }
        for row in sorted(marts.drift, key=lambda row: row["cohort_month"])
        if row["measure"] == "score"
    ]
    return _by_month(
        rows,
        "Do leads score as they did? Mean total score of open leads, points",
        "Mean score",
        ".0f",
        lambda value: formats.number(value, 1),
    )


def _auc_drift(marts: Marts) -> Figure | None:
    rows = [
        {
            "month": formats.month(row["cohort_month"]),
            "figure": row["figure"],
            "then": row["reference_figure"],
            "psi": None,
        }
        for row in sorted(marts.drift, key=lambda row: row["cohort_month"])
        if row["measure"] == "auc"
    ]
    return _by_month(
        rows,
        "Does the score still rank? How often a converted lead stands above another",
        "Right order",
        ".0%",
        formats.percent,
    )


def _by_month(rows: list[dict], title: str, heading: str, tick: str, say) -> Figure | None:
    known = [row for row in rows if row["figure"] is not None]
    if not known:
        return None
    then = known[-1]["then"]
    return draw(
        title,
        f"{title}: {say(known[0]['figure'])} in {known[0]['month']}, {say(known[-1]['figure'])} in"
        f" {known[-1]['month']}, {say(then)} when the bars were chosen.",
        lambda width: charts.month_line(
            [{**row, "month": row["month"][:3] + " " + row["month"][-2:]} for row in rows],
            width,
            heading,
            tick,
            then,
        ),
        ["Month", heading, "When bars were chosen"],
        [[row["month"], say(row["figure"]), say(row["then"])] for row in rows],
        [
            ("line accent", "by month of the cutoff"),
            ("line muted dashed", "when the bars were chosen"),
        ],
    )


def _last_run(marts: Marts) -> Table:
    runs = marts.publications[-8:][::-1]
    rows, before = [], None
    fingerprints = [row["rules_fingerprint"] for row in marts.publications]
    for offset, run in enumerate(runs):
        position = len(marts.publications) - 1 - offset
        before = fingerprints[position - 1] if position else None
        edited = (
            "first run"
            if before is None
            else "edited"
            if before != run["rules_fingerprint"]
            else "as before"
        )
        rows.append(
            [
                str(run["publication_number"]),
                formats.day(run["published_on"]),
                run["model_version"] or formats.NOTHING,
                edited,
            ]
        )
    return Table(["Run", "Published", "Model version", "Rules"], rows)
