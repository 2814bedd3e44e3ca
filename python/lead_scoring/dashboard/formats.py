"""Numbers, dates and shares as people read them; what is not known is a dash."""

from __future__ import annotations

import re
from datetime import date

NOTHING = "–"
# Between a number and its unit, where no line may break.
NARROW_SPACE = "\u202f"
# What people typed may be of any length; on the page it is not.
LONGEST = 400
ISO_DAY = re.compile(r"(?<![\w-])(\d{4})-(0[1-9]|1[0-2])-([0-3]\d)(?![\w-])")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def number(value: float | None, digits: int = 0) -> str:
    """1,234 or 84.4, with a true minus sign."""
    if value is None:
        return NOTHING
    return f"{_without_minus_zero(value, digits):,.{digits}f}".replace("-", "−")


def signed(value: float | None, digits: int = 1) -> str:
    """+10 or −3.5: points that are given and taken."""
    if value is None:
        return NOTHING
    said = number(value, digits)
    if "." in said:
        said = said.rstrip("0").rstrip(".")
    return said if said.startswith("−") or said == "0" else f"+{said}"


def points(value: float | None) -> str:
    """84.4, and 10 for 10.0."""
    return signed(value).removeprefix("+")


def percent(share: float | None, digits: int = 0) -> str:
    return NOTHING if share is None else f"{number(share * 100, digits)}{NARROW_SPACE}%"


def interval(low: float | None, high: float | None, digits: int = 0) -> str:
    if low is None or high is None:
        return NOTHING
    return f"{percent(low, digits)} to {percent(high, digits)}"


def day(value: date | None) -> str:
    if value is None:
        return NOTHING
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}".replace(" ", "\u00a0")


def month(value: date | None) -> str:
    return NOTHING if value is None else f"{MONTHS[value.month - 1]}\u00a0{value.year}"


def count(value: int | None, one: str, many: str | None = None) -> str:
    """1 lead, 2 leads."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def words(name: str | None) -> str:
    """A name from the marts as people say it: event_count as event count."""
    return NOTHING if name is None else name.replace("_", " ")


def shown(value: object) -> object:
    """Text as it goes into the page: of bounded length, and days in it as everywhere else. What the
    page itself is made of, and days to sort by, stay as they are."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    said = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
    return said if ISO_DAY.fullmatch(said) else ISO_DAY.sub(_day_in_words, said)


def _day_in_words(found: re.Match) -> str:
    return f"{int(found[3])} {MONTHS[int(found[2]) - 1]} {found[1]}".replace(" ", "\u00a0")


def _without_minus_zero(value: float, digits: int) -> float:
    return round(value, digits) + 0.0
