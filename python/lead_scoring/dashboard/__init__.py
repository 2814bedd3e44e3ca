"""`lead-scoring dashboard`: the marts as one HTML file that opens by double click.

queries.py reads the marts, a module a section says what they mean, charts.py draws, page.py puts
the page together from the templates. Nothing reads the clock and every list is sorted, so the same
marts give the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from lead_scoring.dashboard import queries
from lead_scoring.session import ProjectError, Session

# How many leads of the MQL list are shown by name, and how many that are nearest below the bar.
LEADS = 50
BELOW = 10


def write(
    session: Session, path: Path, model: str | None = None, leads: int = LEADS, mask: bool = False
) -> None:
    """Writes the dashboard of a scoring model."""
    try:
        from lead_scoring.dashboard import page  # noqa: PLC0415
    except ImportError:
        raise ProjectError(
            "The dashboard is drawn with Altair, which is not installed: run"
            " pip install 'lead-scoring[dashboard]'."
        ) from None
    session.tell("Reading the marts")
    marts = queries.read(session, model, leads, min(leads, BELOW))
    session.tell("Drawing the page")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page.render(marts, mask), encoding="utf-8", newline="\n")
