"""`lead-scoring review`: what the analysis quarterly_review finds, every sentence whole.

`dbt show` prints the same as a table and cuts each cell to twenty signs.
"""

from __future__ import annotations

from lead_scoring.markdown import code, text
from lead_scoring.session import PACKAGE, ProjectError, Session

ANALYSIS = f"analysis.{PACKAGE}.quarterly_review"
LONGEST = 2_000


def read(session: Session) -> list[dict]:
    """The findings in the order of the questions."""
    analysis = session.manifest.nodes.get(ANALYSIS)
    if analysis is None:
        raise ProjectError("The analysis quarterly_review is disabled in this project.")
    try:
        return session.query(analysis.raw_code)
    except ProjectError as error:
        raise ProjectError(f"The marts cannot be read; run dbt build first. {error}") from None


def as_markdown(findings: list[dict]) -> str:
    blocks = ["# The quarterly review"]
    questions = list(dict.fromkeys((row["step"], row["question"]) for row in findings))
    for step, question in questions:
        items = [
            f"- {code(row['model_id'])}: {text(row['finding'], LONGEST)}"
            for row in findings
            if row["question"] == question
        ]
        blocks += [f"## {step}. {text(question)}", "\n".join(items)]
    if not questions:
        blocks.append("Nothing can be said yet: no outcome is known.")
    return "\n\n".join(blocks) + "\n"
