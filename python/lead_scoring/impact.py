"""`lead-scoring impact`: what edited rules would change, before they are live.

The edited rules are built in scratch schemas beside the published marts, which are only read. What
the edit leaves alone is read from there too: matching, which is dear, is done anew only for what
the published build has not matched.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml
from dbt.cli.resolvers import default_profiles_dir

from lead_scoring import models
from lead_scoring.check import FAULTS, find_faults
from lead_scoring.rule_cells import CELLS, Row, described_files, rows_of_files
from lead_scoring.session import PACKAGE, ProjectError, Session, open_project

IMPACT = "lead_scoring__rule_change_impact"
SUMMARY = "lead_scoring__rule_change_summary"
BACKTEST = "lead_scoring__rule_change_backtest"
# What the marts read of the published side.
COMPARED = ["lead_scoring__lead_scores", "lead_scoring__score_ledger", models.STAGES]
BACKTESTED = "lead_scoring__threshold_backtest"
LISTED_LEADS = 20

Tell = Callable[[str], None]


@dataclass
class Edit:
    """A row of a CSV file that is not as it is published."""

    file: str
    row: str
    kind: str  # changed, added or removed
    cells: list[tuple[str, str | None, str | None]] = field(default_factory=list)


@dataclass
class Matching:
    """Whether the published matches serve the edited rules, and if not, why."""

    events_reused: bool
    leads_reused: bool
    new_conditions: list[str] = field(default_factory=list)
    cleaning_files: list[str] = field(default_factory=list)
    is_published: bool = True


@dataclass
class Impact:
    """What the report says."""

    as_of_date: date
    comparisons: list[dict]
    edits: list[Edit] | None = None
    matching: Matching | None = None
    has_backtest: bool = True


@dataclass
class Place:
    """Where the published marts are, and where edited rules are built."""

    published_target: str | None = None
    suffix: str = "_impact"
    replace: bool = False
    keep: bool = False
    fresh: bool = False
    backtest: bool = True


def compare(
    folder: Path, profiles: Path | None, place: Place, tell: Tell
) -> tuple[list[dict[str, str]], Impact | None]:
    """The faults of the edited files or, if there are none, what they would change."""
    tell("Reading the project")
    with (
        tempfile.TemporaryDirectory() as name,
        open_published(folder, profiles, place, Path(name)) as published,
        open_scratch(folder, profiles, place, Path(name), published) as scratch,
    ):
        tell("Loading and checking the CSV files")
        if faults := find_faults(scratch):
            return faults, None
        relations = {
            table: published.relation(table)
            for table in [*COMPARED, *([BACKTESTED] if place.backtest else [])]
        }
        as_of_date = published_day(scratch, relations)
        scratch.set_vars(
            {
                "lead_scoring__as_of_date": as_of_date.isoformat(),
                "lead_scoring__published": {"relations": relations},
            }
        )
        tell("Comparing the rules with the published ones")
        scratch.run(models.MATCH_KEYS, models.STAGES, CELLS, done=FAULTS)
        edits = find_edits(scratch, published)
        matching = plan_matching(scratch, published, edits, place.fresh)
        tell(f"Scoring with the edited rules ({matching_text(matching)})")
        marts = [IMPACT, SUMMARY, *([BACKTEST] if place.backtest else [])]
        nodes = to_build(scratch, marts, matching)
        scratch.run_only(nodes, "--defer", "--state", str(Path(name) / "published"))
        tell("Reading what changed")
        comparisons = read_comparisons(scratch, "published", place.backtest)
        return [], Impact(as_of_date, comparisons, edits, matching, place.backtest)


def of_challenger(session: Session, model_id: str) -> Impact:
    """What is built already says of a challenger held against the live scoring model."""
    comparisons = [
        comparison
        for comparison in read_comparisons(session, "challenger")
        if comparison["after_model_id"] == model_id
    ]
    if not comparisons:
        raise ProjectError(
            f"No challenger {model_id} is built that scores the same leads as a live scoring model."
        )
    return Impact(comparisons[0]["as_of_date"], comparisons)


# --- Where ----------------------------------------------------------------------------------------


@contextmanager
def open_published(
    folder: Path, profiles: Path | None, place: Place, workshop: Path
) -> Iterator[Session]:
    """The project as it is published; its manifest is kept for dbt to defer to."""
    target = ["--target", place.published_target] if place.published_target else []
    with open_project(folder, profiles, *target) as session:
        session.manifest.write(str(workshop / "published" / "manifest.json"))
        yield session


@contextmanager
def open_scratch(
    folder: Path, profiles: Path | None, place: Place, workshop: Path, published: Session
) -> Iterator[Session]:
    """The project with schemas of its own, which are dropped in the end."""
    _write_profiles(_profiles_file(profiles), workshop / "profiles.yml", place.suffix)
    # A folder that stays, because what dbt has read of the project need not be read the next time.
    target_path = published.target_path / f"lead_scoring{place.suffix}"
    with open_project(folder, workshop, "--target-path", str(target_path)) as session:
        taken, ours = _known_schemas(published), _written_schemas(session)
        if both := taken & ours:
            raise ProjectError(
                f"The edited rules would be built in the published schema {_name(min(both))}:"
                " the project's generate_schema_name or a fixed schema ignores the schema of the"
                " target. Name the published target with --published-target and use another"
                " target to build in."
            )
        schemas = [{"database": database, "schema": schema} for database, schema in sorted(ours)]
        if existing := [each for each in schemas if _exists(session, **each)]:
            if not place.replace:
                raise ProjectError(
                    f"The scratch schema {_name(existing[0].values())} exists already. Give another"
                    " --suffix, or --replace to drop it and all that is in it."
                )
            session.operate("_drop_schemas", schemas=existing)
        try:
            yield session
        finally:
            if not place.keep:
                made = [each for each in schemas if _exists(session, **each)]
                session.operate("_drop_schemas", schemas=made)


def _exists(session: Session, database: str | None, schema: str) -> bool:
    call = f"adapter.check_schema_exists({database!r}, {schema!r})".replace("None", "none")
    return session.query(f"select {{{{ 1 if {call} else 0 }}}} as found")[0]["found"] == 1


def _profiles_file(profiles: Path | None) -> Path:
    """The file that dbt would read; the current folder is the project's."""
    named = profiles or os.environ.get("DBT_PROFILES_DIR") or default_profiles_dir()
    return Path(named) / "profiles.yml"


