"""What the dashboard reads: one scoring model's marts, as plain rows.

SQL that every engine understands, run through dbt's adapter; what needs the package's macros is in
files beside this one. Nothing is read lead by lead but the leads that are shown by name; all else
comes as counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from lead_scoring import models
from lead_scoring.session import PACKAGE, ProjectError, Session

Row = dict[str, object]
Rows = list[Row]
# The width of a bar of the score distribution, in points.
BIN = 5

PRIVATE = {
    "models": models.MODELS,
    "rules": models.RULES,
    "rule_wording": models.RULE_WORDING,
    "stages": models.STAGES,
    "rule_groups": models.staged_file("rule_groups"),
    "bands": models.staged_file("bands"),
    "leads": models.LEADS,
    "conversions": models.CONVERSIONS,
    "dispositions": models.DISPOSITIONS,
    "rule_activity": models.RULE_ACTIVITY,
    "sampled_scores": models.SAMPLED_SCORES,
}

MODELS = """
    select
        models.model_id, models.model_version, models.status, models.fit_max, models.engagement_max,
        models.description, count(scores.lead_id) as leads, max(scores.as_of_date) as as_of_date,
        cast(sum(case when scores.is_mql then 1 else 0 end) as bigint) as mqls,
        cast(sum(case when scores.is_disqualified then 1 else 0 end) as bigint) as disqualified
    from {models} as models
    left join {lead_scoring__lead_scores} as scores on models.model_id = scores.model_id
    group by 1, 2, 3, 4, 5, 6
"""
STAGES = "select * from {stages} where model_id = {model_id}"
CAPS = """
    select dimension, rule_group, min_points, max_points from {rule_groups}
    where model_id is null or model_id = {model_id}
"""
GRADES = """
    select label, min_score from {bands}
    where dimension = 'fit' and (model_id is null or model_id = {model_id})
"""
CLASSES = """
    select fit_grade, engagement_band, count(*) as leads
    from {lead_scoring__lead_scores} where model_id = {model_id} group by 1, 2
"""
STAGE_COUNTS = """
    select stage, count(*) as leads
    from {lead_scoring__lead_scores} where model_id = {model_id} group by 1
"""
LIST_COUNTS = """
    select
        count(*) as leads,
        cast(coalesce(sum(case when days_until_exit <= 7 then 1 else 0 end), 0) as bigint)
            as leaving
    from {lead_scoring__mql_list} where model_id = {model_id}
"""
WORK_COUNTS = """
    select
        count(*) as leads,
        cast(coalesce(sum(case when is_overdue then 1 else 0 end), 0) as bigint) as overdue
    from {lead_scoring__leads_in_work} where model_id = {model_id}
"""
SHOWN_SCORES = """
    select scores.*
    from {lead_scoring__lead_scores} as scores
    inner join shown on scores.lead_id = shown.lead_id
    where scores.model_id = {model_id}
"""
MQL_LIST = """
    select mqls.*
    from {lead_scoring__mql_list} as mqls
    inner join shown on mqls.lead_id = shown.lead_id
    where mqls.model_id = {model_id}
"""
LEDGER = """
    select ledger.*
    from {lead_scoring__score_ledger} as ledger
    inner join shown on ledger.lead_id = shown.lead_id
    where ledger.model_id = {model_id}
"""
ACTIVITY = """
    select activity.lead_id, activity.activity_date, activity.rule_id, activity.occurrences
    from {rule_activity} as activity
    inner join shown on activity.lead_id = shown.lead_id
    where activity.model_id = {model_id}
"""
STAGE_HISTORY = """
    select
        history.lead_id, history.stage, history.stage_order, history.entry_number,
        history.entered_on, history.exited_on, history.entered_by, history.exit_reason
    from {lead_scoring__stage_history} as history
    inner join shown on history.lead_id = shown.lead_id
    where history.model_id = {model_id}
"""
RULES = """
    select rules.*, wording.description
    from {rules} as rules
    inner join {rule_wording} as wording
        on rules.model_id = wording.model_id and rules.rule_id = wording.rule_id
    where rules.model_id = {model_id}
