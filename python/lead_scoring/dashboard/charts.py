"""Charts as SVG, drawn by Altair and vl-convert while the page is written.

Colours are custom properties of the page's stylesheet, so that one drawing serves light, dark and
print. Sizes are fixed: no axis moves with the fonts of the machine, and a mark of the page, such as
the slider's, can stand at the right place by arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import altair as alt
import vl_convert

INK, MUTED, LINE = "var(--ink)", "var(--muted)", "var(--line)"
ACCENT, SOFT, OTHER = "var(--accent)", "var(--accent-soft)", "var(--other)"
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 10, 40
# Beside an axis that says its name.
NAMED_LEFT = LEFT + 20
DASHED = [4, 3]
CONFIG = {
    "aria": False,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "domainColor": LINE,
        "gridColor": LINE,
        "ticks": False,
        "labelColor": MUTED,
        "labelFontSize": 11.5,
        "labelPadding": 6,
        "titleColor": MUTED,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 8,
    },
}

# Data are named in charts and come beside them: Altair would check and copy every row at each step.
ROWS, EVENTS = alt.NamedData("rows"), alt.NamedData("events")

Rows = Sequence[dict]


def threshold_line(
    rows: Rows, width: int, figure: str, bar: float | None, tick: str, with_axis: bool
) -> str:
    """A figure of the backtest over the thresholds: the newest leads, with the interval if there is
    one, and the older ones."""
    x = alt.X("threshold:Q", scale=alt.Scale(domain=[0, 100]), axis=_thresholds(with_axis))
    y = alt.Y(
        f"{figure}:Q",
        title=None,
        scale=_from_zero(rows, figure),
        axis=_axis(format=tick, tickCount=4),
    )
    base = alt.Chart(ROWS)
    newest = base.transform_filter("datum.sample == 'validation'")
    layers = [
        newest.transform_filter("isValid(datum.low)")
        .mark_area(color=SOFT)
        .encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q"),
        base.transform_filter("datum.sample == 'train'")
        .mark_line(color=OTHER, strokeWidth=1.5, strokeDash=DASHED)
        .encode(x=x, y=y),
        newest.mark_line(color=ACCENT, strokeWidth=2.25).encode(x=x, y=y),
    ]
    if bar is not None:
        layers.append(_vertical(bar))
    known = [row for row in rows if row[figure] is not None]
    height, bottom = (150, BOTTOM + 8) if with_axis else (118, 8)
    return _svg(alt.layer(*layers), width, height, bottom=bottom, rows=known)


def decile_bars(rows: Rows, width: int, chance: float | None) -> str:
    """Close rate of each tenth with its interval, and what the score promised of it."""
    base = alt.Chart(ROWS).encode(x=_category("decile:O", "Tenth of leads, best first"))
    y = alt.Y("rate:Q", axis=_axis("Close rate", format="%", tickCount=4))
    layers = [
        base.mark_bar(color=SOFT, stroke=ACCENT, strokeWidth=1).encode(y=y),
        base.mark_rule(color=ACCENT, strokeWidth=1.5).encode(y="low:Q", y2="high:Q"),
        base.mark_tick(color=INK, thickness=2.5, size=width // 22).encode(y="expected:Q"),
    ]
    if chance is not None:
        layers.append(_horizontal(chance))
    return _svg(alt.layer(*layers), width, 230, left=NAMED_LEFT, rows=rows)


def calibration(rows: Rows, width: int) -> str:
    """What the score promised of each tenth against what came, with the line of kept promises."""
    most = max((row["expected"] for row in rows), default=0.0) * 1.1 or 1.0
    highest = max([most, *(row["high"] for row in rows)])
    line = alt.Chart(_constant([{"at": 0.0}, {"at": most}]))
    across, up = alt.Scale(domain=[0, most], nice=False), alt.Scale(domain=[0, highest])
    base = alt.Chart(ROWS).encode(
        x=alt.X(
            "expected:Q",
            scale=across,
            axis=_axis("Close rate that was promised", format="%", tickCount=5),
        ),
    )
    y = alt.Y("rate:Q", scale=up, axis=_axis("Close rate that came", format="%", tickCount=4))
    layers = [
        line.mark_line(color=MUTED, strokeDash=DASHED, strokeWidth=1).encode(x="at:Q", y="at:Q"),
        base.mark_rule(color=ACCENT, strokeWidth=1, opacity=0.7).encode(y="low:Q", y2="high:Q"),
        base.mark_point(color=ACCENT, fill="var(--surface)", size=60, strokeWidth=2).encode(y=y),
    ]
    return _svg(alt.layer(*layers), width, 230, left=NAMED_LEFT, rows=rows)


def distribution(rows: Rows, width: int, bar: float | None, step: int) -> str:
    """Scores of leads that converted upwards, of the others downwards, as shares of each."""
    most = max((row["share"] for row in rows), default=1.0)
    base = (
        alt.Chart(ROWS)
        .transform_calculate(
            until=f"datum.start + {step}",
            height="datum.converted ? datum.share : -datum.share",
            zero="0",
        )
        .encode(
            x=alt.X("start:Q", scale=alt.Scale(domain=[0, 100]), axis=_axis("Total score, points")),
            x2="until:Q",
            y=alt.Y(
                "height:Q",
                scale=alt.Scale(domain=[-most, most]),
                axis=_axis(
                    "Share of leads", labelExpr="format(abs(datum.value), '.0%')", tickCount=4
                ),
            ),
            y2="zero:Q",
        )
    )
    layers = [
        base.transform_filter("datum.converted").mark_rect(
            color=ACCENT, stroke="var(--surface)", strokeWidth=1
        ),
        base.transform_filter("!datum.converted").mark_rect(
            color=OTHER, stroke="var(--surface)", strokeWidth=1
        ),
        _horizontal(0, dashed=False),
    ]
    if bar is not None:
        layers.append(_vertical(bar))
    return _svg(alt.layer(*layers), width, 230, left=NAMED_LEFT, rows=rows)


def ranking(rows: Rows, width: int) -> str:
    """The AUC of each score with its interval, beside chance."""
    order = [row["name"] for row in rows]
    base = alt.Chart(ROWS).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=_axis(grid=False, labelLimit=130)),
    )
    x = alt.X(
        "auc:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=_axis(
            "Converted lead stands above another", format="%", values=[0, 0.25, 0.5, 0.75, 1]
        ),
    )
    colour = alt.condition("datum.is_score", alt.value(ACCENT), alt.value(OTHER))
    layers = [
        _vertical(0.5, dashed=True),
        base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q", color=colour),
        base.mark_point(filled=True, size=80, opacity=1).encode(x=x, color=colour),
    ]
    return _svg(alt.layer(*layers), width, 230, left=124, rows=rows)


def month_line(rows: Rows, width: int, name: str, tick: str, limit: float | None) -> str:
    """A figure by month, beside what it is held against."""
    months = [row["month"] for row in rows]
    every = -(-len(months) * 64 // width)
    x = alt.X(
        "month:N",
        sort=months,
        axis=_axis("Month of the cutoff", grid=False, labelAngle=0, values=months[::-every]),
    )
    y = alt.Y(
        "figure:Q",
        scale=_from_zero(rows, "figure", limit),
        axis=_axis(name, format=tick, tickCount=4),
    )
    base = alt.Chart(ROWS).encode(x=x)
    layers = [
        base.mark_line(color=ACCENT, strokeWidth=2).encode(y=y),
        base.mark_point(color=ACCENT, fill="var(--surface)", size=45, strokeWidth=2).encode(y=y),
    ]
    if limit is not None:
        layers.append(_horizontal(limit))
    known = [row for row in rows if row["figure"] is not None]
    return _svg(alt.layer(*layers), width, 192, left=NAMED_LEFT, rows=known)


def lead_timeline(days: Rows, events: Rows, entries: Rows, width: int, bar: float | None) -> str:
    """The score of one lead day by day, dots where something happened, lines where a stage began."""
    moments = [day["day"] for day in days]
    named = sorted({moments[round(share * (len(moments) - 1))] for share in (0, 1 / 3, 2 / 3, 1)})
    x = alt.X(
        "day:T",
        axis=_axis("Day", format="%-d %b", values=named, grid=False, labelFlush=True),
        scale=alt.Scale(type="utc"),
    )
    y = alt.Y(
        "score:Q",
        scale=alt.Scale(domain=[0, max([100, *(day["score"] for day in days)])]),
        axis=_axis("Total score, points", values=[0, 25, 50, 75, 100]),
    )
    layers = [
        alt.Chart(ROWS)
        .mark_area(color=SOFT, line={"color": ACCENT, "strokeWidth": 2})
        .encode(x=x, y=y),
    ]
    if entries:
        layers.append(
            alt.Chart(alt.Data(values=list(entries)))
            .mark_rule(color=INK, strokeWidth=1, opacity=0.55)
            .encode(x=x)
        )
    if bar is not None:
        layers.append(_horizontal(bar))
    if events:
        layers.append(
            alt.Chart(EVENTS)
            .mark_point(color=ACCENT, fill="var(--surface)", size=32, strokeWidth=1.5)
            .encode(x=x, y=y)
        )
    return _svg(alt.layer(*layers), width, 214, left=NAMED_LEFT - 8, rows=days, events=events)


# --- How all of them look ---------------------------------------------------------------------------


def plot_area(width: int) -> tuple[float, float]:
    """Where the plot of a threshold chart begins and how wide it is, as shares of the drawing."""
    return LEFT / width, (width - LEFT - RIGHT) / width


def _constant(rows: list[dict]) -> alt.Data:
    return alt.Data(values=rows)


def _axis(title: str | None = None, **settings) -> alt.Axis:
    return alt.Axis(title=title, **settings)


def _thresholds(with_axis: bool) -> alt.Axis:
    values = list(range(0, 101, 10))
    if with_axis:
        return _axis("Bar: total score from which a lead is an MQL, points", values=values)
    return _axis(values=values, labels=False)


def _category(field: str, title: str) -> alt.X:
    return alt.X(field, axis=_axis(title, grid=False, labelAngle=0))


def _from_zero(rows: Rows, figure: str, also: float | None = None) -> alt.Scale:
    known = [row[name] for row in rows for name in (figure, "high") if row.get(name) is not None]
    known += [also] if also is not None else []
    return alt.Scale(domain=[min([0, *known]), max([0, *known]) or 1])


def _vertical(at: float, dashed: bool = False) -> alt.Chart:
    mark = {"strokeDash": DASHED} if dashed else {}
    return (
        alt.Chart(_constant([{"at": at}]))
        .mark_rule(color=MUTED if dashed else INK, strokeWidth=1.25, **mark)
        .encode(x="at:Q")
    )


def _horizontal(at: float, dashed: bool = True) -> alt.Chart:
    mark = {"strokeDash": DASHED} if dashed else {}
    return (
        alt.Chart(_constant([{"at": at}]))
        .mark_rule(color=MUTED, strokeWidth=1.25, **mark)
        .encode(y="at:Q")
    )


def _svg(
    chart: alt.LayerChart,
    width: int,
    height: int,
    left: int = LEFT,
    bottom: int = BOTTOM,
    **data: Rows,
) -> str:
    """The drawing, of just this size."""
    spec = chart.properties(
        width=width - left - RIGHT,
        height=height - TOP - bottom,
        padding={"left": left, "right": RIGHT, "top": TOP, "bottom": bottom},
        autosize={"type": "none"},
    ).to_dict(validate=False)  # Each part was checked when it was made.
    spec["config"] = CONFIG
    spec["datasets"] = {name: list(rows) for name, rows in data.items()}
    return _slim(vl_convert.vegalite_to_svg(spec, vl_version="6.4"))


def _slim(svg: str) -> str:
    """Without what the page says itself (fonts, roles) and digits beyond a hundredth of a pixel."""
    svg = re.sub(r' (?:font-family|role|aria-[a-z]+|class|xmlns:xlink|version)="[^"]*"', "", svg)
    svg = re.sub(r"<path d=\"M0,0h0v0h0Z\"[^>]*/>", "", svg)
    svg = re.sub(
        r"\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), svg
    )
    return svg.replace("<svg ", '<svg focusable="false" aria-hidden="true" ', 1)