def _write_profiles(source: Path, copy: Path, suffix: str) -> None:
    """A copy in which every schema has a suffix. Not rendered, so that env_var() stays what it is."""
    try:
        profiles = yaml.safe_load(source.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise ProjectError(f"{source} cannot be read: {' '.join(str(error).split())}") from None
    for profile in profiles.values():
        for target in (profile.get("outputs") or {}).values():
            for name in {"schema", "dataset"} & set(target):
                target[name] = f"{target[name]}{suffix}"
    copy.write_text(yaml.safe_dump(profiles), encoding="utf-8")


def _written_schemas(session: Session) -> set[tuple[str | None, str]]:
    """Where a build of the rules may write: the models of the package, and what the analyst's files
    are made of."""
    nodes = session.manifest.nodes
    made = [nodes[name] for name in session.upstream([FAULTS])]
    made += [node for node in nodes.values() if node.package_name == PACKAGE]
    return {
        (node.database, node.schema)
        for node in made
        if node.resource_type in ("model", "seed") and node.config.materialized != "ephemeral"
    }


def _known_schemas(session: Session) -> set[tuple[str | None, str]]:
    """Where anything is that the project writes or reads."""
    manifest = session.manifest
    known = [*manifest.nodes.values(), *manifest.sources.values()]
    return {(node.database, node.schema) for node in known}


def _name(schema: Iterable[str | None]) -> str:
    return ".".join(filter(None, schema))


# --- What is to be done ---------------------------------------------------------------------------


def published_day(session: Session, relations: dict[str, str]) -> date:
    """The as-of date of the published scores."""
    relation = relations["lead_scoring__lead_scores"]
    # Nothing is counted; a table that is missing, because its version did not have it, is found out.
    tables = [f"(select count(*) from {table} where false)" for table in relations.values()]
    try:
        rows = session.records(
            f"select max(as_of_date) as as_of_date from {relation} where {' + '.join(tables)} = 0"
        )
    except ProjectError as error:
        raise ProjectError(
            f"The published scores {relation} and what belongs to them cannot be read; build the"
            " project once with the rules of today, or name the target that holds them with"
            f" --published-target. {error}"
        ) from None
    if not rows or rows[0]["as_of_date"] is None:
        raise ProjectError(
            f"The published scores {relation} are empty; there is nothing to compare."
        )
    return rows[0]["as_of_date"]


def staged_inputs(session: Session) -> set[str]:
    return {
        node.name
        for node in session.manifest.nodes.values()
        if node.fqn[:3] == [PACKAGE, "staging", "inputs"] and node.resource_type == "model"
    }


def find_edits(session: Session, published: Session) -> list[Edit] | None:
    """Row by row, what the files say now and said when the published scores were built; None if
    that is not to be read, because an older version was published or nothing was.

    The files as they were are those of that build: `lead-scoring check` may have loaded others into
    the published schema since."""
    query = "select file, row_key, row_name, column_name, cell from {}"
    try:
        before, after = (
            session.records(query.format(side.relation(CELLS))) for side in (published, session)
        )
    except ProjectError:
        return None
    files = described_files(session)
    old, new = rows_of_files(before, files), rows_of_files(after, files)
    return [
        edit
        for file in files
        for edit in edits_of_file(file, files[file].key, old[file], new[file])
    ]


def edits_of_file(file: str, key: list[str], before: list[Row], after: list[Row]) -> list[Edit]:
    """Rows that are the same on both sides go first; of the rest, those of one key are one row."""
    left, right = list(before), []
    for row in after:
        with suppress(ValueError):
            left.remove(row)
            continue
        right.append(row)
    edits = []
    for row in right:
        names = [row[name] for name in key if row[name]]
        said = " ".join(str(name) for name in names)
        match = next((old for old in left if all(old[name] == row[name] for name in key)), None)
        if match is None:
            edits.append(Edit(file, said, "added", [(n, None, v) for n, v in row.items() if v]))
            continue
        left.remove(match)
        cells = [(name, match[name], row[name]) for name in row if match[name] != row[name]]
        edits.append(Edit(file, said, "changed", cells))
    for row in left:
        said = " ".join(str(row[name]) for name in key if row[name])
        edits.append(Edit(file, said, "removed", [(n, v, None) for n, v in row.items() if v]))
    return edits


def plan_matching(
    session: Session, published: Session, edits: list[Edit] | None, fresh: bool
) -> Matching:
    """Published matches serve as long as they hold every condition, on data cleaned alike."""
    missing = Matching(events_reused=False, leads_reused=False, is_published=False)
    if fresh or edits is None:
        return missing
    try:
        for model in session.marked(models.MATCHES):
            session.records(f"select 1 as found from {published.relation(model)} where false")
        new = session.records(
            f"""
            select
                coalesce(rules.rule_id, 'the audience of ' || models.model_id) as name,
                match_keys.scope
            from {session.relation(models.MATCH_KEYS)} as match_keys
            left join {session.relation(models.RULES)} as rules
                on match_keys.match_key = rules.match_key
            left join {session.relation(models.MODELS)} as models
                on match_keys.match_key = models.audience_match_key
            where
                not match_keys.is_dated
                and match_keys.match_key not in (
                    select match_key from {published.relation(models.MATCH_KEYS)}
                )
            """
        )
    except ProjectError:
        return missing
    cleaning = set().union(*session.marked(models.CLEANED_BY).values())
    files = sorted({edit.file for edit in edits} & cleaning)
    scopes = {row["scope"] for row in new}
    cleaned = cleaned_anew(session, files)
    return Matching(
        events_reused="event" not in scopes and models.EVENTS not in cleaned,
        leads_reused="lead" not in scopes and models.LEADS not in cleaned,
        new_conditions=sorted({row["name"] for row in new}),
        cleaning_files=files,
    )


def cleaned_anew(session: Session, files: list[str]) -> set[str]:
    """The staged inputs that are cleaned with what these files, or the vars, say."""
    return {
        name
        for name, cleaned_by in session.marked(models.CLEANED_BY).items()
        if not set(cleaned_by).isdisjoint(files)
    }


def matching_text(matching: Matching) -> str:
    """In a few words, for the report and while it is made."""
    if matching.events_reused and matching.leads_reused:
        return "matching is reused: no event is read"
    if not matching.is_published:
        return "everything is matched anew"
    why = []
    if matching.new_conditions:
        why.append("new conditions: " + ", ".join(matching.new_conditions))
    if matching.cleaning_files:
        why.append("data cleaned anew: " + ", ".join(matching.cleaning_files))
    what = " and ".join(
        name
        for name, reused in [
            ("events", matching.events_reused),
            ("leads", matching.leads_reused),
        ]
        if not reused
    )
    return f"{what} are matched anew; {'; '.join(why)}"


def to_build(session: Session, marts: list[str], matching: Matching) -> set[str]:
    """The models that the marts are made of, but for those that are built already and those that
    the edit leaves as they are published."""
    built = session.upstream([FAULTS, models.MATCH_KEYS, models.STAGES, CELLS])
    published = set()
    if matching.is_published:
        published = staged_inputs(session) - cleaned_anew(session, matching.cleaning_files)
        reused = {"events": matching.events_reused, "leads": matching.leads_reused}
        published |= {name for name, of in session.marked(models.MATCHES).items() if reused[of]}
    stop = built | {f"model.{PACKAGE}.{name}" for name in published}
    return {
        name
        for name in session.upstream(marts, stop)
        if session.manifest.nodes[name].package_name == PACKAGE
        and session.manifest.nodes[name].resource_type == "model"
    }


# --- What came of it ------------------------------------------------------------------------------

PAIR = ["comparison", "before_model_id", "after_model_id"]
MOVES = """
with impact as (
    select * from {impact}
),

moves as (
    select
        {pair},
        'stage_change' as measure,
        stage_change as move
    from impact
    union all
    select
        {pair},
        'grade_change' as measure,
        coalesce(before_fit_grade, 'none') || ' → ' || coalesce(after_fit_grade, 'none') as move
    from impact
    where
        score_change is not null
        and coalesce(before_fit_grade, '') <> coalesce(after_fit_grade, '')
    union all
    select
        {pair},
        'score_change' as measure,
        case
            when score_change > 0 then 'rises'
            when score_change < 0 then 'falls'
            when score_change = 0 then 'stays'
            else 'is on one side only'
        end as move
    from impact
)

select
    {pair},
    measure,
    move,
    count(*) as leads
from moves
where move is not null
group by {pair}, measure, move
"""
LEADS = """
with ranked as (
    select
        *,
        row_number() over (
            partition by {pair}, mql_list_change
            order by
                coalesce(case when mql_list_change = 'enters' then after_total_score
                    else before_total_score end, 0) desc,
                lead_id
        ) as lead_number
    from {impact}
    where mql_list_change is not null
)

select * from ranked
where lead_number <= {listed}
order by lead_number
"""


def read_comparisons(session: Session, kind: str, backtest: bool = True) -> list[dict]:
    """All that the marts say of the comparisons of one kind, live scoring models first."""
    status = {row["model_id"]: row["status"] for row in session.rows(models.MODELS)}
    orders = {row["stage"]: row["stage_order"] for row in session.rows(models.STAGES)}
    impact, pair = session.relation(IMPACT), ", ".join(PAIR)
    parts = {
        "counts": session.rows(SUMMARY),
        "backtest": session.rows(BACKTEST) if backtest else [],
        "moves": session.records(MOVES.format(impact=impact, pair=pair)),
        "leads": session.records(LEADS.format(impact=impact, pair=pair, listed=LISTED_LEADS)),
    }
    found: dict[tuple, dict] = {}
    for part, rows in parts.items():
        for row in rows:
            if row["comparison"] != kind:
                continue
            pair = tuple(row[name] for name in PAIR)
            comparison = found.setdefault(
                pair, dict(zip(PAIR, pair, strict=True)) | {name: [] for name in parts}
            )
            comparison.setdefault("as_of_date", row.get("as_of_date"))
            comparison[part].append({name: row[name] for name in row if name not in PAIR})
    for comparison in found.values():
        model_id = comparison["after_model_id"]
        comparison["status"] = status.get(model_id) if model_id else "removed"
        # From the last stage down, so that what matters comes first.
        comparison["counts"].sort(
            key=lambda row: (row["measure"], -float(orders.get(row["item"]) or 0), row["item"])
        )
        comparison["backtest"].sort(key=lambda row: (row["sample"], row["side"] == "after"))
    return sorted(found.values(), key=lambda row: (row["status"] != "live", _pair(row)))


def _pair(comparison: dict) -> list[str]:
    return [comparison[name] or "" for name in PAIR]
