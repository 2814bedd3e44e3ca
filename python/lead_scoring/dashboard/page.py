"""The page: what the sections say, in the templates."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from lead_scoring.dashboard import bar, formats, health, leads, ranking, rules, today
from lead_scoring.dashboard.queries import Marts

TEMPLATES = files("lead_scoring.dashboard") / "templates"


def render(marts: Marts, mask: bool) -> str:
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=formats.shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"thousands": formats.number, "points": formats.points}
    shown = leads.leads(marts, mask)
    return environment.get_template("page.html").render(
        style=Markup(_template("style.css")),
        script=Markup(_template("script.js")),
        svg=Markup,
        day=formats.day(marts.as_of_date),
        model=marts.model,
        other_models=marts.other_models,
        is_masked=mask,
        leads=shown,
        mqls=[lead for lead in shown if lead["is_on_list"]],
        mql_total=marts.list_counts["leads"],
        has_expected_value=any(
            row["expected_value_per_week"] is not None for row in marts.thresholds
        ),
        today=today.section(marts),
        bar=bar.section(marts),
        ranking=ranking.section(marts),
        rules=rules.section(marts),
        health=health.section(marts),
    )


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
