"""Whether the score puts leads in the right order, and keeps what it promises."""

from __future__ import annotations

from lead_scoring.dashboard import charts, formats
from lead_scoring.dashboard.bar import mql_bar
from lead_scoring.dashboard.figures import Figure, draw
from lead_scoring.dashboard.queries import BIN, Marts, Row, Rows

SCORES = {
    "total_score": "The score",
    "fit_score": "Its fit alone",
    "engagement_score": "Its engagement",
    "newest_first": "Newest first",
    "event_count": "Most events first",
}
BASELINES = ("newest_first", "event_count")


def section(marts: Marts) -> dict:
    sample = "validation"
    validation = {row["score_name"]: row for row in marts.validation if row["sample"] == sample}
    score = validation.get("total_score")
    deciles = [row for row in marts.deciles if row["sample"] == sample and row["leads"]]
    if not score or not score["conversions"] or not deciles:
        return {
            "finding": "That cannot be said yet: among the newest leads nobody has converted.",
            "population": "",
            "figures": [],
            "challengers": [],
        }
    return {
        "finding": _finding(marts, validation),
        "population": _population(score),
        "figures": [
            _deciles(deciles, score),
            _calibration(deciles),
            _distribution(marts, sample),
            _ranking(validation),
        ],
        "challengers": _challengers(marts, sample),
    }


def _finding(marts: Marts, validation: dict[str, Row]) -> str:
    """First whether it ranks at all, then whether that takes rules, then whether to believe its
    probabilities."""
    score = validation["total_score"]
    if score["auc"] is None:
        return "That cannot be said: all of the newest leads converted."
    order = (
        f"a lead that converted stood above one that did not {formats.percent(score['auc'])} of the"
        " time"
    )
    coin = "a coin gets 50" + formats.NARROW_SPACE + "%"
    if score["auc_low"] is None:
        said = f"{order[0].upper()}{order[1:]}; {coin}."
    else:
        verdict = (
            "The score ranks better than chance"
            if score["auc_low"] > 0.5
            else "The score ranks worse than chance"
            if score["auc_high"] < 0.5
            else "The score is not shown to rank better than chance"
        )
        interval = formats.interval(score["auc_low"], score["auc_high"])
        said = f"{verdict}: {order} ({interval}; {coin})."
    baselines = [
        validation[name]
        for name in BASELINES
        if validation.get(name) and validation[name]["auc_difference"] is not None
    ]
    hardest = min(baselines, key=lambda row: row["auc_difference"], default=None)
    return " ".join(filter(None, [said, hardest and _against(hardest) + ".", _broken(marts)]))


def _against(baseline: Row) -> str:
    """The score beside an order that needs no rules."""
    name = SCORES[baseline["score_name"]].lower()
    difference, low, high = (baseline[f"auc_difference{end}"] for end in ("", "_low", "_high"))
    points = _points(difference)
    if low is None:
        return f"Against {name} the difference is {points}, without an interval"
    interval = f"95{formats.NARROW_SPACE}% interval {_points(low)} to {_points(high)}"
    if low > 0:
        return f"It is shown to be better than {name} (difference {points}, {interval})"
    if high < 0:
        return f"On these leads {name} ranks better (difference {points}, {interval})"
    return f"It is not shown to be better than {name} (difference {points}, {interval})"


def _points(difference: float) -> str:
    """Of percent."""
    return formats.signed(100 * difference, 0)


def _broken(marts: Marts) -> str | None:
    """What came of the newest month's promises, where it lies far off."""
    raised = {
        row["measure"]: row
        for row in marts.drift
        if row["is_latest_month"] and row["alert_level"] == "alert"
    }
    rate, error = raised.get("conversion_rate"), raised.get("calibration_error")
    if rate:
        return (
            f"Do not believe its probabilities: of the leads of {formats.month(rate['cohort_month'])}"
            f" it promised that {formats.percent(rate['reference_figure'])} convert, and"
            f" {formats.percent(rate['figure'])} did."
        )
    if error:
        return (
            f"Do not believe its probabilities: of the leads of {formats.month(error['cohort_month'])}"
            f" promise and outcome differ by {formats.number(100 * error['figure'])} points of percent"
            f" on average, where chance explains {formats.number(100 * error['error_by_chance'])}."
        )
    return None