"""
PUBLICATIONS = "select * from {lead_scoring__publications} where model_id = {model_id}"
# What the last day of publishing changed, beside what was published of the same lead before it.
CHANGES = """
    with ordered as (
        select
            published_on, change_kind, is_mql, score_class, lead_id,
            lag(is_mql) over (partition by lead_id order by change_number) as was_mql,
            lag(score_class) over (partition by lead_id order by change_number) as class_before
        from {lead_scoring__score_history} where model_id = {model_id}
    )
    select
        published_on,
        cast(sum(case when change_kind = 'new' then 1 else 0 end) as bigint) as new_leads,
        cast(sum(case when change_kind = 'gone' then 1 else 0 end) as bigint) as gone_leads,
        cast(sum(case when change_kind = 'changed' then 1 else 0 end) as bigint) as changed_leads,
        cast(sum(case when is_mql and not coalesce(was_mql, false) then 1 else 0 end) as bigint)
            as new_mqls,
        cast(sum(case when was_mql and not is_mql then 1 else 0 end) as bigint) as lost_mqls,
        cast(sum(case when change_kind = 'changed' and score_class <> class_before
            then 1 else 0 end) as bigint) as class_changes
    from ordered
    where published_on = (
        select max(published_on) from {lead_scoring__publications} where model_id = {model_id}
    )
    group by 1
"""
RECOMMENDATIONS = """
    select * from {lead_scoring__threshold_recommendations}
    where model_id = {model_id} and segment = 'all'
"""
VALIDATION = "select * from {lead_scoring__model_validation} where model_id = {model_id}"
DECILES = "select * from {lead_scoring__score_deciles} where model_id = {model_id}"
DISTRIBUTION = f"""
    select
        sample, cast(floor(total_score / {BIN}) * {BIN} as integer) as bin_start, is_converted,
        count(*) as leads
    from {{sampled_scores}}
    where model_id = {{model_id}} and sample is not null
    group by 1, 2, 3
"""
COMPARISON = "select * from {lead_scoring__model_comparison} where live_model_id = {model_id}"
RULE_PERFORMANCE = "select * from {lead_scoring__rule_performance} where model_id = {model_id}"
RULE_COVERAGE = "select * from {lead_scoring__rule_coverage} where model_id = {model_id}"
DRIFT = "select * from {lead_scoring__score_drift} where model_id = {model_id}"
REJECTED = "select * from {lead_scoring__rejected_records}"
EVENT_TYPES = "select * from {lead_scoring__event_type_coverage}"
FRESHNESS = """
    select 'leads' as input_name, count(*) as used, max(created_on) as newest_on
    from {leads}
    union all
    select 'events', cast(coalesce(sum(events), 0) as bigint), max(last_event_date)
    from {lead_scoring__event_type_coverage}
    union all
    select 'conversions', count(*), max(converted_on) from {conversions}
    union all
    select 'dispositions', count(*), cast(max(disposed_at) as date)
    from {dispositions}
    where rejection_reason is null
"""


@dataclass
class Marts:
    """One scoring model's rows, each list in an order of its own: databases have none."""

    model: Row
    other_models: list[str]
    stages: Rows
    caps: Rows
    grades: Rows
    classes: Rows
    stage_counts: Rows
    list_counts: Row
    work_counts: Row
    shown: Rows
    scores: Rows
    mql_list: Rows
    ledger: Rows
    timeline: Rows
    activity: Rows
    stage_history: Rows
    rules: Rows
    publications: Rows
    changes: Rows
    thresholds: Rows
    recommendations: Rows
    validation: Rows
    deciles: Rows
    distribution: Rows
    comparison: Rows
    rule_performance: Rows
    rule_coverage: Rows
    drift: Rows
    rejected: Rows
    event_types: Rows
    freshness: Rows

    @property
    def as_of_date(self) -> date | None:
        return self.model["as_of_date"]


