"""A fault in the analyst's files stops the run with a sentence that names the cell."""

from __future__ import annotations

import copy
from datetime import date

import duckdb
import pytest
from engine import Engine, World

RULE = {"rule_id": "r", "dimension": "fit", "field": "size", "operator": "at_least", "value": "5",
        "points": "1"}  # fmt: skip
VISIT = {"rule_id": "r", "dimension": "engagement", "event_type": "view", "points": "1"}
MODELS = [{"model_id": "m", "status": "live"}, {"model_id": "n", "status": "challenger"}]


def faults(engine: Engine, **files) -> str:
    """What the gate says about files that are right but for the given rows."""
    world = World(
        date(2026, 6, 30), {}, {"models": MODELS, "rules": [RULE], **copy.deepcopy(files)}
    )
    with pytest.raises(duckdb.Error) as error:
        engine.run(world, checked=True)
    return str(error.value)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({**RULE, "points": "ten"}, "rule_id r, column points: 'ten'; expected a number"),
        ({**RULE, "points": None}, "rule_id r, column points: the cell is empty; expected a number"),
        ({**RULE, "field": "hue"}, "column field: 'hue'; expected an attribute of leads: active, color"),
        ({**VISIT, "field": "size", "operator": "is_known"},
         "column field: 'size'; expected a property of events: amount, page"),
        ({**RULE, "operator": "over"}, "column operator: 'over'; expected one of: equals,"),
        ({**RULE, "operator": None}, "column operator: the cell is empty; expected an operator"),
        ({**RULE, "field": None}, "column field: the cell is empty; expected a field"),
        ({**RULE, "value": None}, "column value: the cell is empty; expected a value to compare size"),
        ({**RULE, "value": "big"}, "column value: 'big'; expected a number, because size is one"),
        ({**RULE, "operator": "in", "value": "1|x"}, "column value: '1|x'; expected a number"),
        ({**RULE, "operator": "between"}, "column value: '5'; expected two numbers, the smaller"),
        ({**RULE, "operator": "between", "value": "9|5"}, "column value: '9|5'; expected two numbers"),
        ({**RULE, "operator": "contains"}, "column operator: 'contains'; expected an operator for a number"),
        ({**RULE, "field": "color"}, "column operator: 'at_least'; expected an operator for text"),
        ({**RULE, "dimension": "fitt"}, "column dimension: 'fitt'; expected one of: fit, engagement,"),
        ({**RULE, "model_id": "x"}, "rule_id r model_id x, column model_id: 'x'; expected empty or one of: m, n"),
        ({**RULE, "enabled": "perhaps"}, "column enabled: 'perhaps'; expected true or false"),
        ({**RULE, "valid_from": "31/12/2026"}, "column valid_from: '31/12/2026'; expected a date like"),
        ({**RULE, "valid_from": "2026-02-01", "valid_to": "2026-01-31"},
         "column valid_to: '2026-01-31'; expected a date that is not before valid_from"),
        ({**VISIT, "decay": "linear"}, "column decay_days: the cell is empty; expected a number of days"),
        ({**VISIT, "decay": "window", "decay_days": "0"}, "column decay_days: '0'; expected a number above 0"),
        ({**VISIT, "decay": "step", "decay_days": "5"}, "column decay_pct: the cell is empty"),
        ({**VISIT, "decay": "slow"}, "column decay: 'slow'; expected one of: none, window, linear,"),
        ({**VISIT, "limit_count": "1"}, "column limit_period: the cell is empty; expected day, week"),
        ({**VISIT, "limit_period": "day"}, "column limit_count: the cell is empty; expected a whole"),
        ({**VISIT, "limit_count": "1.5", "limit_period": "day"},
         "column limit_count: '1.5'; expected a whole number, at least 1"),
        ({**VISIT, "limit_count": "1", "limit_period": "year"}, "column limit_period: 'year'; expected one"),
        ({**VISIT, "min_occurrences_days": "7"}, "column min_occurrences: the cell is empty"),
    ],
)  # fmt: skip
def test_a_wrong_rule(engine: Engine, rule, sentence):
    said = faults(engine, rules=[rule])
    assert sentence in said
    assert "faults in your CSV files (1)" in said, "one fault, one sentence"


