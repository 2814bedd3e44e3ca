"""A chart with what stands in for it: words for those who do not see it, and a table of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

# A chart is drawn once for wide pages and once for phones: shrunk text cannot be read.
WIDE, NARROW = 540, 340


@dataclass
class Table:
    """Cells as text; columns named in `numbers` are aligned to the right."""

    headings: list[str]
    rows: list[list[str]]
    numbers: set[str] = field(default_factory=set)


@dataclass
class Figure:
    """`wide` and `narrow` are the same picture as SVG."""

    title: str
    alt: str
    wide: str
    narrow: str
    table: Table
    legend: list[tuple[str, str]] = field(default_factory=list)


def draw(
    title: str,
    alt: str,
    chart: Callable[[int], str],
    headings: Sequence[str],
    rows: list[list[str]],
    legend: Sequence[tuple[str, str]] = (),
    text: Sequence[str] = (),
    wide: int = WIDE,
) -> Figure:
    """A figure; `text` names the columns of its table that are no numbers, beside the first."""
    table = Table(list(headings), rows, set(headings[1:]) - set(text))
    return Figure(title, alt, chart(wide), chart(NARROW), table, list(legend))