def read(session: Session, model_id: str | None, leads: int, below: int) -> Marts:
    """The rows of a scoring model; of `leads` of its list, and of `below` that are not on it yet."""
    try:
        built = _rows(session, MODELS)
    except ProjectError as error:
        raise ProjectError(
            f"The marts cannot be read; run dbt build first. The database says: {error}"
        ) from None
    model = _choose(built, model_id)
    name = str(model["model_id"])
    shown = _sql("shown_leads")
    values = {
        "model_id": _text(name),
        "shown": session.compiled(shown, model_id=name, leads=leads, below=below),
        "timeline": session.compiled(
            f"{{% set shown_leads %}}{shown}{{% endset %}}{_sql('timeline')}",
            model_id=name, leads=leads, below=below,
        ),
        "thresholds": session.compiled(_sql("thresholds"), model_id=name),
    }  # fmt: skip

    def rows(query: str, *order: str) -> Rows:
        return _rows(session, query, values, order)

    def of_shown(query: str, *order: str) -> Rows:
        return _rows(session, "with shown as ({shown}) " + query, values, order)

    return Marts(
        model,
        [each["model_id"] for each in built if each is not model],
        stages=rows(STAGES, "stage_order", "stage"),
        caps=rows(CAPS, "dimension", "rule_group"),
        grades=rows(GRADES, "min_score", "label"),
        classes=rows(CLASSES, "fit_grade", "engagement_band"),
        stage_counts=rows(STAGE_COUNTS, "stage"),
        list_counts=rows(LIST_COUNTS)[0],
        work_counts=rows(WORK_COUNTS)[0],
        shown=sorted(
            rows("{shown}", "shown_rank", "lead_id"), key=lambda row: not row["is_on_list"]
        ),
        scores=of_shown(SHOWN_SCORES, "lead_id"),
        mql_list=of_shown(MQL_LIST, "list_rank"),
        ledger=of_shown(LEDGER, "lead_id", "dimension", "entry_type", "rule_group", "rule_id"),
        timeline=rows("{timeline}", "lead_id", "as_of_date"),
        activity=of_shown(ACTIVITY, "lead_id", "activity_date", "rule_id"),
        stage_history=of_shown(
            STAGE_HISTORY, "lead_id", "entered_on", "stage_order", "stage", "entry_number"
        ),
        rules=rows(RULES, "rule_id"),
        publications=rows(PUBLICATIONS, "publication_number"),
        changes=rows(CHANGES),
        thresholds=rows("{thresholds}", "sample", "threshold"),
        recommendations=rows(RECOMMENDATIONS, "method"),
        validation=rows(VALIDATION, "sample", "score_name"),
        deciles=rows(DECILES, "sample", "decile"),
        distribution=rows(DISTRIBUTION, "sample", "bin_start", "is_converted"),
        comparison=rows(COMPARISON, "challenger_model_id", "sample"),
        rule_performance=rows(RULE_PERFORMANCE, "dimension", "rule_id", "sample"),
        rule_coverage=rows(RULE_COVERAGE, "rule_id"),
        drift=rows(DRIFT, "measure", "item", "cohort_month"),
        rejected=rows(REJECTED, "input_name", "rejection_reason"),
        event_types=rows(EVENT_TYPES, "event_type"),
        freshness=rows(FRESHNESS, "input_name"),
    )


def _choose(models: Rows, model_id: str | None) -> Row:
    """The scoring model that is asked for, else the live one that scores most leads."""
    if model_id is not None:
        models = [model for model in models if model["model_id"] == model_id]
        if not models:
            raise ProjectError(f"There is no scoring model {model_id} among those that are built.")
    if not models:
        raise ProjectError("No scoring model is built; write one into lead_scoring_models.")
    return min(
        models, key=lambda model: (model["status"] != "live", -model["leads"], model["model_id"])
    )


class _Names(dict):
    """What stands in braces in a query: a value, or the full name of one of the package's tables; a
    private one by the name that it has in Python."""

    def __init__(self, session: Session, values: dict[str, str]):
        super().__init__(values)
        self.session = session

    def __missing__(self, name: str) -> str:
        name = PRIVATE.get(name, name)
        if f"model.{PACKAGE}.{name}" not in self.session.manifest.nodes:
            raise ProjectError(f"The dashboard needs the model {name}, which is disabled.")
        return self.session.relation(name)


def _rows(
    session: Session, query: str, values: dict[str, str] | None = None, order: tuple = ()
) -> Rows:
    query = query.format_map(_Names(session, values or {}))
    rows = [{name: _plain(value) for name, value in row.items()} for row in session.records(query)]
    return sorted(rows, key=lambda row: [_sortable(row[name]) for name in order])


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return value.date() if isinstance(value, datetime) else value


def _sortable(value: object) -> tuple:
    """Nulls first; engines do not agree on how text is ordered, so Python does it."""
    return (value is not None, value)


def _sql(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
