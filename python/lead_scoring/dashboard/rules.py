"""Which rules earn their points: what they give, and how the leads that they match did."""

from __future__ import annotations

from lead_scoring.dashboard import formats
from lead_scoring.dashboard.queries import Marts, Row

# Evidence is weighed on the older leads, of whom most outcomes are known.
SAMPLE = "train"
EVIDENCE = {"strong": 2, "weak": 1, "none": 0}


def section(marts: Marts) -> dict:
    coverage = {row["rule_id"]: row for row in marts.rule_coverage}
    performance = [row for row in marts.rule_performance if row["sample"] == SAMPLE]
    rules = [_rule(row, coverage.get(row["rule_id"], {})) for row in performance]
    _place(rules)
    return {
        "finding": _finding(performance),
        "population": _population(performance),
        "rules": sorted(
            rules,
            key=lambda rule: (
                -rule["evidence_rank"],
                -abs(rule["difference"] or 0),
                rule["rule_id"],
            ),
        ),
        "odd": [
            {"description": row["description"], "warnings": row["warnings"]}
            for row in marts.rule_coverage
            if row["warnings"]
        ],
        "unscored": [
            f"{formats.words(row['event_type'])} ({formats.count(row['events'], 'event')})"
            for row in marts.event_types
            if row["is_unscored"]
        ],
    }


def _finding(performance: list[Row]) -> str:
    if not performance:
        return "No rule gives points yet, or no outcome is known."
    strong = [row for row in performance if row["evidence"] == "strong"]
    conflicts = [row for row in performance if row["is_sign_conflict"]]
    said = (
        f"The outcomes speak clearly of {len(strong)} of {formats.count(len(performance), 'rule')}"
    )
    if conflicts:
        verb = "points" if len(conflicts) == 1 else "point"
        said += f"; {len(conflicts)} {verb} the other way than the leads did"
    return said + "."


def _population(performance: list[Row]) -> str:
    if not performance:
        return ""
    row = performance[0]
    return (
        f"{formats.number(row['leads'])} scorings of open leads at older cutoffs, of which"
        f" {formats.number(row['conversions'])} were followed by a conversion. One rule is looked at"
        " at a time, so one that stands for another gets its credit."
    )


def _rule(row: Row, coverage: Row) -> dict:
    flags = []
    if coverage.get("is_dead"):
        flags.append("dead")
    if coverage.get("is_saturated"):
        flags.append("saturated")
    if row["is_sign_conflict"]:
        flags.append("points the other way")
    return {
        "rule_id": row["rule_id"],
        "description": row["description"],
        "dimension": row["dimension"],
        "points": row["points"],
        "points_said": formats.signed(row["points"]),
        "suggested": row["suggested_points"],
        "suggested_said": formats.signed(row["suggested_points"]),
        "matched_share": row["matched_share"],
        "matched_said": formats.percent(row["matched_share"]),
        "rate_said": formats.percent(row["matched_conversion_rate"], 1),
        "other_said": formats.percent(row["other_conversion_rate"], 1),
        "difference": row["rate_difference"],
        "low": row["rate_difference_low"],
        "high": row["rate_difference_high"],
        "difference_said": _in_points_of_percent(row["rate_difference"]),
        "interval_said": f"{_in_points_of_percent(row['rate_difference_low'])}"
        f" to {_in_points_of_percent(row['rate_difference_high'])}",
        "evidence": row["evidence"],
        "evidence_rank": EVIDENCE[row["evidence"]],
        "flags": flags,
    }


def _in_points_of_percent(share: float | None) -> str:
    return formats.NOTHING if share is None else formats.signed(share * 100)


def _place(rules: list[dict]) -> None:
    """Where marks stand in a cell, 0 to 100 with nothing in the middle, on one scale for all rules."""
    values = [
        abs(rule[name])
        for rule in rules
        for name in ("points", "suggested")
        if rule[name] is not None
    ]
    # A rule that matches few leads has an interval beside which all others would shrink to a dot.
    proven = [rule for rule in rules if rule["evidence_rank"]] or rules
    edges = [
        abs(rule[name]) for rule in proven for name in ("low", "high") if rule[name] is not None
    ]
    widest, furthest = max(values, default=0) or 1, max(edges, default=0) or 1
    for rule in rules:
        for name in ("points", "suggested"):
            rule[f"{name}_at"] = _at(rule[name], widest)
        for name in ("difference", "low", "high"):
            rule[f"{name}_at"] = _at(rule[name], furthest)


def _at(value: float | None, widest: float) -> float | None:
    if value is None:
        return None
    return round(50 + 48 * max(-1.0, min(1.0, value / widest)), 2)