def _population(score: Row) -> str:
    return (
        f"Open leads on {formats.day(score['first_cutoff_date'])} to"
        f" {formats.day(score['last_cutoff_date'])}, scored as they were then:"
        f" {formats.count(score['distinct_leads'], 'lead')},"
        f" {formats.number(score['conversions'])} of"
        f" {formats.number(score['leads'])} scorings followed by a conversion."
    )


def _deciles(deciles: Rows, score: Row) -> Figure:
    rows = [
        {
            "decile": row["decile"],
            "rate": row["conversion_rate"],
            "low": row["conversion_rate_low"],
            "high": row["conversion_rate_high"],
            "expected": row["expected_conversion_rate"],
        }
        for row in deciles
    ]
    top = deciles[0]
    return draw(
        f"How much better is the best tenth? {formats.number(top['lift'], 1)} times the average",
        f"Close rate by tenth of leads, best first. The best tenth converted at"
        f" {formats.percent(top['conversion_rate'], 1)}, all leads at"
        f" {formats.percent(score['conversion_rate'], 1)}.",
        lambda width: charts.decile_bars(rows, width, score["conversion_rate"]),
        [
            "Tenth",
            "Scores",
            "Leads",
            "Converted",
            "Close rate",
            "95 % interval",
            "Lift",
            "Of all conversions",
        ],
        [
            [
                str(row["decile"]),
                f"{formats.points(row['lowest_score'])} to {formats.points(row['highest_score'])}",
                formats.number(row["leads"]),
                formats.number(row["conversions"]),
                formats.percent(row["conversion_rate"], 1),
                formats.interval(row["conversion_rate_low"], row["conversion_rate_high"], 1),
                formats.number(row["lift"], 1),
                formats.percent(row["cumulative_gain"]),
            ]
            for row in deciles
        ],
        [
            ("box accent", "close rate, with its 95 % interval"),
            ("line ink", "what the score promised"),
            ("line muted dashed", "average of all leads"),
        ],
    )


def _calibration(deciles: Rows) -> Figure:
    known = [row for row in deciles if row["expected_conversion_rate"] is not None]
    rows = [
        {
            "expected": row["expected_conversion_rate"],
            "rate": row["conversion_rate"],
            "low": row["conversion_rate_low"],
            "high": row["conversion_rate_high"],
        }
        for row in known
    ]
    kept = [row for row in rows if row["low"] <= row["expected"] <= row["high"]]
    title = (
        f"Are its promises kept? In {len(kept)} of {len(rows)} tenths, within chance"
        if rows
        else "Are its promises kept? It makes none yet: too few older leads converted"
    )
    return draw(
        title,
        f"Promised close rate of each tenth of leads against what came; {len(kept)} of {len(rows)}"
        " intervals hold the promise.",
        lambda width: charts.calibration(rows, width),
        ["Tenth", "Promised", "Came", "95 % interval"],
        [
            [
                str(row["decile"]),
                formats.percent(row["expected_conversion_rate"], 1),
                formats.percent(row["conversion_rate"], 1),
                formats.interval(row["conversion_rate_low"], row["conversion_rate_high"], 1),
            ]
            for row in known
        ],
        [
            ("dot accent", "a tenth of the leads, what came"),
            ("line muted dashed", "promise and outcome alike"),
        ],
    )