BAND = {"dimension": "fit", "label": "A", "min_score": "0"}
STAGE = {"stage": "mql", "stage_order": "1", "enter_score": "10"}
GROUP = {"dimension": "fit", "rule_group": "g", "max_points": "9"}


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"rules": [RULE, RULE]}, "column rule_id: 'r'; expected a rule_id once in a model"),
        ({"rules": [RULE, {**RULE, "model_id": "n"}]}, "rule_id r model_id n, column rule_id: 'r'"),
        ({"models": [*MODELS, MODELS[0]]}, "model_id m, column model_id: 'm'; expected each model_id once"),
        ({"models": [{"model_id": "m", "status": "alive"}]}, "column status: 'alive'; expected one of"),
        ({"models": [{**MODELS[0], "fit_max": "-1"}]}, "column fit_max: '-1'; expected a number, at least 0"),
        ({"models": [{**MODELS[0], "audience_field": "hue", "audience_operator": "is_known"}]},
         "model_id m, column audience_field: 'hue'; expected an attribute of leads"),
        ({"models": [{**MODELS[0], "audience_field": "days_since_created",
                      "audience_operator": "at_least", "audience_value": "3"}]},
         "column audience_field: 'days_since_created'; expected an attribute that does not change"),
        ({"rule_conditions": [{"rule_id": "q", "field": "size", "operator": "is_known"}]},
         "rule_id q field size, column rule_id: 'q'; expected the rule_id of a rule"),
        ({"rule_conditions": [
            {"rule_id": "r", "model_id": model, "field": "size", "operator": "at_most", "value": value}
            for model, value in [(None, "10"), (None, "11"), ("n", "12"), ("n", "13")]]},
         "rule_id r model_id n, column rule_id: '5 conditions'; expected at most 4 conditions"),
        ({"rule_groups": [{**GROUP, "min_points": "10"}]},
         "rule_group g dimension fit, column max_points: '9'; expected a number that is not below"),
        ({"rule_groups": [GROUP, {**GROUP, "model_id": "n"}]},
         "rule_group g dimension fit model_id n, column rule_group: 'g'; expected each rule_group"),
        ({"bands": [BAND, {**BAND, "model_id": "m"}]}, "label A dimension fit model_id m, column label: 'A'"),
        ({"bands": [BAND, {**BAND, "label": "B"}]}, "column min_score: '0.0000'; expected another min_score"),
        ({"bands": [{**BAND, "min_score": "low"}]}, "column min_score: 'low'; expected a number"),
        ({"stages": [STAGE, {**STAGE, "model_id": "n"}]}, "stage mql model_id n, column stage: 'mql'"),
        ({"bands": [BAND], "stages": [{**STAGE, "min_fit_grade": "Z"}]},
         "column min_fit_grade: 'Z'; expected a label that the bands give for fit"),
        ({"stages": [{**STAGE, "enter_score": None}]}, "column enter_score: the cell is empty"),
        ({"classes": [{"fit_grade": "A", "engagement_band": "1", "model_id": "z"}]},
         "column model_id: 'z'; expected empty or one of: m, n"),
        ({"event_types": [{"raw_event_type": "v", "event_type": "a", "actor": "prospect"},
                          {"raw_event_type": "v", "event_type": "b", "actor": "sales"}]},
         "raw_event_type v, column raw_event_type: 'v'; expected each raw_event_type once"),
        ({"event_types": [{"raw_event_type": "v", "event_type": "a", "actor": "robot"}]},
         "column actor: 'robot'; expected one of: prospect, sales, system"),
    ],
)  # fmt: skip
def test_files_that_do_not_fit(engine: Engine, files, sentence):
    assert sentence in faults(engine, **files)


def test_all_faults_are_told_at_once(engine: Engine):
    rules = [{**RULE, "rule_id": f"r{number}", "points": "x"} for number in range(7)]
    said = faults(engine, rules=rules, bands=[{**BAND, "dimension": "fitness"}])
    assert "(8)" in said and said.count("column points") == 7 and "'fitness'" in said


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ({**RULE, "field": "siez"}, "size"),
        ({**RULE, "operator": "at_leest"}, "at_least"),
        ({**RULE, "dimension": "fitt"}, "fit"),
        ({**VISIT, "decay": "half-life", "decay_days": "5"}, "half_life"),
        ({**VISIT, "field": "pages", "operator": "is_known"}, "page"),
        ({**RULE, "field": "something_else"}, None),
    ],
)
def test_near_misses_are_guessed(engine: Engine, rule, meant):
    said = faults(engine, rules=[rule])
    assert (f"did you mean {meant}?" in said) if meant else ("did you mean" not in said)


def headers(engine: Engine, change: str) -> str:
    """What the gate says after the header of the rules file was changed."""
    world = World(date(2026, 6, 30), {}, {"models": MODELS, "rules": [RULE]})
    engine.load(world)
    engine.connection.execute(f"alter table csv_rules {change}")
    try:
        engine.build(world.as_of)
    except duckdb.Error as error:
        return str(error)
    return "no faults"


def test_headers(engine: Engine):
    assert headers(engine, "drop column rule_id").count("\n  - ") == 1
    assert "the header, column points: it is missing" not in headers(engine, "add column note text")
    said = headers(engine, "rename column points to pionts")
    assert "the header, column pionts: 'pionts'; expected the column name points" in said
    assert "(1)" in said, "only the header, not every row of the file"
    said = headers(engine, "rename column limit_count to limit_cont")
    assert "column limit_cont: 'limit_cont'; expected the column name limit_count" in said
    assert headers(engine, "add column owner text") == "no faults"
    assert headers(engine, "drop column valid_to") == "no faults"
    engine.run(World(date(2026, 6, 30), {}, {"models": MODELS, "rules": [RULE]}))


def test_a_rule_that_is_switched_off_may_be_unfinished(engine: Engine):
    unfinished = {**RULE, "rule_id": "later", "field": "hue", "points": None, "enabled": "no"}
    world = World(date(2026, 6, 30), {}, {"models": MODELS, "rules": [RULE, unfinished]})
    engine.run(world, checked=True)
    assert engine.rows("select count(*) as n from int_lead_scoring__rules") == [{"n": 2}]
