"""What `lead-scoring impact` found, as Markdown that fits in a comment, or as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from decimal import Decimal

from lead_scoring.impact import Edit, Impact, matching_text
from lead_scoring.markdown import code, text

# GitHub refuses comments of more than 65,536 characters.
LONGEST_PAGE = 60_000
LONGEST_VALUE = 100
SHOWN_EDITS = 50
SHOWN_CELLS = 8
# The workflow finds its own comment by the first line.
MARK = "<!-- lead-scoring impact -->"
SAMPLES = {"train": "older leads", "validation": "newest leads", "holdout": "leads held out"}
CHANGES = {"enters": "enter", "leaves": "leave"}


def as_json(impact: Impact) -> str:
    body = json.dumps(asdict(impact), indent=2, ensure_ascii=False, default=_plain_value)
    return f"{body}\n"


def as_markdown(impact: Impact) -> str:
    """With fewer leads by name where the page would be too long."""
    for shown in (20, 10, 5, 2, 0):
        page = _page(impact, shown)
        if len(page) < LONGEST_PAGE:
            return page
    cut = page[: LONGEST_PAGE - 200].rsplit("\n", 1)[0]
    return cut + "\n\n… and more: the page is cut here. `--json` gives everything.\n"


def faults_as_markdown(faults: list[dict[str, str]]) -> str:
    """In place of the page, so that a comment never shows what a faulty edit had before."""
    items = "\n".join(f"- {text(fault['sentence'], 500)}" for fault in faults[:100])
    more = f"\n- … and {len(faults) - 100:,} more" if len(faults) > 100 else ""
    return f"{MARK}\n\n## The edited rules have faults\n\n{items}{more}\n"


def _page(impact: Impact, shown: int) -> str:
    title = "What the edited rules would change"
    if not impact.matching:
        title = "The challenger held against the live rules"
    blocks = [MARK, f"## {title}"]
    said = f"Scores at the end of {impact.as_of_date}."
    if impact.matching:
        how = matching_text(impact.matching)
        said += f" {text(how[0].upper() + how[1:], 1_000)}."
    blocks.append(said)
    if impact.matching:
        blocks += _edits(impact.edits)
    for comparison in impact.comparisons:
        blocks += _comparison(comparison, shown, impact.has_backtest)
    return "\n\n".join(blocks) + "\n"


# --- Edits ----------------------------------------------------------------------------------------


def _edits(edits: list[Edit] | None) -> list[str]:
    if edits is None:
        return [
            "The published CSV files could not be read, so the edits are not listed: an older"
            " version of the package was published, or not all of it."
        ]
    if not edits:
        return ["No cell of the CSV files differs from what is published."]
    items = [f"- {_edit(edit)}" for edit in edits[:SHOWN_EDITS]]
    if len(edits) > SHOWN_EDITS:
        items.append(f"- … and {len(edits) - SHOWN_EDITS:,} more rows")
    return ["### Edits", "\n".join(items)]


def _edit(edit: Edit) -> str:
    name = f"{edit.file} {code(edit.row, LONGEST_VALUE)}"
    if edit.kind == "removed":
        return f"{name} removed"
    cells = [_cell(edit.kind, *cell) for cell in edit.cells[:SHOWN_CELLS]]
    if len(edit.cells) > SHOWN_CELLS:
        cells.append(f"… and {len(edit.cells) - SHOWN_CELLS} more cells")
    return f"{name}{' added' if edit.kind == 'added' else ''}: {', '.join(cells)}"


def _cell(kind: str, column: str, old: str | None, new: str | None) -> str:
    before, after = (code(_number(value), LONGEST_VALUE) for value in (old, new))
    return f"{text(column)} {after}" if kind == "added" else f"{text(column)} {before} → {after}"


# --- One scoring model ----------------------------------------------------------------------------


def _comparison(comparison: dict, shown: int, has_backtest: bool) -> list[str]:
    blocks = [f"### {_title(comparison)}"]
    moves = {
        measure: {
            row["move"]: row["leads"] for row in comparison["moves"] if row["measure"] == measure
        }
        for measure in ("score_change", "stage_change", "grade_change")
    }
    scores = moves["score_change"]
    if not scores:
        return [*blocks, "No lead changes."]
    parts = [f"{_leads(count)} {_verb(move, count)}" for move, count in sorted(scores.items())]
    blocks.append(f"Scores: {', '.join(parts)}.")
    blocks += _mql_list(comparison, shown)
    blocks.append(_counts("Stage", "stage", comparison))
    blocks.append(_moves("Stages", moves["stage_change"]))
    blocks.append(_moves("Grades", moves["grade_change"]))
    blocks.append(_counts("Class", "score_class", comparison))
    blocks += _backtest(comparison["backtest"]) if has_backtest else []
    return [block for block in blocks if block]


def _title(comparison: dict) -> str:
    before, after = comparison["before_model_id"], comparison["after_model_id"]
    if comparison["comparison"] == "challenger":
        return f"{code(before)} (live) → {code(after)} (challenger)"
    if before is None:
        return f"{code(after)} ({comparison['status']}, new)"
    return f"{code(after or before)} ({comparison['status']})"


def _verb(move: str, count: int) -> str:
    """rises for one, rise for several"""
    first, *rest = move.split()
    plural = {"rises": "rise", "falls": "fall", "stays": "stay", "is": "are"}
    return " ".join([first if count == 1 else plural[first], *rest])


def _mql_list(comparison: dict, shown: int) -> list[str]:
    found = [row for row in comparison["counts"] if row["measure"] == "mql_list"]
    if not found and comparison["status"] == "challenger":
        return ["A challenger puts nobody on the MQL list."]
    if not found:
        return ["The MQL list is empty before and after."]
    row = found[0]
    blocks = [
        f"**MQL list: {row['leads_before']:,} before, {row['leads_after']:,} after.**"
        f" {_leads(row['leads_entering'])} {_word('enter', row['leads_entering'])},"
        f" {row['leads_leaving']:,} {_word('leave', row['leads_leaving'])},"
        f" {row['leads_staying']:,} {_word('stay', row['leads_staying'])}."
    ]
    for change, count in [("enters", row["leads_entering"]), ("leaves", row["leads_leaving"])]:
        leads = [lead for lead in comparison["leads"] if lead["mql_list_change"] == change][:shown]
        if not leads:
            continue
        of = f", the first {len(leads)} by score" if count > len(leads) else ""
        lines = [
            f"| {_word(CHANGES[change], count).capitalize()} the list ({count:,}{of})"
            " | Score | Class | Why |",
            "|---|---|---|---|",
        ]
        for lead in leads:
            cells = [
                code(lead["lead_id"], LONGEST_VALUE, in_table=True),
                _change(lead["before_total_score"], lead["after_total_score"], ".1f"),
                _change(lead["before_score_class"], lead["after_score_class"]),
                text(lead["reasons"]),
            ]
            lines.append(f"| {' | '.join(cells)} |")
        blocks.append("\n".join(lines))
    return blocks


def _counts(heading: str, measure: str, comparison: dict) -> str:
    rows = [row for row in comparison["counts"] if row["measure"] == measure]
    lines = [f"| {heading} | Before | After | Enter | Leave |", "|---|---:|---:|---:|---:|"]
    for row in rows:
        figures = [row[f"leads_{name}"] for name in ("before", "after", "entering", "leaving")]
        if measure == "score_class" and not any(figures[2:]):
            continue
        cells = [text(row["item"]), *(f"{figure:,}" for figure in figures)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) if len(lines) > 2 else ""


def _moves(heading: str, moves: dict[str, int]) -> str:
    most = sorted(moves.items(), key=lambda item: (-item[1], item[0]))[:20]
    said = "; ".join(f"{text(move)}: {count:,}" for move, count in most)
    return f"{heading} that change: {said}." if said else ""


# --- Backtest -------------------------------------------------------------------------------------


def _backtest(rows: list[dict]) -> list[str]:
    if not rows:
        return ["No backtest: the model has no stage mql, or its bar is above 100."]
    lines = [
        "| Backtest | MQL bar | Flagged | Converted | Precision (95 % interval) | Recall | Lift"
        " | Flagged a week |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        cells = [
            f"{SAMPLES[row['sample']]}, {row['side']}",
            _number(row["mql_bar"]),
            f"{row['flagged_leads']:,} of {row['leads']:,}",
            f"{row['flagged_conversions']:,} of {row['conversions']:,}",
            _interval(row),
            _percent(row["recall"]),
            "" if row["lift"] is None else f"{row['lift']:.1f}×",
            "" if row["flagged_per_week"] is None else f"{row['flagged_per_week']:.1f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return ["\n".join(lines), _verdict(rows), *_carried_bar(rows)]


def _carried_bar(rows: list[dict]) -> list[str]:
    """Points of another scale shift all scores, and a bar that stays means something else."""
    sides = {row["side"]: row for row in rows if row["sample"] == "train"}
    if len(sides) < 2 or sides["after"]["equal_volume_bar"] is None:
        return []
    before, after = sides["before"], sides["after"]
    if after["equal_volume_bar"] == math.ceil(after["mql_bar"]):
        return []
    return [
        f"At its bar the new side would have flagged {after['flagged_leads']:,} of the older leads,"
        f" where it was {before['flagged_leads']:,}. A bar of {after['equal_volume_bar']} would keep"
        " their number: set it if sales is to get as many as today."
    ]


def _interval(row: dict) -> str:
    if row["precision"] is None:
        return ""
    low, high = _percent(row["precision_low"]), _percent(row["precision_high"])
    return f"{_percent(row['precision'])} ({low} to {high})"


def _verdict(rows: list[dict]) -> str:
    """Whether the newest leads tell the two sides apart."""
    sides = {row["side"]: row for row in rows if row["sample"] == "validation"}
    if len(sides) < 2:
        return "Only one side has a backtest, so there is nothing to compare."
    before, after = sides["before"], sides["after"]
    if before["precision"] is None or after["precision"] is None:
        return "On one side none of the newest leads was flagged, so precision cannot be compared."
    figures = f"{_percent(before['precision'])} before and {_percent(after['precision'])} after"
    start = f"Of the newest leads that would have been flagged, {figures} converted"
    if before["precision"] == after["precision"]:
        return f"{start}: no difference."
    apart = (
        before["precision_high"] < after["precision_low"]
        or after["precision_high"] < before["precision_low"]
    )
    if apart:
        return f"{start}: the intervals do not overlap, so the difference is more than chance."
    return f"{start}: the intervals overlap, so the difference may be chance."


# --- Words ----------------------------------------------------------------------------------------


def _leads(count: int) -> str:
    return "1 lead" if count == 1 else f"{count:,} leads"


def _word(verb: str, count: int) -> str:
    return f"{verb}s" if count == 1 else verb


def _percent(share: object) -> str:
    return "" if share is None else f"{float(share):.0%}".replace("%", " %")


def _change(before: object, after: object, form: str = "") -> str:
    said = ["none" if value is None else format(value, form) for value in (before, after)]
    return text(said[0] if said[0] == said[1] else " → ".join(said))


def _number(value: object) -> str:
    """Numbers as people write them: 10 for 10.0; other text as it is, nothing as empty."""
    text = "empty" if value in (None, "") else str(value)
    try:
        return f"{Decimal(text).normalize():f}"
    except ArithmeticError:
        return text


def _plain_value(value: object) -> object:
    """Exact numbers and dates, as JSON knows them."""
    return float(value) if isinstance(value, Decimal) else str(value)
