"""An independent oracle for the scores: plain Python, written from docs (DESIGN.md, §3) alone.

It shares no code and no idea of implementation with the SQL, so that agreement between the two
means something. It prefers the obvious to the quick: every number is computed from the raw
occurrences, and nothing is carried over from one day to the next.

    score_leads         ledger, scores, grade, band, class, stage at the end of one day
    daily_totals        total score at the end of every day since the lead was created
    stage_history       every entry of every stage, found by walking through every day
    look_ahead          what today's leads lack to be MQLs, and when today's MQLs will be none
    threshold_backtest  the crossing view: what each threshold 0..100 would have caught

The order of operations: limit, decay, sum over days, round, group cap, dimension clamp, sum.
A cell that has no meaning (an unknown field or operator, a missing number, a doubled grain) is a
ValueError: an oracle that guesses would hide a difference instead of showing it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

TRUE_WORDS = ("true", "t", "yes", "y", "1", "1.0")
FALSE_WORDS = ("false", "f", "no", "n", "0", "0.0")
SCORED_DIMENSIONS = ("fit", "engagement")
COMPUTED_FIELDS = {"days_since_created": "number", "days_since_last_activity": "number"}
# Cells from a fixed vocabulary, and event types: their case does not matter.
ANY_CASE = {
    "status",
    "enabled",
    "reset_on_recycle",
    "dimension",
    "event_type",
    "limit_period",
    "decay",
}
ANY_CASE |= {"operator", "audience_operator"}
GENERAL_OPERATORS = {
    "equals": lambda actual, value: actual == value,
    "not_equals": lambda actual, value: actual != value,
    "in": lambda actual, items: actual in items,
    "not_in": lambda actual, items: actual not in items,
}
TEXT_OPERATORS = {
    "contains": lambda actual, value: value in actual,
    "not_contains": lambda actual, value: value not in actual,
    "starts_with": lambda actual, value: actual.startswith(value),
    "ends_with": lambda actual, value: actual.endswith(value),
}
NUMBER_OPERATORS = {
    "greater_than": lambda actual, value: actual > value,
    "at_least": lambda actual, value: actual >= value,
    "less_than": lambda actual, value: actual < value,
    "at_most": lambda actual, value: actual <= value,
    "between": lambda actual, ends: ends[0] <= actual <= ends[1],
}
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Lead:
    """`attributes` is what is known today; `versions`, if any, what was known from which day on, and
    `recycled_on` the days on which sales gave the lead back."""

    lead_id: str
    created_on: date
    attributes: dict[str, str | float | None]
    versions: tuple[tuple[date, dict], ...] = ()
    recycled_on: tuple[date, ...] = ()


@dataclass(frozen=True)
class Event:
    lead_id: str
    event_type: str
    occurred_on: date
    properties: dict[str, str | float | None]


@dataclass(frozen=True)
class Config:
    """The analyst's CSV files as rows of column -> cell; None or a missing key is a blank cell."""

    models: list[dict[str, str | None]]
    rules: list[dict[str, str | None]]
    rule_conditions: list[dict[str, str | None]]
    rule_groups: list[dict[str, str | None]]
    bands: list[dict[str, str | None]]
    classes: list[dict[str, str | None]]
    stages: list[dict[str, str | None]]
    lead_fields: dict[str, str]
    event_fields: dict[str, str]


@dataclass
class Entry:
    """One ledger row. A cap has no rule, no occurrences and no base points."""

    dimension: str
    rule_group: str | None
    rule_id: str | None
    entry_type: str
    occurrences: int | None
    counted_occurrences: int | None
    base_points: Decimal | None
    points: Decimal
    last_activity_on: date | None


@dataclass(frozen=True)
class Day:
    """A lead under a model at the end of one day, without regard to the days before."""

    entries: list[Entry]
    fit: Decimal
    engagement: Decimal
    coverage: float
    grade: str | None
    is_disqualified: bool
    lacks_requirement: bool
    fast_tracks: set[str]

    @property
    def is_barred(self) -> bool:
        return self.is_disqualified or self.lacks_requirement


