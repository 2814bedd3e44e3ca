"""Hypothesis-made worlds: leads, events and rules in every shape, as the rows of text that arrive.

`oracle_inputs` gives the same world to the oracle, cleaned as the docs say that staging cleans.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta, timezone

import oracle
from engine import World
from hypothesis import strategies as st

ATTRIBUTES = [
    {"name": "color", "type": "text"},
    {"name": "plan", "type": "text"},
    {"name": "size", "type": "number"},
    {"name": "active", "type": "boolean"},
]
PROPERTIES = [{"name": "page", "type": "text"}, {"name": "amount", "type": "number"}]
LEAD_TYPES = {attribute["name"]: attribute["type"] for attribute in ATTRIBUTES}
EVENT_TYPES = {property_["name"]: property_["type"] for property_ in PROPERTIES}
COMPUTED = {"days_since_created": "number", "days_since_last_activity": "number"}
# The var lead_scoring__look_ahead_days, short enough to walk through each day.
LOOK_AHEAD_DAYS = 30
PLACEHOLDERS = {
    "", "select", "n/a", "#n/a", "null", "(null)", "none", "(none)", "(blank)", "nan", "undefined", "-", "--",
}  # fmt: skip

# Days around which calendars go wrong, and one on which nothing does.
AS_OF_DAYS = [
    date(2024, 2, 29), date(2025, 2, 28), date(2023, 12, 31), date(2024, 1, 1), date(2026, 6, 30),
    date(2025, 3, 30), date(1999, 12, 31),
]  # fmt: skip
TEXTS = [
    "red", "Red", " RED\t", "blue", "dark blue", "bluebird", "O'Brien", 'the "best"', "50%", "_x_",
    "a|b", "a", "b", "ÀÉÎ", "àéî", "日本語", "😀 ok", "x,y;z", "\\back", "-", "N/A", "Select", "", None,
]  # fmt: skip
NUMBERS = ["0", "1", "5", "10", " 10.0 ", "2.5", "-3", "1e2", "100", "007", "many", "", None]
FLAGS = ["true", "YES", "1", "false", "no", "0", "maybe", "", None]
EVENT_NAMES = ["view", "View ", "click", "sign up", "naïve"]
NEEDLES = ["red", "BLUE", " blue ", "a|b", "o'brien", '"best"', "%", "_", "日本", "😀", "é", "\\"]
ITEMS = ["red", " Blue ", "o'brien", "a", "ÀÉÎ", "😀 ok", "50%", "x,y;z"]
TEXT_OPERATORS = ["contains", "not_contains", "starts_with", "ends_with", "equals", "not_equals"]
NUMBER_OPERATORS = [
    "greater_than", "at_least", "less_than", "at_most", "equals", "not_equals",
]  # fmt: skip


@st.composite
def conditions(draw, types: dict[str, str]) -> dict:
    """field, operator and value that the package accepts for one of the fields."""
    name = draw(st.sampled_from(sorted(types)))
    kind = types[name]
    anything = st.sampled_from(["is_known", "is_unknown"])
    if kind == "number":
        number = st.sampled_from(["0", "1", "5", "10", "2.5", "-3", "100", " 7 "])
        operator = draw(
            st.one_of(st.sampled_from([*NUMBER_OPERATORS, "between", "in", "not_in"]), anything)
        )
        if operator == "between":
            low, high = sorted([draw(number), draw(number)], key=float)
            value = f"{low}|{high}"
        elif operator in ("in", "not_in"):
            value = "|".join(draw(st.lists(number, min_size=1, max_size=4)))
        else:
            value = draw(number)
    elif kind == "boolean":
        operator = draw(st.one_of(st.sampled_from(["is_true", "is_false", "equals"]), anything))
        value = draw(st.sampled_from(["true", "false", "Yes"]))
    else:
        operator = draw(
            st.one_of(
                st.sampled_from([*TEXT_OPERATORS, "in", "not_in", "is_true", "is_false"]), anything
            )
        )
        if operator in ("in", "not_in"):
            value = "|".join(draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=4)))
        else:
            value = draw(st.sampled_from(NEEDLES))
    if operator in ("is_known", "is_unknown", "is_true", "is_false"):
        value = draw(st.sampled_from([None, None, "ignored"]))
    return {"field": name, "operator": operator, "value": value}


@st.composite
def rules(
    draw, number: int, model_ids: list[str], as_of: date, dimension: str | None = None
) -> tuple[dict, list[dict]]:
    """One row of the rules file, of a dimension if that matters, and its extra conditions."""
    is_event = draw(st.booleans())
    dimension = dimension or draw(
        st.sampled_from(["fit"] * 3 + ["engagement"] * 5 + ["require", "disqualify", "fast_track"])
    )
    rule = {
        "rule_id": f"rule {number}",
        "model_id": draw(st.sampled_from([None, None, *model_ids])),
        "dimension": draw(st.sampled_from([dimension, dimension.title()])),
        "rule_group": draw(st.sampled_from([None, "g1", "g2"])),
        "enabled": draw(st.sampled_from([None, "true", "TRUE", "yes", "1", "true", "false"])),
        "description": draw(st.sampled_from([None, 'It\'s "odd", 100 %', "Große Übung 😀"])),
    }
    if dimension == "fast_track":
        rule["rule_group"] = draw(st.sampled_from([None, "mql", "sales"]))
    if dimension in ("fit", "engagement"):
        rule["points"] = draw(
            st.sampled_from(["10", "5", "25", "-10", "-20", "7.5", "0.25", "0", "1e1", "3"])
        )
    types = EVENT_TYPES if is_event else LEAD_TYPES | COMPUTED
    if is_event:
        rule["event_type"] = draw(st.sampled_from(["view", "VIEW", "click", "sign up", "never"]))
        if draw(st.booleans()):
            rule |= draw(conditions(types))
        _add_event_settings(draw, rule)
    else:
        rule |= draw(conditions(types))
    if draw(st.integers(0, 4)) == 0:
        first = as_of + timedelta(days=draw(st.integers(-40, 5)))
        rule["valid_from"] = draw(st.sampled_from([None, first.isoformat()]))
        rule["valid_to"] = draw(
            st.sampled_from([None, (first + timedelta(days=draw(st.integers(0, 30)))).isoformat()])
        )
    extra = draw(st.lists(conditions(types), max_size=draw(st.sampled_from([0, 0, 0, 1, 3]))))
    return rule, [
        {"rule_id": rule["rule_id"], "model_id": rule["model_id"], **condition}
        for condition in extra
    ]


def _add_event_settings(draw, rule: dict) -> None:
    if draw(st.booleans()):
        rule["limit_count"] = draw(st.sampled_from(["1", "2", "3"]))
        rule["limit_period"] = draw(st.sampled_from(["day", "week", "month", "ever", "Week"]))
    if draw(st.integers(0, 3)) == 0:
        rule["min_occurrences"] = draw(st.sampled_from(["1", "2", "3"]))
        rule["min_occurrences_days"] = draw(st.sampled_from([None, "1", "7", "30"]))
    rule |= draw(decays())


@st.composite
def decays(draw) -> dict:
    """The cells of a rule that say how its worth fades."""
    kinds = [None, "none", "window", "linear", "half_life", "step", "Half_Life"]
    rule = {"decay": draw(st.sampled_from(kinds))}
    if rule["decay"] not in (None, "none"):
        rule["decay_days"] = draw(st.sampled_from(["1", "2", "7", "14", "30", "2.5"]))
    if rule["decay"] == "step":
        rule["decay_pct"] = draw(st.sampled_from(["10", "25", "50", "100", "150", "33"]))
    return rule


@st.composite
def worlds(draw, max_rules: int = 10, max_leads: int = 6, max_events: int = 30) -> World:
    as_of = draw(st.sampled_from(AS_OF_DAYS))
    model_ids = draw(st.sampled_from([["m"], ["m", "n"], ["m", "n", "old"]]))
    models = []
    for model_id in model_ids:
        model = {
            "model_id": model_id,
            "model_version": "1",
            "status": {"m": "live", "n": "challenger", "old": "retired"}[model_id],
            "fit_max": draw(st.sampled_from([None, "40", "15.5"])),
            "engagement_max": draw(st.sampled_from([None, "60", "20"])),
            "min_fit_coverage": draw(st.sampled_from([None, "0.5", "1"])),
            "reset_on_recycle": draw(st.sampled_from([None, "true", "Yes", "false"])),
        }
        if draw(st.integers(0, 2)) == 0:
            audience = draw(conditions(LEAD_TYPES))
            model |= {f"audience_{part}": value for part, value in audience.items()}
        models.append(model)
    written, extra = [], []
    for number in range(draw(st.integers(0, max_rules))):
        rule, more = draw(rules(number, model_ids, as_of))
        written.append(rule)
        extra.extend(more)
    leads = [draw(_lead(number, as_of)) for number in range(draw(st.integers(0, max_leads)))]
    lead_ids = [lead["lead_id"] for lead in leads]
    events = []
    if lead_ids:
        for number in range(draw(st.integers(0, max_events))):
            events.append(draw(_event(number, lead_ids, as_of)))
    converted = draw(st.lists(st.sampled_from(lead_ids), unique=True)) if lead_ids else []
    conversions = [
        {
            "lead_id": lead_id,
            "converted_at": _day(as_of, draw(st.integers(-150, 3))),
            "amount": draw(st.sampled_from(["100", "2500.5", None])),
        }
        for lead_id in converted
    ]
    cutoffs = [
        {"lead_id": lead_id, "cutoff_date": _day(as_of, -age)}
        for lead_id in lead_ids
        for age in draw(st.lists(st.integers(0, 100), max_size=2, unique=True))
    ]
    history = [
        draw(_version(lead_id, day)) for lead_id in lead_ids for day in draw(_days(as_of, 120))
    ]
    dispositions = [
        {
            "lead_id": lead_id,
            "disposition": draw(st.sampled_from(["recycled", "Recycled", "accepted", "Rejected"])),
            "disposed_at": day,
        }
        for lead_id in lead_ids
        for day in draw(_days(as_of, 60))
    ]
    files = {
        "models": models,
        "rules": written,
        "rule_conditions": extra,
        "rule_groups": draw(_groups()),
        **draw(labels()),
    }
    make_sense(files)
    return World(
        as_of=as_of,
        inputs={
            "leads": leads, "events": events, "conversions": conversions, "cutoffs": cutoffs,
            "lead_history": history, "dispositions": dispositions,
        },
        files=files,
    )  # fmt: skip


@st.composite
def untidy_worlds(draw) -> World:
    """Worlds as sources deliver them: people at companies, ids that are merged, erased, held out and
    known to the CRM, rows that came twice, and cells that nothing can be done with."""
    world = draw(worlds())
    for lead in world.inputs["leads"]:
        lead["email"] = draw(st.sampled_from(["Ann@acme.example", "bo@gmail.com", "bo@", "", None]))
        lead["company"] = draw(st.sampled_from(["Acme", "ACME ", None]))
        lead["job_title"] = draw(st.sampled_from(["VP of Sales", "Marketing intern", "?", None]))
    known = [lead["lead_id"] for lead in world.inputs["leads"]]
    ids = st.sampled_from([*known, "nobody", "older", " ", None])
    days = st.sampled_from([_day(world.as_of, age) for age in (-40, 0, 2)])
    world.inputs |= {
        "lead_aliases": draw(_rows(alias_lead_id=ids, lead_id=ids)),
        "erased_leads": draw(_rows(lead_id=ids)),
        "holdout": draw(_rows(lead_id=ids)),
        "crm_synced": draw(_rows(lead_id=ids, row_hash=st.just("an old hash"), synced_at=days)),
    }
    for rows in world.inputs.values():
        for row in list(rows):
            trouble = draw(st.sampled_from([None] * 7 + ["twice", "odd", "twice, once odd"]))
            if trouble and trouble.startswith("twice"):
                rows.append(dict(row))
            if trouble and trouble.endswith("odd"):
                row[draw(st.sampled_from(sorted(row)))] = draw(
                    st.sampled_from([None, "", "soon", "2999-12-31", "1900-01-01", "nobody"])
                )
    return world


def _rows(**cells: st.SearchStrategy) -> st.SearchStrategy[list[dict]]:
    """Often none, else up to three."""
    rows = st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=3)
    return st.one_of(st.just([]), rows)


def make_sense(files: dict[str, list[dict]]) -> None:
    """Mends what the package would refuse: files that contradict each other."""
    for model in files["models"]:
        mine = [r for r in files["rules"] if r["model_id"] in (None, model["model_id"])]
        if model["status"] == "live" and not any(_is_on(rule) for rule in mine):
            model["status"] = "challenger"
    scored = [model for model in files["models"] if model["status"] != "retired"]
    reach = min((_reach(model, files) for model in scored), default=(0, 0))
    files["stages"] = [
        stage
        for stage in files["stages"]
        if float(stage["enter_score"]) <= sum(reach)
        and float(stage.get("min_engagement_score") or 0) <= reach[1]
        and {None: 0, "C": 0, "B": 10}[stage.get("min_fit_grade")] <= reach[0]
    ]
    stages = {stage["stage"] for stage in files["stages"]}
    for rule in files["rules"]:
        if (
            rule["dimension"].lower() == "fast_track"
            and (rule["rule_group"] or "mql") not in stages
        ):
            rule["rule_group"] = min(stages, default=None)


def _is_on(rule: dict) -> bool:
    return rule["enabled"] != "false"


def _reach(model: dict, files: dict[str, list[dict]]) -> tuple[float, float]:
    """A lower bound of what fit and engagement can reach: of each the best single rule."""
    best = {"fit": 0.0, "engagement": 0.0}
    caps = {
        (row["dimension"], row["rule_group"]): float(row["max_points"] or math.inf)
        for row in files["rule_groups"]
    }
    for rule in files["rules"]:
        dimension = rule["dimension"].lower()
        if dimension in best and _is_on(rule) and rule["model_id"] in (None, model["model_id"]):
            cap = caps.get((dimension, rule["rule_group"]), math.inf)
            best[dimension] = max(best[dimension], min(float(rule["points"]), cap))
    return tuple(
        min(points, float(model[f"{dimension}_max"] or math.inf))
        for dimension, points in best.items()
    )


def _day(as_of: date, offset: int) -> str:
    return (as_of + timedelta(days=offset)).isoformat()


def _days(as_of: date, oldest: int) -> st.SearchStrategy[list[str]]:
    """Often none, else one or two days."""
    ages = st.lists(st.integers(-2, oldest), min_size=1, max_size=2, unique=True)
    return st.one_of(st.just([]), st.just([]), ages).map(
        lambda found: [_day(as_of, -age) for age in found]
    )


@st.composite
def _version(draw, lead_id: str, day: str) -> dict:
    return {"lead_id": lead_id, "valid_from": day, **draw(_attributes())}


@st.composite
def _lead(draw, number: int, as_of: date) -> dict:
    return {
        # Ids that differ in case only are different leads.
        "lead_id": draw(st.sampled_from(["lead", "LEAD", "lé'ad", "null"])) + f"-{number}",
        "created_at": _day(as_of, draw(st.integers(-130, 3))),
        **draw(_attributes()),
    }


@st.composite
def _attributes(draw) -> dict:
    return {
        "color": draw(st.sampled_from(TEXTS)),
        "plan": draw(st.sampled_from(TEXTS)),
        "size": draw(st.sampled_from(NUMBERS)),
        "active": draw(st.sampled_from(FLAGS)),
    }


@st.composite
def _event(draw, number: int, lead_ids: list[str], as_of: date) -> dict:
    moment = draw(
        st.sampled_from(["", " 00:00:00", " 23:59:59.999", "T12:00:00Z", "T23:30:00-05:00"])
    )
    return {
        "event_id": f"e{number}",
        "lead_id": draw(st.sampled_from(lead_ids)),
        "event_type": draw(st.sampled_from(EVENT_NAMES)),
        "occurred_at": _day(as_of, draw(st.one_of(st.integers(-9, 2), st.integers(-150, 2))))
        + moment,
        "page": draw(st.sampled_from(TEXTS)),
        "amount": draw(st.sampled_from(NUMBERS)),
    }


@st.composite
def _groups(draw) -> list[dict]:
    rows = []
    # Once a dimension's groups are listed, all must be.
    for dimension in ("fit", "engagement"):
        if draw(st.booleans()):
            for group in ("g1", "g2"):
                low = draw(st.sampled_from([None, None, "-5", "0", "2"]))
                high = draw(st.sampled_from([None, "10", "12.25", "3"]))
                rows.append(
                    {
                        "dimension": dimension, "rule_group": group,
                        "min_points": low, "max_points": high,
                    }
                )  # fmt: skip
    return rows


@st.composite
def labels(draw) -> dict[str, list[dict]]:
    """Bands, classes and stages."""
    bands = [
        {"dimension": "fit", "label": label, "min_score": score}
        for label, score in [("A", draw(st.sampled_from(["12", "15.5"]))), ("B", "10"), ("C", "0")]
    ] + [
        {"dimension": "engagement", "label": label, "min_score": score}
        for label, score in [("1", "15"), ("2", "5"), ("3", "0")]
    ]
    classes = [
        {
            "fit_grade": grade, "engagement_band": band,
            "priority": str(ord(grade) % 7), "next_action": f"do {grade}{band}", "channel": None,
        }
        for grade in draw(st.sampled_from(["ABC?", "ABC"]))
        for band in "123"
    ]  # fmt: skip
    cooldowns = st.sampled_from([None, "0", "7", "30"])
    stages = [
        {"stage": "nurture", "stage_order": "1", "enter_score": draw(st.sampled_from(["0", "5"]))},
        {
            "stage": "mql", "stage_order": "2",
            "enter_score": draw(st.sampled_from(["7", "10", "12.5", "20"])),
            "exit_score": draw(st.sampled_from([None, "2.5", "5", "7"])),
            "cooldown_days": draw(cooldowns),
            "min_fit_grade": draw(st.sampled_from([None, "B", "C"])),
            "min_engagement_score": draw(st.sampled_from([None, "5"])),
        },
        {
            "stage": "sales", "stage_order": "3", "enter_score": draw(st.sampled_from(["15", "30"])),
            "exit_score": draw(st.sampled_from([None, "5", "15"])),
            "cooldown_days": draw(cooldowns),
        },
    ]  # fmt: skip
    kept = draw(st.sampled_from([stages, stages, stages[:1], []]))
    return {"bands": bands, "classes": classes, "stages": kept}


# ------------------------------------------------------------------------------------------------


def clean_text(cell: str | None) -> str | None:
    text = (cell or "").strip()
    return None if text.lower() in PLACEHOLDERS else text


def clean_value(cell: str | None, kind: str):
    text = clean_text(cell)
    if text is None:
        return None
    if kind == "number":
        try:
            number = float(text)
        except ValueError:
            return None
        return number if math.isfinite(number) else None
    if kind == "boolean":
        words = {"true": "true", "yes": "true", "1": "true",
                 "false": "false", "no": "false", "0": "false"}  # fmt: skip
        return words.get(text.lower())
    return text


def utc_day(cell: str) -> date:
    moment = datetime.fromisoformat(cell.strip().replace("Z", "+00:00"))
    if moment.tzinfo is not None:
        moment = moment.astimezone(timezone.utc)
    return moment.date()


def known_on(day: date, attributes: dict, versions: tuple) -> dict:
    """Of a history the version of the day counts, or else the first one."""
    ordered = sorted(versions, key=lambda version: version[0])
    past = [known for since, known in ordered if since <= day]
    return past[-1] if past else ordered[0][1] if ordered else attributes


def oracle_inputs(world: World, lead_types=LEAD_TYPES, event_types=EVENT_TYPES):
    """The leads, events, config and conversions of a world for the oracle."""

    def attributes(row):
        return {name: clean_value(row.get(name), kind) for name, kind in lead_types.items()}

    def versions(lead_id):
        return tuple(
            (utc_day(row["valid_from"]), attributes(row))
            for row in world.inputs.get("lead_history", [])
            if row["lead_id"] == lead_id
        )

    leads = [
        oracle.Lead(
            lead_id=row["lead_id"].strip(),
            created_on=utc_day(row["created_at"]),
            attributes=known_on(world.as_of, attributes(row), versions(row["lead_id"])),
            versions=versions(row["lead_id"]),
            recycled_on=tuple(
                utc_day(answer["disposed_at"])
                for answer in world.inputs.get("dispositions", [])
                if answer["lead_id"] == row["lead_id"]
                and answer["disposition"].lower() == "recycled"
                and utc_day(answer["disposed_at"]) <= world.as_of
            ),
        )
        for row in world.inputs.get("leads", [])
        if utc_day(row["created_at"]) <= world.as_of
    ]
    known = {lead.lead_id for lead in leads}
    events = [
        oracle.Event(
            lead_id=row["lead_id"],
            event_type=row["event_type"].strip(),
            occurred_on=utc_day(row["occurred_at"]),
            properties={
                name: clean_value(row.get(name), kind) for name, kind in event_types.items()
            },
        )
        for row in world.inputs.get("events", [])
        if row["lead_id"] in known and utc_day(row["occurred_at"]) <= world.as_of
    ]
    config = oracle.Config(
        **{
            name: world.files.get(name, [])
            for name in [
                "models",
                "rules",
                "rule_conditions",
                "rule_groups",
                "bands",
                "classes",
                "stages",
            ]
        },
        lead_fields=lead_types,
        event_fields=event_types,
    )
    conversions = {
        row["lead_id"]: utc_day(row["converted_at"])
        for row in world.inputs.get("conversions", [])
        if row["lead_id"] in known and utc_day(row["converted_at"]) <= world.as_of
    }
    amounts = {
        row["lead_id"]: float(row["amount"]) if row["amount"] else None
        for row in world.inputs.get("conversions", [])
        if row["lead_id"] in conversions
    }
    return leads, events, config, conversions, amounts
