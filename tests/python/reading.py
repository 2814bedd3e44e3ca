"""How people write cells, read in plain Python as the docs say, for the oracle.

A cell that may mean two things, or nothing, is a ValueError.
"""

from __future__ import annotations

import math
import re
from datetime import date

from worlds import COMPUTED, EVENT_TYPES, LEAD_TYPES

NUMBERS = {
    "points", "decay_days", "decay_pct", "fit_max", "engagement_max", "min_fit_coverage",
    "min_points", "max_points", "min_score", "enter_score", "exit_score", "min_engagement_score",
    "weekly_capacity", "target_close_rate", "limit_count", "min_occurrences",
    "min_occurrences_days", "stage_order", "priority", "cooldown_days",
}  # fmt: skip
PERCENT = {"min_fit_coverage": 100, "target_close_rate": 100, "decay_pct": 1}
DATES = {"valid_from", "valid_to"}
CODES = {
    "status", "audience_field", "audience_operator", "dimension", "event_type", "field", "operator",
    "limit_period", "decay", "enabled", "reset_on_recycle",
}  # fmt: skip
FREE_TEXT = {"value", "audience_value", "description", "next_action", "channel"}
QUOTES = '"“”„«»‘’‚'
TRUE, FALSE = {"true", "t", "yes", "y", "1", "1.0"}, {"false", "f", "no", "n", "0", "0.0"}
WITHOUT_VALUE = {"is_known", "is_unknown", "is_true", "is_false"}


def read_files(files: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """The files with every cell in one notation; blank rows are left out."""
    tidy = {
        name: [read for row in rows if any((read := _row(row)).values())]
        for name, rows in files.items()
    }
    events = {row["rule_id"]: bool(row.get("event_type")) for row in tidy["rules"]}
    for row in tidy["rules"]:
        if not row.get("event_type"):
            row["decay"] = None  # An attribute has no age.
        if row.get("enabled") != "false":
            _read_value(row, "", EVENT_TYPES if row.get("event_type") else LEAD_TYPES | COMPUTED)
    switched_off = {row["rule_id"] for row in tidy["rules"] if row.get("enabled") == "false"}
    for row in tidy["rule_conditions"]:
        if row["rule_id"] in switched_off:
            continue  # May be unfinished.
        fields = EVENT_TYPES if events.get(row["rule_id"]) else LEAD_TYPES | COMPUTED
        _read_value(row, "", fields)
    for row in tidy["models"]:
        _read_value(row, "audience_", LEAD_TYPES)
    return tidy


def _row(row: dict) -> dict:
    return {column: _cell(column, cell) for column, cell in row.items()}


def _cell(column: str, cell: str | None) -> str | None:
    text = (cell or "").strip()
    if column not in FREE_TEXT and len(text) > 1 and text[0] in QUOTES and text[-1] in QUOTES:
        text = text[1:-1].strip()
    if not text:
        return None
    if re.fullmatch(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)|ERR:\d+", text.upper()):
        raise ValueError(f"{column}: the error of a spreadsheet, {text}")
    if column in NUMBERS:
        return repr(number(text, PERCENT.get(column)))
    if column in DATES:
        return day(text).isoformat()
    if column in ("enabled", "reset_on_recycle"):
        return truth(text)
    return text.lower() if column in CODES else text


def _read_value(row: dict, prefix: str, fields: dict[str, str]) -> None:
    """The value of a condition on a number, item by item."""
    value, operator = row.get(f"{prefix}value"), row.get(f"{prefix}operator")
    if value is None:
        return
    if set(value) & set("“”„«»") or value[0] in "‘’‚":
        raise ValueError(f"typographic quotes in {value}")
    if fields.get(row.get(f"{prefix}field")) == "number" and operator not in WITHOUT_VALUE:
        items = value.split("|") if operator in ("in", "not_in", "between") else [value]
        row[f"{prefix}value"] = "|".join(repr(number(item.strip())) for item in items)


def number(text: str, percent: float | None = None) -> float:
    text = re.sub("^[−–]", "-", text)
    groups = r"[+-]?\d{1,3}"
    if percent and re.fullmatch(r"\d+([.,]\d+)? ?%", text, re.ASCII):
        return float(text.rstrip(" %").replace(",", ".")) / percent
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", text, re.ASCII):
        raise ValueError(f"{text} is a thousand or one")
    if re.fullmatch(r"[+-]?\d*,\d+", text, re.ASCII):
        text = text.replace(",", ".")
    elif re.fullmatch(groups + r"(,\d{3})+(\.\d*)?", text, re.ASCII):
        text = text.replace(",", "")
    elif re.fullmatch(groups + r"((\.\d{3}){2,}|(\.\d{3})+,\d*)", text, re.ASCII):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(groups + "([ '’\u00a0\u2009\u202f]\\d{3})+([.,]\\d+)?", text, re.ASCII):
        text = re.sub("[ '’\u00a0\u2009\u202f]", "", text).replace(",", ".")
    if not text.isascii() or not math.isfinite(float(text)):
        raise ValueError(f"{text} is no number")
    return float(text)


def day(text: str) -> date:
    if match := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})([ T][0-9:.]*)?", text, re.ASCII):
        return date(*map(int, match.groups()[:3]))
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text, re.ASCII):
        return date(*map(int, reversed(match.groups())))
    match = re.fullmatch(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", text, re.ASCII)
    if not match:
        raise ValueError(f"{text} is no date")
    first, second, year = map(int, match.groups())
    if first <= 12 and second <= 12 and first != second:
        raise ValueError(f"{text} may be two dates")
    return date(year, second, first) if first > 12 else date(year, first, second)


def truth(text: str) -> str:
    if text.lower() not in TRUE | FALSE:
        raise ValueError(f"{text} is neither yes nor no")
    return "true" if text.lower() in TRUE else "false"