def _distribution(marts: Marts, sample: str) -> Figure:
    counts = [row for row in marts.distribution if row["sample"] == sample]
    totals = {True: 0, False: 0}
    for row in counts:
        totals[bool(row["is_converted"])] += row["leads"]
    rows = [
        {
            "start": row["bin_start"],
            "converted": bool(row["is_converted"]),
            "share": row["leads"] / totals[bool(row["is_converted"])],
        }
        for row in counts
    ]
    bar = mql_bar(marts)
    above = sum(row["share"] for row in rows if row["converted"] and bar and row["start"] >= bar)
    others = sum(
        row["share"] for row in rows if not row["converted"] and bar and row["start"] >= bar
    )
    shares = {(row["start"], row["converted"]): row["share"] for row in rows}
    title = "Do buyers score higher than others?"
    alt = "Shares of leads by total score, in steps of five points, converted and not."
    if bar is not None and bar % BIN == 0:
        title += f" {formats.percent(above)} of them reach the bar, {formats.percent(others)} of the rest"
        alt += f" {formats.percent(above)} of those that converted reach the bar of today."
    return draw(
        title,
        alt,
        lambda width: charts.distribution(rows, width, bar, BIN),
        ["Total score", "Of those that converted", "Of the others"],
        [
            [
                f"{start} to {start + BIN}",
                formats.percent(shares.get((start, True), 0), 1),
                formats.percent(shares.get((start, False), 0), 1),
            ]
            for start in sorted({row["start"] for row in rows})
        ],
        [
            ("box fill", "converted, share of them"),
            ("box other", "others, share of them"),
            ("line ink", "bar of today"),
        ],
    )


def _ranking(validation: dict[str, Row]) -> Figure:
    known = [
        (name, validation[name])
        for name in SCORES
        if validation.get(name) and validation[name]["auc"] is not None
    ]
    rows = [
        {
            "name": SCORES[name],
            "auc": row["auc"],
            "low": row["auc_low"],
            "high": row["auc_high"],
            "is_score": name not in BASELINES,
        }
        for name, row in known
    ]
    against = [
        row for name, row in known if name in BASELINES and row["auc_difference"] is not None
    ]
    title = "Is it better than no rules at all?"
    if against:
        title += f" {_against(min(against, key=lambda row: row['auc_difference']))}"
    return draw(
        title,
        "How often a converted lead stands above another, with 95 % intervals: "
        + ", ".join(f"{row['name']} {formats.percent(row['auc'])}" for row in rows)
        + ".",
        lambda width: charts.ranking(rows, width),
        [
            "Order leads by",
            "Right order",
            "95 % interval",
            "The score is better by",
            "95 % interval of that",
            "Lift of the best tenth",
        ],
        [
            [
                SCORES[name],
                formats.percent(row["auc"], 1),
                formats.interval(row["auc_low"], row["auc_high"]),
                formats.percent(row["auc_difference"], 1),
                formats.interval(row["auc_difference_low"], row["auc_difference_high"]),
                formats.number(row["lift_top_10"], 1),
            ]
            for name, row in known
        ],
        [
            ("dot fill", "the score and its parts"),
            ("dot other", "baselines without rules"),
            ("line muted dashed", "chance"),
        ],
    )


def _challengers(marts: Marts, sample: str) -> list[str]:
    verdicts = {
        "challenger": "ranks better, beyond chance",
        "live": "ranks worse, beyond chance",
        "undecided": "cannot be told from it by its ranking",
    }
    return [
        f"{row['challenger_model_id']} {verdicts[row['better_ranking']]}"
        f" ({formats.percent(row['challenger_auc'], 1)} against {formats.percent(row['live_auc'], 1)})."
        f"{_carried_bar(row)}"
        for row in marts.comparison
        if row["sample"] == sample
    ]


def _carried_bar(row: Row) -> str:
    """Where the challenger's bar has to stand to let through as many leads."""
    if row["equal_volume_bar"] is None or row["challenger_bar"] is None:
        return ""
    live, challenger = (
        row["flagged_both"] + row[f"flagged_only_{side}"] for side in ("live", "challenger")
    )
    return (
        f" At its bar of {formats.points(row['challenger_bar'])} it would flag"
        f" {formats.count(challenger, 'lead')}, where the live model flags {formats.number(live)};"
        f" a bar of {formats.points(row['equal_volume_bar'])} keeps their number, and"
        f" {formats.number(row['conversions_at_equal_volume'])} of"
        f" {formats.number(row['flagged_at_equal_volume'])} convert, against"
        f" {formats.number(row['conversions_both'] + row['conversions_only_live'])} of"
        f" {formats.number(live)}."
    )