@dataclass
class Spell:
    """One entry of a lead into a stage. Still in: neither exited_on nor exit_reason."""

    entered_on: date
    entered_by: str
    is_announced: bool
    exited_on: date | None = None
    exit_reason: str | None = None


@dataclass
class Score:
    lead_id: str
    model_id: str
    fit_score: Decimal
    engagement_score: Decimal
    total_score: Decimal
    entries: list[Entry]
    fit_grade: str | None
    engagement_band: str | None
    score_class: str | None
    fit_coverage: float
    stage: str | None
    is_mql: bool
    is_disqualified: bool
    is_barred: bool
    last_activity_on: date | None
    priority: str | None
    next_action: str | None
    channel: str | None


# --- reading cells -----------------------------------------------------------------------------


def _cell(row, column, kind=str):
    text = (row.get(column) or "").strip()
    return kind(text.lower() if column in ANY_CASE else text) if text else None


def _keyed(rows, *columns):
    """The rows by their grain, which has to be one."""
    result = {tuple(_cell(row, column) for column in columns): row for row in rows}
    _check(len(result) == len(rows), f"two rows with the same {columns}: {rows}")
    return result


def _check(holds, message):
    if not holds:
        raise ValueError(message)


def _round(value):
    """Half away from zero to 4 decimals; repr, so that a double shown as 0.00005 is a tie."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP) + 0  # + 0: there is no minus zero


# --- conditions, rules, models -----------------------------------------------------------------


class _Condition:
    """`field operator value`, with the value read once according to the type of the field."""

    def __init__(self, row, field_types, prefix=""):
        self.field, self.operator, value = (
            _cell(row, prefix + column) for column in ("field", "operator", "value")
        )
        self.type, self.value = field_types.get(self.field), None
        where = f"condition '{self.field} {self.operator} {value}'"
        _check(self.type is not None, f"{where}: no such field")
        if self.operator in ("is_known", "is_unknown", "is_true", "is_false"):
            return
        # On a field of another type an operator is an error, not a silent no.
        typed = NUMBER_OPERATORS if self.type == "number" else TEXT_OPERATORS
        self.test = (GENERAL_OPERATORS | typed).get(self.operator)
        _check(self.test, f"{where}: no such operator for a {self.type} field")
        _check(value is not None, f"{where}: the value is missing")
        if self.operator in ("in", "not_in", "between"):
            # A text that holds a '|' itself never equals an item: it is in no list.
            self.value = [self._read(item) for item in value.split("|") if item.strip()]
        else:
            self.value = value.lower() if self.operator in TEXT_OPERATORS else self._read(value)

    def _read(self, value):
        if self.type == "number":
            return float(value)
        text = value.strip().lower()
        if self.type == "boolean" and text in TRUE_WORDS + FALSE_WORDS:
            return "true" if text in TRUE_WORDS else "false"
        return text

    def holds(self, actual):
        # Unknown is not the same as no: null matches nothing but is_unknown, not even not_equals.
        if actual is None or self.operator in ("is_known", "is_unknown"):
            return self.operator == ("is_unknown" if actual is None else "is_known")
        actual = self._read(actual)
        if self.operator in ("is_true", "is_false"):
            wanted = self.operator == "is_true"
            if self.type == "number":
                return actual == wanted  # in Python 1.0 == True and 0.0 == False, and no more
            return actual in (TRUE_WORDS if wanted else FALSE_WORDS)
        return self.test(actual, self.value)


class _Rule:
    def __init__(self, row, extra_rows, config):
        self.rule_id, self.dimension = _cell(row, "rule_id"), _cell(row, "dimension")
        self.rule_group, self.event_type = _cell(row, "rule_group"), _cell(row, "event_type")
        fields = config.event_fields if self.event_type else config.lead_fields | COMPUTED_FIELDS
        rows = [r for r in [row, *extra_rows] if _cell(r, "field")]
        self.conditions = [_Condition(r, fields) for r in rows]
        self.points = _cell(row, "points", Decimal)
        self.limit_count = _cell(row, "limit_count", float)
        self.limit_period = _cell(row, "limit_period") or "ever"
        self.min_occurrences = _cell(row, "min_occurrences", float) or 0
        days = _cell(row, "min_occurrences_days", float)
        self.min_occurrences_days = math.inf if days is None else days  # blank: ever
        self.decay = _cell(row, "decay") or "none"
        self.decay_days = _cell(row, "decay_days", float)
        self.decay_pct = _cell(row, "decay_pct", float)
        self.valid_from = _cell(row, "valid_from", date.fromisoformat) or date.min
        self.valid_to = _cell(row, "valid_to", date.fromisoformat) or date.max
        scored = self.dimension in SCORED_DIMENSIONS
        _check(self.points is not None or not scored, f"rule {self.rule_id}: no points")

    def tally(self, days):
        """[(day, matched, counted)] in order of day: validity first, then the frequency limit.

        Counting earliest first makes the tally of a shorter history a prefix of that of a longer.
        """
        matched = Counter(day for day in days if self.valid_from <= day <= self.valid_to)
        used, result = Counter(), []
        for day in sorted(matched):
            period = {
                "day": day,
                "week": day - timedelta(days=day.weekday()),
                "month": (day.year, day.month),
                "ever": None,
            }[self.limit_period]
            counted = matched[day]
            if self.limit_count is not None:
                counted = min(counted, max(0, int(self.limit_count) - used[period]))
            used[period] += counted
            result.append((day, matched[day], counted))
        return result

    def factor(self, age):
        if self.decay == "none":
            return 1.0
        if self.decay == "window":
            return 1.0 if age < self.decay_days else 0.0
        if self.decay == "linear":
            return max(0.0, 1.0 - age / self.decay_days)
        if self.decay == "half_life":
            return 0.5 ** (age / self.decay_days) if age < 10 * self.decay_days else 0.0
        _check(self.decay == "step", f"rule {self.rule_id}: no such decay as {self.decay}")
        return max(0.0, 1.0 - self.decay_pct / 100.0 * math.floor(age / self.decay_days))

    def weights(self, tally, on):
        """counted x factor of each day; nothing while there are fewer than min_occurrences.

        The minimum looks at what matched, not at what the limit let through.
        """
        recent = sum(m for day, m, _ in tally if (on - day).days < self.min_occurrences_days)
        if recent < self.min_occurrences:
            return []
        return [counted * self.factor((on - day).days) for day, _, counted in tally]

    def value(self, tally, on):
        points = float(self.points)
        return _round(math.fsum(points * weight for weight in self.weights(tally, on)))


class _Model:
    """One scoring model with the rows of every CSV file that are about it."""

    def __init__(self, row, config):
        self.model_id = _cell(row, "model_id")

        def mine(rows):
            return [r for r in rows if _cell(r, "model_id") in (None, self.model_id)]

        has_audience = _cell(row, "audience_field") is not None
        self.audience = _Condition(row, config.lead_fields, "audience_") if has_audience else None
        self.maxima = {name: _cell(row, f"{name}_max", Decimal) for name in SCORED_DIMENSIONS}
        self.min_fit_coverage = _cell(row, "min_fit_coverage", float)
        self.resets = (_cell(row, "reset_on_recycle") or "false") in TRUE_WORDS

        extras = defaultdict(list)
        for extra in mine(config.rule_conditions):
            extras[_cell(extra, "rule_id")].append(extra)
        self.rules = [
            _Rule(rule, extras[_cell(rule, "rule_id")], config)
            for rule in mine(config.rules)
            if (_cell(rule, "enabled") or "true") in TRUE_WORDS[:-1]
        ]
        self.fit_fields = {
            condition.field
            for rule in self.rules
            if rule.dimension == "fit" and not rule.event_type
            for condition in rule.conditions
        }
        self.groups = {
            key: (_cell(group, "min_points", Decimal), _cell(group, "max_points", Decimal))
            for key, group in _keyed(mine(config.rule_groups), "dimension", "rule_group").items()
            if key[0] in SCORED_DIMENSIONS
        }
        self.bands = {
            key: _cell(band, "min_score", Decimal)
            for key, band in _keyed(mine(config.bands), "dimension", "label").items()
        }
        self.classes = _keyed(mine(config.classes), "fit_grade", "engagement_band")
        self.stages = {key[0]: r for key, r in _keyed(mine(config.stages), "stage").items()}

    def label(self, dimension, score):
        reached = [(-low, of) for of, low in self.bands.items() if of[0] == dimension]
        return min((r for r in reached if -r[0] <= score), default=(None, (None, None)))[1][1]

    def admits(self, stage, bar, total, engagement, grade):
        """Whether the scores alone reach a bar of the stage."""
        floor = _cell(stage, "min_engagement_score", Decimal)
        min_grade = _cell(stage, "min_fit_grade")
        if bar is None or total < bar or (floor is not None and engagement < floor):
            return False
        has, needs = self.bands.get(("fit", grade)), self.bands.get(("fit", min_grade))
        return min_grade is None or (has is not None and needs is not None and has >= needs)

    def mql_stages(self):
        """The stage mql and those above it; without a stage mql there is none."""
        order = {name: _cell(row, "stage_order", float) for name, row in self.stages.items()}
        return {name for name in order if "mql" in order and order[name] >= order["mql"]}


# --- one lead under one model ------------------------------------------------------------------


def _clamp(value, low, high):
    bounded = value if high is None else min(value, _round(high))
    return bounded if low is None else max(bounded, _round(low))


def _is_match(rule, event):
    same_type = event.event_type.strip().lower() == rule.event_type
    return same_type and all(c.holds(event.properties.get(c.field)) for c in rule.conditions)


class _LeadInModel:
    """Which events match which rule does not depend on the day of the score: found once."""

    def __init__(self, lead, events, model):
        self.lead, self.model, self.days = lead, model, {}
        self.event_days = sorted({event.occurred_on for event in events})
        self.matched_days = {
            rule: [event.occurred_on for event in events if _is_match(rule, event)]
            for rule in model.rules
            if rule.event_type
        }
        self.tallies = {}

    def last_activity_on(self, on):
        return max((day for day in self.event_days if day <= on), default=None)

    def field(self, name, on):
        if name == "days_since_created":
            return (on - self.lead.created_on).days
        if name == "days_since_last_activity":
            last = self.last_activity_on(on)
            return None if last is None else (on - last).days
        return self.attributes(on).get(name)

    def attributes(self, on):
        """What was known then. The first version is taken to have been true before it as well."""
        known = None
        for day, attributes in sorted(self.lead.versions, key=lambda version: version[0]):
            if known is None or day <= on:
                known = attributes
        return self.lead.attributes if known is None else known

    def started_on(self, rule, on):
        """After this day what happened counts; sales gave the lead back on it."""
        if not self.model.resets or rule.dimension not in ("engagement", "fast_track"):
            return date.min
        return max((day for day in self.lead.recycled_on if day <= on), default=date.min)

    def occurrences(self, rule, on):
        if rule.event_type:
            start = self.started_on(rule, on)
            if (rule, start) not in self.tallies:
                days = [day for day in self.matched_days[rule] if day > start]
                self.tallies[rule, start] = rule.tally(days)
            return [row for row in self.tallies[rule, start] if row[0] <= on]
        # Ageless means: dated on the day of the score, whatever that day is.
        matches = all(c.holds(self.field(c.field, on)) for c in rule.conditions)
        return rule.tally([on] if matches else [])

    def entries(self, on):
        """The ledger: every entry, caps included, so that its points add up to the score."""
        ledger, groups, dimensions = [], Counter(), Counter()
        for rule in self.model.rules:
            tally = self.occurrences(rule, on) if rule.dimension in SCORED_DIMENSIONS else []
            if tally:
                matched, counted = sum(row[1] for row in tally), sum(row[2] for row in tally)
                base, points = _round(rule.points * counted), rule.value(tally, on)
                last = tally[-1][0] if rule.event_type else None
                key = (rule.dimension, rule.rule_group)
                ledger.append(
                    Entry(*key, rule.rule_id, "rule", matched, counted, base, points, last)
                )
                groups[key] += points
                dimensions[rule.dimension] += points
        # A group without entries is clamped too: a minimum above 0 gives points to everyone.
        for key, bounds in self.model.groups.items():
            cap = _clamp(groups[key], *bounds) - groups[key]
            if cap:
                ledger.append(Entry(*key, None, "group_cap", None, None, None, _round(cap), None))
                dimensions[key[0]] += cap
        for name in SCORED_DIMENSIONS:
            cap = _clamp(dimensions[name], Decimal(0), self.model.maxima[name]) - dimensions[name]
            if cap:
                cap = _round(cap)
                ledger.append(Entry(name, None, None, "dimension_cap", None, None, None, cap, None))
        return ledger

    def matching(self, dimension, on):
        """(rule, whether it matches) of the rules of a condition kind, which have no points."""
        for rule in self.model.rules:
            if rule.dimension == dimension:
                weights = rule.weights(self.occurrences(rule, on), on)
                yield rule, any(weight > 0 for weight in weights)

    def day(self, on):
        if on in self.days:
            return self.days[on]
        model, entries = self.model, self.entries(on)
        fit, engagement = (
            _round(sum((e.points for e in entries if e.dimension == dimension), Decimal(0)))
            for dimension in SCORED_DIMENSIONS
        )
        known = sum(self.field(name, on) is not None for name in model.fit_fields)
        coverage = known / len(model.fit_fields) if model.fit_fields else 1.0
        is_covered = model.min_fit_coverage is None or coverage >= model.min_fit_coverage
        lacks = any(
            not matches
            for rule, matches in self.matching("require", on)
            # A requirement on an attribute that is out of its validity does not apply.
            if rule.event_type or rule.valid_from <= on <= rule.valid_to
        )
        self.days[on] = Day(
            entries=entries,
            fit=fit,
            engagement=engagement,
            coverage=coverage,
            grade=model.label("fit", fit) if is_covered else "?",
            is_disqualified=any(matches for _, matches in self.matching("disqualify", on)),
            lacks_requirement=lacks,
            fast_tracks={
                rule.rule_group or "mql"
                for rule, matches in self.matching("fast_track", on)
                if matches
            },
        )
        return self.days[on]

    def reaches(self, name, column, on):
        stage, day = self.model.stages[name], self.day(on)
        bar = _cell(stage, column, Decimal)
        if bar is None:
            bar = _cell(stage, "enter_score", Decimal)
        return self.model.admits(stage, bar, day.fit + day.engagement, day.engagement, day.grade)

    def is_in(self, name, on):
        """Whether the lead is in a stage: between the two bars it is as it was the day before."""
        while on >= self.lead.created_on:
            day = self.day(on)
            if day.is_barred:
                return False
            if name in day.fast_tracks or self.reaches(name, "enter_score", on):
                return True
            if not self.reaches(name, "exit_score", on):
                return False
            on -= timedelta(days=1)
        return False

    def spells(self, name, as_of, converted_on):
        """The entries into a stage up to a day; whom sales has won is worked no more."""
        cooldown = _cell(self.model.stages[name], "cooldown_days", int) or 0
        spells, is_open = [], False
        for n in range((as_of - self.lead.created_on).days + 1):
            on = self.lead.created_on + timedelta(days=n)
            if converted_on is not None and on >= converted_on:
                if is_open:
                    spells[-1].exited_on, spells[-1].exit_reason = on, "converted"
                break
            if not is_open and self.is_in(name, on):
                by = "score" if self.reaches(name, "enter_score", on) else "fast_track"
                last = spells[-1].entered_on if spells else None
                announced = last is None or (on - last).days > cooldown
                spells.append(Spell(on, by, announced))
                is_open = True
            elif is_open and not self.is_in(name, on):
                spells[-1].exited_on, spells[-1].exit_reason = on, self.exit_reason(on)
                is_open = False
        return spells

    def exit_reason(self, on):
        if self.day(on).is_disqualified:
            return "disqualified"
        if self.day(on).lacks_requirement:
            return "requirement_lost"
        if self.model.resets and on in self.lead.recycled_on:
            return "recycled"
        changes = (
            on
            in (
                rule.valid_from,
                min(rule.valid_to, date.max - timedelta(days=1)) + timedelta(days=1),
            )
            for rule in self.model.rules
            if not rule.event_type
        )
        if any(changes):
            return "rule_change"
        # The first version is taken to have been true before it as well.
        since = sorted(day for day, _ in self.lead.versions)[1:]
        return "attributes_changed" if on in since else "decayed"

    def score(self, on):
        model, day = self.model, self.day(on)
        band = model.label("engagement", day.engagement)
        class_row = model.classes.get((day.grade, band), {})
        order = {name: _cell(row, "stage_order", float) for name, row in model.stages.items()}
        # The highest order, and the first name among equals.
        reached = [(-order[name], name) for name in model.stages if self.is_in(name, on)]
        stage = min(reached)[1] if reached else None
        return Score(
            lead_id=self.lead.lead_id,
            model_id=model.model_id,
            fit_score=day.fit,
            engagement_score=day.engagement,
            total_score=day.fit + day.engagement,
            entries=day.entries,
            fit_grade=day.grade,
            engagement_band=band,
            score_class=None if day.grade is None or band is None else day.grade + band,
            fit_coverage=day.coverage,
            stage=stage,
            is_mql=stage in model.mql_stages(),
            is_disqualified=day.is_disqualified,
            is_barred=day.is_barred,
            last_activity_on=self.last_activity_on(on),
            priority=_cell(class_row, "priority"),
            next_action=_cell(class_row, "next_action"),
            channel=_cell(class_row, "channel"),
        )


def _population(leads, events, config, as_of):
    """Every lead there is on the day, once for each scoring model that has it in its audience."""
    by_lead = defaultdict(list)
    for event in events:
        if event.occurred_on <= as_of:
            by_lead[event.lead_id].append(event)
    rows = [row for row in config.models if _cell(row, "status") != "retired"]
    for model in [_Model(row, config) for row in rows]:
        for lead in leads:
            audience = model.audience
            if lead.created_on <= as_of and (
                audience is None or audience.holds(lead.attributes.get(audience.field))
            ):
                yield _LeadInModel(lead, by_lead[lead.lead_id], model)


def score_leads(leads, events, config, as_of) -> dict[tuple[str, str], Score]:
    scores = (found.score(as_of) for found in _population(leads, events, config, as_of))
    return {(score.lead_id, score.model_id): score for score in scores}


def daily_totals(leads, events, config, as_of) -> dict[tuple[str, str], list[tuple[date, Decimal]]]:
    totals = {}
    for found in _population(leads, events, config, as_of):
        first = found.lead.created_on
        days = [first + timedelta(days=n) for n in range((as_of - first).days + 1)]
        totals[found.lead.lead_id, found.model.model_id] = [
            (day, _round(sum((entry.points for entry in found.entries(day)), Decimal(0))))
            for day in days
        ]
    return totals


def stage_history(leads, events, config, conversions, as_of) -> dict[tuple, Spell]:
    """(lead_id, model_id, stage, number of the entry) -> the entry."""
    return {
        (found.lead.lead_id, found.model.model_id, name, number): spell
        for found in _population(leads, events, config, as_of)
        for name in found.model.stages
        for number, spell in enumerate(
            found.spells(name, as_of, conversions.get(found.lead.lead_id)), start=1
        )
    }


def look_ahead(leads, events, config, as_of, days) -> dict[tuple[str, str], tuple]:
    """(lead_id, model_id) -> points_to_mql and leaves_mql_on if nothing happens any more."""
    result = {}
    for found in _population(leads, events, config, as_of):
        mql_stages = found.model.mql_stages()
        lacking = leaves_on = None
        if any(found.is_in(name, as_of) for name in mql_stages):
            ahead = (as_of + timedelta(days=n) for n in range(1, days + 1))
            leaves_on = next(
                (on for on in ahead if not any(found.is_in(name, on) for name in mql_stages)), None
            )
        elif mql_stages and not found.day(as_of).is_barred:
            day, bar = found.day(as_of), _cell(found.model.stages["mql"], "enter_score", Decimal)
            lacking = max(Decimal(0), bar - day.fit - day.engagement)
        result[found.lead.lead_id, found.model.model_id] = (lacking, leaves_on)
    return result


# --- the crossing view -------------------------------------------------------------------------


def _ratio(numerator, denominator):
    return None if numerator is None or not denominator else numerator / denominator


def _wilson(successes, trials):
    if not trials:
        return None, None
    share, z2 = successes / trials, Z_95**2
    centre = share + z2 / (2 * trials)
    spread = Z_95 * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    scale = 1 + z2 / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def _first_days(path, before):
    """threshold -> first day with at least that total, strictly before the conversion day."""
    first = {}
    for day, total in path:
        if before is not None and day >= before:
            break
        # The thresholds reached are always 0..n, so the next one to look for is their number.
        while len(first) <= 100 and total >= len(first):
            first[len(first)] = day
    return first


def _samples(population, validation_share):
    """Older cohorts train, the newest validate; a day is never split between the two."""
    bar = (1 - Decimal(str(validation_share))) * len(population)
    per_day, earlier, sample_of = Counter(lead.created_on for lead in population), 0, {}
    for day in sorted(per_day):
        sample_of[day] = "train" if earlier < bar else "validation"
        earlier += per_day[day]
    samples = defaultdict(list)
    for lead in population:
        samples[sample_of[lead.created_on]].append(lead)
    return samples


def _truth_row(sample, converted_on, amounts, first_days, *, threshold, outcome_days):
    flagged, conversions, days_to_conversion, won = 0, 0, [], []
    for lead in sample:
        flagged_on = first_days[lead.lead_id].get(threshold)
        converted = converted_on.get(lead.lead_id)
        flagged += flagged_on is not None
        if converted is None:
            continue
        caught = flagged_on is not None and (converted - flagged_on).days <= outcome_days
        conversions += caught or 0 <= (converted - lead.created_on).days <= outcome_days
        if caught:
            days_to_conversion.append((converted - flagged_on).days)
            won.append(amounts.get(lead.lead_id))
    caught = len(days_to_conversion)
    precision = _ratio(caught, flagged)
    precision_low, precision_high = _wilson(caught, flagged)
    won = [amount for amount in won if amount is not None]
    created = [lead.created_on for lead in sample]
    return {
        "leads": len(sample),
        "conversions": conversions,
        "flagged_leads": flagged,
        "flagged_conversions": caught,
        "precision": precision,
        "precision_low": precision_low,
        "precision_high": precision_high,
        "recall": _ratio(caught, conversions),
        "false_positive_rate": _ratio(flagged - caught, len(sample) - conversions),
        "lift": _ratio(precision, conversions / len(sample)),
        "f1": _ratio(2 * caught, flagged + conversions),
        "flagged_per_week": 7 * flagged / ((max(created) - min(created)).days + 1),
        "median_days_to_conversion": median(days_to_conversion) if caught else None,
        "won_amount": math.fsum(won) if won else None,
    }


def threshold_backtest(  # noqa: PLR0917 - the signature is agreed with the tests
    leads, conversions, amounts, totals, model_ids, as_of, outcome_days=90, validation_share=0.3
) -> dict[tuple[str, str, int], dict]:
    # What happens after the as-of date is not known on it.
    converted_on = {lead_id: day for lead_id, day in conversions.items() if day <= as_of}
    newest = as_of - timedelta(days=outcome_days)
    result = {}
    for model_id in model_ids:
        population = [
            lead
            for lead in leads
            if lead.created_on <= newest and (lead.lead_id, model_id) in totals
        ]
        first_days = {
            lead.lead_id: _first_days(
                [row for row in totals[lead.lead_id, model_id] if row[0] <= as_of],
                converted_on.get(lead.lead_id),
            )
            for lead in population
        }
        for name, sample in _samples(population, validation_share).items():
            for threshold in range(101):
                result[model_id, name, threshold] = _truth_row(
                    sample,
                    converted_on,
                    amounts,
                    first_days,
                    threshold=threshold,
                    outcome_days=outcome_days,
                )
    return result
