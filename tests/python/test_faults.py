"""A fault in the analyst's files stops the run with a sentence that names the cell."""

from __future__ import annotations

import copy
import re
from datetime import date
from functools import cache

import duckdb
import pytest
from engine import Engine, Postgres, World

RULE = {"rule_id": "r", "dimension": "fit", "field": "size", "operator": "at_least", "value": "5",
        "points": "1"}  # fmt: skip
VISIT = {"rule_id": "r", "dimension": "engagement", "event_type": "view", "points": "1"}
MODELS = [{"model_id": "m", "status": "live"}, {"model_id": "n", "status": "challenger"}]


def faults(engine: Engine, **files) -> list[str]:
    """What is said about files that are right but for the given rows."""
    files = {"models": MODELS, "rules": [RULE], **copy.deepcopy(files)}
    return engine.faults(World(date(2026, 6, 30), {}, files))


def of_rule(engine: Engine, rule: dict, severity: str) -> list[str]:
    """What is said of a rule among all others that are tried, which are checked in one go."""
    found = _said_of_rules(engine)
    names = [name for name, each in together(RULES).items() if each == rule]
    return [said for name in names[:1] for said in found[severity].get(name, [])]


@cache
def _said_of_rules(engine: Engine) -> dict[str, dict[str, list[str]]]:
    """By severity and by rule_id, which the sentences call r."""
    rules = [{**rule, "rule_id": name} for name, rule in together(RULES).items()]
    engine.faults(World(date(2026, 6, 30), {}, {**READY, "rules": rules}))
    found: dict[str, dict[str, list[str]]] = {"fault": {}, "notice": {}}
    for severity, of_rules in found.items():
        for said in engine.told(severity):
            if name := re.search(r"rule_id (r\d{3})\b", said):
                of_rules.setdefault(name[1], []).append(said.replace(name[0], "rule_id r", 1))
    return found


def together(rules: list[dict]) -> dict[str, dict]:
    """The rules of many cases, each under a name of its own."""
    return {f"r{place:03}": rule for place, rule in enumerate(rules)}


WRONG_RULES = [
    ({**RULE, "points": "ten"}, "rule_id r, column points: 'ten'; expected a number"),
    ({**RULE, "points": None}, "rule_id r, column points: the cell is empty; expected a number"),
    ({**RULE, "field": "hue"}, "column field: 'hue'; expected an attribute of leads: active, color"),
    ({**VISIT, "field": "size", "operator": "is_known"},
     "column field: 'size'; expected a property of events, because event_type is set: amount, page"),
    ({**RULE, "operator": "over"}, "column operator: 'over'; expected one of: equals,"),
    ({**RULE, "operator": None}, "column operator: the cell is empty; expected an operator"),
    ({**RULE, "field": None}, "column field: the cell is empty; expected a field"),
    ({**RULE, "value": None}, "column value: the cell is empty; expected a value to compare size"),
    ({**RULE, "value": "big"}, "column value: 'big'; expected a number, because size is one"),
    ({**RULE, "operator": "in", "value": "1|x"}, "column value: '1|x'; expected a number"),
    ({**RULE, "operator": "between"}, "column value: '5'; expected two numbers for between, the smaller"),
    ({**RULE, "operator": "between", "value": "9|5"}, "column value: '9|5'; expected two numbers"),
    ({**RULE, "operator": "contains"}, "column operator: 'contains'; expected an operator for a number"),
    ({**RULE, "field": "color"}, "column operator: 'at_least'; expected an operator for text"),
    ({**RULE, "dimension": "fitt"}, "column dimension: 'fitt'; expected one of: fit, engagement,"),
    ({**RULE, "enabled": "perhaps"}, "column enabled: 'perhaps'; expected true or false"),
    ({**RULE, "valid_from": "31/12/26"}, "column valid_from: '31/12/26'; expected a date like 2026-06-30"),
    ({**RULE, "valid_from": "epoch"}, "column valid_from: 'epoch'; expected a date like 2026-06-30"),
    ({**RULE, "valid_to": "03/04/2026"},
     "column valid_to: '03/04/2026'; expected a date like 2026-06-30; day and month may stand in"),
    ({**RULE, "valid_to": "30.02.2026"}, "column valid_to: '2026-02-30'; expected a date like"),
    ({**RULE, "points": "1,000"}, "column points: '1,000'; expected a number; the comma may divide"),
    ({**RULE, "value": "1,000"}, "column value: '1,000'; expected a number, because size is one; the comma"),
    ({**RULE, "points": "1.000"}, "column points: '1.000'; expected a number; the point may divide"),
    ({**RULE, "value": "1.000"}, "column value: '1.000'; expected a number, because size is one; the point"),
    ({**RULE, "operator": "between", "value": "1.000|2.000"}, "'1.000|2.000'; expected a number, because"),
    ({**VISIT, "decay": "linear", "decay_days": "1.000"}, "column decay_days: '1.000'; expected a number"),
    ({**RULE, "points": "10 %"}, "column points: '10 %'; expected a number"),
    ({**RULE, "points": "1e308"}, "column points: '1e308'; expected a number; numbers go up to 10000000"),
    ({**RULE, "points": "Infinity"}, "column points: 'Infinity'; expected a number"),
    ({**RULE, "rule_group": "#REF!"}, "column rule_group: '#REF!'; expected a value"),
    ({**RULE, "description": "Err:502"}, "column description: 'Err:502'; expected a value"),
    ({**RULE, "field": "color", "operator": "equals", "value": "“red”"},
     "column value: '“red”'; expected a value without typographic quotes"),
    ({**VISIT, "decay_days": "7"}, "column decay: the cell is empty; expected none, window, linear"),
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
]  # fmt: skip


@pytest.mark.parametrize(("rule", "sentence"), WRONG_RULES)
def test_a_wrong_rule(engine: Engine, rule, sentence):
    (said,) = of_rule(engine, rule, "fault")
    assert sentence in said


WORD = {**RULE, "field": "color", "operator": "equals", "value": "red"}


MISWRITTEN_RULES = [
    ({**RULE, "operator": "between", "value": "50-999"},
     "'50-999'; expected two numbers for between, the smaller one first, like 10|50;"
     " a range has the operator between and is written 50|999"),
    ({**RULE, "value": "50–999"}, "a range has the operator between and is written 50|999"),
    ({**RULE, "points": "#NAME?"}, "; a spreadsheet could not compute it: write the value itself"),
    ({**RULE, "rule_group": "#REF!"}, "; a spreadsheet could not compute it: write the value itself"),
    ({**RULE, "enabled": "WAHR"}, "'wahr'; expected true or false; did you mean true?"),
    ({**RULE, "enabled": "FAUX"}, "'faux'; expected true or false; did you mean false?"),
    ({**RULE, "field": "active", "operator": "equals", "value": "FALSCH"},
     "column value: 'FALSCH'; expected true or false, because active is one of them; did you mean false?"),
    ({**RULE, "operator": "="}, "did you mean equals?"),
    ({**RULE, "operator": ">"}, "did you mean greater_than?"),
    ({**RULE, "operator": ">="}, "did you mean at_least?"),
    ({**RULE, "operator": "contains?"}, "did you mean contains?"),
    ({**RULE, "valid_from": "46203"},
     "'46203'; expected a date like 2026-06-30; as a number of days of a spreadsheet that is 2026-06-30"),
    # A Cyrillic о, and a space without width.
    ({**WORD, "field": "c\u043elor"}, "; some of its letters only look like Latin ones"),
    ({**WORD, "rule_group": "c\u043empany"}, "expected letters of one alphabet: some only look like"),
    ({**VISIT, "event_type": "vi\u200bew"}, "expected a value without invisible signs"),
    ({**RULE, "field": "active", "operator": "is_true", "value": "no"},
     "column value: 'no'; expected an empty cell, because is_true says it"),
    ({**RULE, "field": "active", "operator": "is_false", "value": "Yes"}, "because is_false says it"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "sentence"), MISWRITTEN_RULES)
def test_what_is_wrong_is_said_with_what_to_write(engine: Engine, rule, sentence):
    (said,) = of_rule(engine, rule, "fault")
    assert sentence in said


@pytest.mark.parametrize("rule", [
    {**WORD, "operator": "at_least"},
    {**RULE, "operator": "contains"},
    {**VISIT, "rule_id": "view 1", "dimension": "fast_track", "rule_group": "g1"},
])  # fmt: skip
def test_nothing_is_suggested_that_may_not_stand_there(engine: Engine, rule):
    """No operator for numbers where one for text is asked for, no group where a stage is."""
    groups = [{"dimension": "engagement", "rule_group": "g2"}]
    stages = [{"stage": "mql", "stage_order": "1", "enter_score": "1"}]
    said = faults(engine, rules=[RULE, {**rule, "rule_id": "s"}], rule_groups=groups, stages=stages)
    assert said and not [sentence for sentence in said if "did you mean" in sentence]


def notices(engine: Engine, change: str = "select 1", **files) -> list[str]:
    """What is noticed about files that are right but for the given rows and have no fault."""
    world = World(date(2026, 6, 30), {}, {**READY, **copy.deepcopy(files)})
    assert engine.faults(world, change) == []
    return engine.told("notice")


# Files of which there is nothing to say.
READY = {
    "models": MODELS,
    "rules": [RULE],
    "stages": [{"stage": "mql", "stage_order": "1", "enter_score": "1"}],
    "bands": [
        {"dimension": dimension, "label": "A", "min_score": "0"} for dimension in ("fit", "engagement")
    ],
    "classes": [{"fit_grade": "A", "engagement_band": "A"}],
    "countries": [{"spelling": "uk", "country": "United Kingdom"}],
    "title_patterns": [{"pattern": "head", "attribute": "seniority", "label": "Head", "priority": "1"}],
}  # fmt: skip
EMAIL = {**WORD, "field": "email_domain"}
PAGE = {**VISIT, "field": "page", "operator": "equals"}
NO_EFFECT = "it has no effect: an attribute has no age and happens once"


ODD_RULES = [
    ({**RULE, "points": "2500"}, "column points: '2500'; more points than a score has"),
    ({**VISIT, "decay": "step", "decay_days": "5", "decay_pct": "0.25"},
     "column decay_pct: '0.25'; 0.25 is less than one percent; write 25 for 25 %"),
    ({**VISIT, "decay": "step", "decay_days": "5", "decay_pct": "250"},
     "column decay_pct: '250'; more than all: at the first full decay_days nothing is left"),
    ({**VISIT, "decay": "window", "decay_days": "5", "decay_pct": "25"},
     "column decay_pct: '25'; it is not looked at, because decay is window"),
    ({**VISIT, "decay": "none", "decay_days": "5"}, "column decay_days: '5'; it is not looked at, because"),
    ({**RULE, "decay": "window", "decay_days": "5"}, f"column decay: 'window'; {NO_EFFECT}"),
    ({**RULE, "decay_days": "5"}, f"column decay_days: '5'; {NO_EFFECT}"),
    ({**RULE, "limit_count": "1", "limit_period": "day"}, f"column limit_count: '1'; {NO_EFFECT}"),
    ({**RULE, "min_occurrences": "2"}, f"column min_occurrences: '2'; {NO_EFFECT}"),
    ({**RULE, "dimension": "require"}, "column points: '1'; a rule of require gives no points"),
    ({**RULE, "dimension": "disqualify", "points": "-9"}, "'-9'; a rule of disqualify gives no points"),
    ({**RULE, "field": "active", "operator": "is_known", "value": "no"},
     "column value: 'no'; the value is not looked at by is_known"),
    ({**RULE, "field": "active", "operator": "is_true", "value": "1"},
     "column value: '1'; the value is not looked at by is_true"),
    ({**WORD, "value": "red|blue"}, "'red|blue'; it is compared as one text, with its |; a list of values"
     " has the operator in"),
    ({**WORD, "operator": "not_equals", "value": "red|blue"}, "a list of values has the operator not_in"),
    ({**WORD, "operator": "in", "value": "Software;Retail"},
     "'Software;Retail'; it is one value: values of a list are separated by |"),
    ({**WORD, "operator": "in", "value": "red, blue"}, "'red, blue'; it is one value: values of a list"),
    ({**WORD, "operator": "in", "value": "red|blue;green"}, "'blue;green'; it is one value"),
    ({**WORD, "operator": "starts_with", "value": "/pric.*"},
     "'/pric.*'; it is compared letter by letter: there are no patterns"),
    ({**WORD, "operator": "contains", "value": "%pric%"}, "'%pric%'; it is compared letter by letter"),
    ({**WORD, "value": "^red$"}, "'^red$'; it is compared letter by letter"),
    ({**WORD, "value": "Financial\u00a0Services"}, "it holds a no-break space, which is compared like a letter"),
    ({**EMAIL, "value": "https://acme.com"}, "'https://acme.com'; email_domain holds what follows the @"),
    ({**WORD, "value": "re\u200bd"}, "it holds an invisible sign, which is compared like a letter"),
    ({**WORD, "value": "r\u0435d"}, "some of its letters only look like Latin ones, and are compared as others"),
    ({**EMAIL, "value": "@acme.com"}, "'@acme.com'; email_domain holds what follows the @, such as acme.com"),
    ({**EMAIL, "value": "ann@acme.com"}, "'ann@acme.com'; email_domain holds what follows the @"),
    ({**WORD, "field": "country", "value": "Unitd Kingdom"},
     "'Unitd Kingdom'; it is no country that the list of countries has; did you mean United Kingdom?"),
    ({**WORD, "field": "title_seniority", "value": "Heads"},
     "'Heads'; no title pattern gives it, they give: Head; did you mean Head?"),
    ({**WORD, "field": "title_seniority", "operator": "in", "value": "Head|Boss"},
     "'Boss'; no title pattern gives it, they give: Head"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "sentence"), ODD_RULES)
def test_a_rule_that_may_mean_something_else(engine: Engine, rule, sentence):
    assert any(sentence in said for said in of_rule(engine, rule, "notice"))


PLAIN_RULES = [
    {**WORD, "operator": "in", "value": "red|blue"},
    {**WORD, "value": "Acme, Inc."},
    {**WORD, "operator": "contains", "value": "100%"},
    {**WORD, "value": "café"},
    {**WORD, "value": "Москва"},
    {**EMAIL, "value": "acme.com"},
    {**WORD, "field": "country", "value": "UK"},
    {**WORD, "field": "country", "value": "united kingdom"},
    {**WORD, "field": "title_seniority", "value": "head"},
    {**PAGE, "value": "/pricing"},
]


@pytest.mark.parametrize("rule", PLAIN_RULES)
def test_a_rule_of_which_there_is_nothing_to_say(engine: Engine, rule):
    assert of_rule(engine, rule, "notice") == of_rule(engine, rule, "fault") == []


RANGE = {**RULE, "operator": "between"}


ODD_FILES = [
    ({"bands": [*READY["bands"], {"dimension": "fit", "label": "B", "min_score": "0.5"}],
      "classes": [{"fit_grade": grade, "engagement_band": "A"} for grade in "AB"]},
     "label A dimension fit, column min_score: '0'; a later letter starts higher, at 0.5"),
    ({"stages": [*READY["stages"], {"stage": "sales", "stage_order": "2", "enter_score": "0.5"}]},
     "stage sales, column enter_score: '0.5'; a stage before it in stage_order starts higher, at 1"),
    ({"rule_groups": [{"dimension": "fit", "rule_group": "g", "min_points": "2"}]},
     "rule_group g dimension fit, column min_points: '2'; a floor above 0 gives every lead these points"),
    ({"rules": [{**RANGE, "value": "10|50"}, {**RANGE, "rule_id": "s", "value": "50|100"}]},
     "rule_id s, column value: '50|100'; 50 is in the range of the rule r too: both give their points"),
    ({"rules": [{**RANGE, "value": "10|50"}, {**RULE, "rule_id": "s", "value": "50"}]},
     "rule_id s, column value: '50'; 50 is in the range of the rule r too"),
    ({"models": [{**MODELS[0], "fit_max": "40"}, MODELS[1]], "rules": [{**RULE, "points": "41"}]},
     "rule_id r, column points: '41'; more than the fit_max of model m, which cuts it off"),
    ({"stages": []}, "csv_stages has no rows: no lead is in a stage and the MQL list stays empty"),
    ({"classes": []}, "csv_classes has no rows: no lead has a priority"),
    ({"bands": [], "classes": []}, "csv_bands has no rows: no lead has a grade or a band"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "sentence"), ODD_FILES)
def test_files_that_may_mean_something_else(engine: Engine, files, sentence):
    assert any(sentence in said for said in notices(engine, **files))


def test_files_of_which_there_is_nothing_to_say(engine: Engine):
    assert notices(engine) == []
    apart = [{**RANGE, "value": "10|49"}, {**RANGE, "rule_id": "s", "value": "50|100"}]
    assert notices(engine, rules=apart) == []


@pytest.mark.every_engine
@pytest.mark.parametrize(("file", "sentence"), [
    ("models", "csv_models has no rows: no lead is scored"),
    ("rules", "csv_rules has no rows: nothing can score"),
])  # fmt: skip
def test_without_models_or_rules_nothing_can_score(engine: Engine, file, sentence):
    """A live model without rules is a fault beside."""
    engine.faults(World(date(2026, 6, 30), {}, {**READY, file: []}), "select 1")
    assert sentence in engine.told("notice")


@pytest.mark.parametrize("file", ["rules", "stages", "bands"])
def test_a_column_that_nobody_reads_beside_one_that_is_missing(engine: Engine, file):
    """A column of the analyst's own may have any name; one without a letter in it has lost its name."""
    column = {"rules": "rule_group", "stages": "exit_score", "bands": "model_id"}[file]
    (said,) = notices(engine, f'alter table csv_{file} rename column {column} to "my_notes"')
    assert said == (
        f"csv_{file}, the header, column my_notes: 'my_notes'; no column of this name is read, and these"
        f" are missing: {column}"
    )
    world = World(date(2026, 6, 30), {}, copy.deepcopy(READY))
    (said,) = engine.faults(world, f'alter table csv_{file} rename column {column} to "%"')
    assert said == (
        f"csv_{file}, the header, column %: '%'; expected a name of a column; missing are: {column}"
    )


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"free_email_domains": [{"email_domain": "@posteo.de"}]}, "column email_domain: '@posteo.de'; a domain such"),
        ({"free_email_domains": [{"email_domain": "posteo"}]}, "column email_domain: 'posteo'; a domain such as"),
        ({"free_email_domains": [{"email_domain": "https://foo.com"}]}, "'https://foo.com'; a domain such as"),
        ({"title_patterns": [{**READY["title_patterns"][0], "pattern": "head.*"}]}, "'head.*'; it is looked for letter"),
    ],
)  # fmt: skip
def test_lists_that_may_mean_something_else(engine: Engine, files, sentence):
    (said,) = notices(engine, **files)
    assert sentence in said


BAND = {"dimension": "fit", "label": "A", "min_score": "0"}
STAGE = {"stage": "mql", "stage_order": "1", "enter_score": "10"}
SCALE = [
    BAND, {**BAND, "label": "B", "min_score": "1"},
    {"dimension": "engagement", "label": "1", "min_score": "0"},
]  # fmt: skip
A1 = {"fit_grade": "A", "engagement_band": "1"}
GROUP = {"dimension": "fit", "rule_group": "g", "max_points": "9"}


FILES_THAT_DO_NOT_FIT = [
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
    ({"bands": [BAND, {**BAND, "label": "B"}]}, "column min_score: '0'; expected another min_score"),
    ({"bands": [{**BAND, "min_score": "low"}]}, "column min_score: 'low'; expected a number"),
    ({"bands": [{**BAND, "min_score": "5"}]}, "column min_score: '5'; expected 0, because the lowest band"),
    ({"models": [{**MODELS[0], "fit_max": "40"}], "bands": [BAND, {**BAND, "label": "B", "min_score": "40.5"}]},
     "label B dimension fit, column min_score: '40.5'; expected at most 40, the fit_max of model m"),
    ({"bands": SCALE, "classes": [A1, {**A1, "fit_grade": "C"}]},
     "fit_grade C engagement_band 1, column fit_grade: 'C'; expected a label that the bands give for fit"),
    ({"bands": SCALE, "classes": [A1, {**A1, "engagement_band": "?"}]},
     "column engagement_band: '?'; expected a label that the bands give for engagement"),
    ({"bands": SCALE, "classes": [A1]},
     "no row of fit_grade B engagement_band 1 for model_id m, n, column fit_grade: it is missing"),
    ({"bands": [*SCALE, {**SCALE[2], "label": "2", "min_score": "1", "model_id": "n"}],
      "classes": [{**A1, "fit_grade": grade} for grade in "AB"]
      + [{**A1, "fit_grade": grade, "engagement_band": "2", "model_id": "n"} for grade in "AB?"]},
     "no row of fit_grade ? engagement_band 1 for model_id n, column fit_grade: it is missing"),
    ({"rules": [RULE, {**RULE, "rule_id": "s", "rule_group": "compony"}],
      "rule_groups": [{**GROUP, "rule_group": "company"}]},
     "rule_id s, column rule_group: 'compony'; expected empty or one of the rule_groups of fit: company;"
     " did you mean company?"),
    ({"rules": [{**RULE, "model_id": "n"}]},
     "model_id m, column status: 'live'; expected challenger or retired, because no rule of the model"),
    ({"rules": [{**RULE, "enabled": "no"}]}, "model_id m, column status: 'live'"),
    ({"stages": [{**STAGE, "exit_score": "10.5"}]},
     "stage mql, column exit_score: '10.5'; expected a number that is not above enter_score"),
    ({"stages": [STAGE, {**STAGE, "stage": "sales"}]},
     "stage sales, column stage_order: '1'; expected each stage_order once"),
    ({"rules": [RULE, {**VISIT, "rule_id": "f", "dimension": "fast_track", "rule_group": "salse"}],
      "stages": [{**STAGE, "stage": "sales", "enter_score": "1"}]},
     "rule_id f, column rule_group: 'salse'; expected a stage, because the rule is a fast_track; did you mean sales"),
    ({"rules": [RULE, {**VISIT, "rule_id": "f", "dimension": "fast_track"}],
      "stages": [{**STAGE, "stage": "sales", "enter_score": "1"}]},
     "rule_id f, column rule_group: the cell is empty; expected a stage, because there is no stage mql"),
    ({"title_patterns": [{"pattern": "head", "attribute": "seniority", "label": label, "priority": "1"}
                         for label in ("Head", "Chief")]},
     "pattern head attribute seniority, column pattern: 'head'; expected each pattern once"),
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
]  # fmt: skip


@pytest.mark.parametrize(("files", "sentence"), FILES_THAT_DO_NOT_FIT)
def test_files_that_do_not_fit(engine: Engine, files, sentence):
    assert any(sentence in said for said in faults(engine, **files))


LIMITED = {**VISIT, "rule_id": "once", "points": "4", "limit_count": "2", "limit_period": "ever"}
ENDLESS = {**VISIT, "rule_id": "often", "limit_count": "2", "limit_period": "day"}
CAP = {"dimension": "engagement", "rule_group": "g", "max_points": "6"}


@pytest.mark.parametrize(
    ("files", "most"),
    [
        ({"rules": [{**RULE, "points": "7.5"}, {**RULE, "rule_id": "minus", "points": "-3"}]}, 7.5),
        ({"rules": [RULE, LIMITED]}, 9),
        ({"rules": [RULE, {**LIMITED, "rule_group": "g"}], "rule_groups": [CAP]}, 7),
        ({"rules": [RULE, {**ENDLESS, "rule_group": "g"}], "rule_groups": [CAP]}, 7),
        # A floor gives points to all.
        ({"rule_groups": [{**CAP, "min_points": "2"}]}, 3),
        ({"rules": [RULE, ENDLESS], "models": [{**MODELS[0], "engagement_max": "20"}]}, 21),
        ({"rules": [{**RULE, "points": "50"}, LIMITED], "models": [{**MODELS[0], "fit_max": "40"}]}, 48),
    ],
)  # fmt: skip
def test_a_bar_that_the_rules_cannot_reach(engine: Engine, files, most):
    reached = {**STAGE, "enter_score": str(most)}
    assert not faults(engine, **files, stages=[reached])
    (said,) = faults(engine, **files, stages=[{**reached, "enter_score": str(most + 0.25)}])
    assert f"column enter_score: '{most + 0.25}'; expected at most {most}, the most that" in said


def test_a_bar_of_grade_or_engagement_that_the_rules_cannot_reach(engine: Engine):
    graded = {**STAGE, "enter_score": "1", "min_fit_grade": "B"}
    bands = [BAND, {**BAND, "label": "B", "min_score": "2"}]
    assert (
        "column min_fit_grade: 'B'; expected a grade that the rules of m, n can give: their"
        in (faults(engine, bands=bands, stages=[graded])[0])
    )
    keen = {**STAGE, "enter_score": "1", "min_engagement_score": "1"}
    assert (
        "column min_engagement_score: '1'; expected at most 0, the most engagement"
        in (faults(engine, stages=[keen])[0])
    )


def test_a_bar_out_of_reach_is_right_where_a_fast_track_leads(engine: Engine):
    track = {**VISIT, "rule_id": "f", "dimension": "fast_track", "rule_group": "mql"}
    assert not faults(engine, rules=[RULE, track], stages=[{**STAGE, "enter_score": "999"}])


def _live(model_id: str, field: str, operator: str, value: str | None) -> dict:
    return {
        "model_id": model_id, "status": "live", "audience_field": field,
        "audience_operator": operator, "audience_value": value,
    }  # fmt: skip


AUDIENCES = [
    (("color", "equals", "a"), ("color", "equals", " B "), True),
    (("color", "equals", "a"), ("color", "equals", "A"), False),
    (("color", "in", "a|b"), ("color", "in", "c|d"), True),
    (("color", "in", "a|b"), ("color", "in", "b|c"), False),
    (("color", "in", "a|b"), ("color", "not_in", "b|a|c"), True),
    (("color", "in", "a|b"), ("color", "not_in", "b"), False),
    (("color", "not_equals", "a"), ("color", "equals", "a"), True),
    (("color", "not_equals", "a"), ("color", "not_equals", "b"), False),
    (("color", "contains", "a"), ("color", "not_contains", "A"), True),
    (("color", "is_known", None), ("color", "is_unknown", None), True),
    (("color", "is_unknown", None), ("color", "contains", "a"), True),
    (("active", "is_true", None), ("active", "equals", "no"), True),
    (("active", "is_true", None), ("active", "is_false", None), True),
    (("active", "is_true", None), ("active", "equals", "yes"), False),
    (("size", "less_than", "5"), ("size", "at_least", "5"), True),
    (("size", "at_most", "5"), ("size", "at_least", "5"), False),
    (("size", "at_most", "5"), ("size", "greater_than", "5"), True),
    (("size", "between", "1|4"), ("size", "equals", "5.0"), True),
    (("size", "between", "1|5"), ("size", "in", "5|7"), False),
    (("size", "between", "1|4"), ("size", "greater_than", "3.5"), False),
    (("color", "equals", "a"), ("plan", "equals", "b"), False),
    (("color", "contains", "a"), ("color", "contains", "b"), False),
]  # fmt: skip


@pytest.mark.parametrize("turned", [False, True], ids=["as written", "turned"])
def test_two_live_models_may_not_share_leads(engine: Engine, turned: bool):
    """All pairs in one file: what is said of models of different pairs is nothing here."""
    models = []
    for place, (one, other, _) in enumerate(AUDIENCES):
        first, second = (other, one) if turned else (one, other)
        models += [_live(f"m{place:02}", *first), _live(f"n{place:02}", *second)]
    said = faults(engine, models=models)
    assert all(", column audience_field: " in sentence for sentence in said)
    pairs = {tuple(re.findall(r"\b([mn]\d\d)\b", sentence)) for sentence in said}
    for place, (one, other, apart) in enumerate(AUDIENCES):
        assert ((f"n{place:02}", f"m{place:02}") not in pairs) == apart, (one, other)


def test_a_live_model_for_all_shares_leads_with_every_other(engine: Engine):
    (said,) = faults(engine, models=[MODELS[0], _live("n", "color", "equals", "a")])
    assert "expected an audience that shares no lead with that of m, which is live too" in said


NUMBERS = {
    "0,5": 0.5, "1,5": 1.5, "-2,25": -2.25, ",5": 0.5, "0,500": 0.5, "1000,5": 1000.5,
    "1,234,567": 1234567, "1,000.5": 1000.5, "1.000,5": 1000.5, "1.234.567": 1234567,
    "1 000": 1000, "1\u00a0000,5": 1000.5, "1’000": 1000, "−5": -5, "+5": 5, "1e2": 100,
    "0.250": 0.25, "1.5": 1.5, "12.75": 12.75, "1.0000": 1, "1000.125": 1000.125,
    "“5”": 5, '"5"': 5, " 5\t": 5, "5.": 5,
}  # fmt: skip


@pytest.mark.every_engine
def test_numbers_as_spreadsheets_write_them(engine: Engine):
    """In a cell that is a number, and in one that is compared with one."""
    rules = [
        {**RULE, "rule_id": written, "points": written, "value": written.strip('“"” \t')}
        for written in NUMBERS
    ]
    for place, rule in enumerate(rules):
        rule["rule_id"] = f"r{place:02}"
    assert not faults(engine, rules=rules)
    found = engine.rows(
        """
        select rules.points, items.number_value
        from stg_lead_scoring__rules as rules
        left join (
            select distinct field, operator, value, number_value
            from int_lead_scoring__condition_items
        ) as items
            on rules.field = items.field and rules.operator = items.operator and rules.value = items.value
        order by rules.rule_id
        """
    )
    assert [(row["points"], row["number_value"]) for row in found] == [
        (read, read) for read in NUMBERS.values()
    ]


DATES = {
    "31/12/2026": date(2026, 12, 31), "12/31/2026": date(2026, 12, 31),
    "31.12.2026": date(2026, 12, 31), "3.4.2026": date(2026, 4, 3),
    "05/05/2026": date(2026, 5, 5), "2026/4/3": date(2026, 4, 3), "2026-4-3": date(2026, 4, 3),
    "13-4-2026": date(2026, 4, 13), "2026-04-03 00:00:00": date(2026, 4, 3),
    "‘2026-04-03’": date(2026, 4, 3),
}  # fmt: skip


@pytest.mark.every_engine
def test_dates_as_spreadsheets_write_them(engine: Engine):
    rules = [
        {**RULE, "rule_id": f"r{place:02}", "valid_from": written}
        for place, written in enumerate(DATES)
    ]
    assert not faults(engine, rules=rules)
    found = engine.rows("select valid_from as day from stg_lead_scoring__rules order by rule_id")
    assert [row["day"] for row in found] == [*DATES.values()]


@pytest.mark.every_engine
def test_other_dirt_of_spreadsheets(engine: Engine):
    rules = [
        {**RULE, "rule_id": "“r”", "dimension": " FIT ", "enabled": "Yes", "field": "‘size’"},
        {},
        {"points": "  "},
    ]
    stages = [{**STAGE, "enter_score": "1", "target_close_rate": "15 %"}]
    assert not faults(engine, rules=rules, stages=stages)
    assert engine.rows("select rule_id, dimension, field from stg_lead_scoring__rules") == [
        {"rule_id": "r", "dimension": "fit", "field": "size"}
    ]
    assert engine.rows("select target_close_rate as r from stg_lead_scoring__stages") == [
        {"r": 0.15}
    ]


@pytest.mark.every_engine
def test_five_thousand_rules_right_or_wrong(engine: Engine):
    rules = [{**VISIT, "rule_id": f"rule {number}"} for number in range(5000)]
    assert not faults(engine, rules=[RULE, *rules])
    said = faults(engine, rules=[RULE, *({**rule, "limit_count": "many"} for rule in rules)])
    assert len({sentence for sentence in said if "column limit_count: 'many'" in sentence}) == 5000


def test_all_faults_are_told_at_once(engine: Engine):
    rules = [{**RULE, "rule_id": f"r{number}", "points": "x"} for number in range(7)]
    files = {"rules": rules, "bands": [{**BAND, "dimension": "fitness"}]}
    said = faults(engine, **files)
    assert len(said) == 8 and "'fitness'" in said[0]
    assert all("column points" in sentence for sentence in said[1:])
    with pytest.raises(duckdb.Error) as error:
        engine.run(World(date(2026, 6, 30), {}, {"models": MODELS, **files}), checked=True)
    assert "faults in your CSV files (8):\n  - " + "\n  - ".join(said) in str(error.value)


NEAR_MISSES = [
    ({**RULE, "field": "siez"}, "size"),
    ({**RULE, "operator": "at_leest"}, "at_least"),
    ({**RULE, "dimension": "fitt"}, "fit"),
    ({**VISIT, "decay": "half-life", "decay_days": "5"}, "half_life"),
    ({**VISIT, "field": "pages", "operator": "is_known"}, "page"),
    ({**RULE, "field": "something_else"}, None),
]


@pytest.mark.parametrize(("rule", "meant"), NEAR_MISSES)
def test_near_misses_are_guessed(engine: Engine, rule, meant):
    (said,) = of_rule(engine, rule, "fault")
    assert (f"did you mean {meant}?" in said) if meant else ("did you mean" not in said)


def headers(engine: Engine, change: str) -> list[str]:
    """What is said after the header of the rules file was changed."""
    world = World(date(2026, 6, 30), {}, {"models": MODELS, "rules": [RULE]})
    return engine.faults(world, f"alter table csv_rules {change}")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("drop column rule_id", "the header, column rule_id: it is missing; expected a column of"),
        ("rename column points to pionts", "column pionts: 'pionts'; expected the column name points"),
        ("rename column limit_count to limit_cont", "column limit_cont: 'limit_cont'; expected the"),
        ("add column points_2 text", "the header, column points: 'points_2'; expected each column once"),
    ],
)  # fmt: skip
def test_a_wrong_header_is_one_fault_and_not_one_of_every_row(engine: Engine, change, sentence):
    said = [sentence for sentence in headers(engine, change) if "csv_rules" in sentence]
    assert len(said) == 1 and sentence in said[0]


@pytest.mark.every_engine
@pytest.mark.parametrize("column", ["points", "valid_from"])
def test_a_header_in_upper_case_is_read_or_refused(engine: Engine, column):
    """dbt-postgres quotes the columns of a seed: nobody would read them, and no rule would be left."""
    said = headers(engine, f'rename column {column} to "{column.upper()}"')
    if isinstance(engine.database, Postgres):
        (sentence,) = said
        assert f"'{column.upper()}'; expected the column name {column}" in sentence
    else:
        assert not said


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_file_with_other_separators(engine: Engine, separator):
    header = separator.join(engine.columns["csv_stages"])
    world = World(date(2026, 6, 30), {}, {"models": MODELS, "rules": [RULE]})
    (said,) = engine.faults(
        world, f"""create or replace table csv_stages as select 'mql' as "{header}" """
    )
    assert "csv_stages, the header, column 1: 'model_id" in said
    assert "expected columns separated by commas" in said


def test_columns_of_the_analysts_own_and_unused_ones(engine: Engine):
    assert not headers(engine, "add column owner text")
    assert not headers(engine, "drop column valid_to")


def test_a_rule_that_is_switched_off_may_be_unfinished(engine: Engine):
    unfinished = {**RULE, "rule_id": "later", "field": "hue", "points": None, "enabled": "no"}
    world = World(date(2026, 6, 30), {}, {"models": MODELS, "rules": [RULE, unfinished]})
    engine.run(world, checked=True)
    assert engine.rows("select count(*) as n from int_lead_scoring__rules") == [{"n": 2}]


# --- All of them at once, on every engine ---------------------------------------------------------

CASES = [*WRONG_RULES, *MISWRITTEN_RULES, *NEAR_MISSES, *ODD_RULES]
RULES = [*(rule for rule, _ in CASES), *PLAIN_RULES]


def side_by_side(cases: list[dict]) -> dict:
    """The rows that many cases have in each file, one under the other: what does not fit by itself fits
    even less."""
    files: dict[str, list] = {}
    for case in cases:
        for file, rows in case.items():
            kept = files.setdefault(file, [])
            kept += [row for row in rows if row not in kept]
    return files


@pytest.mark.every_engine
@pytest.mark.parametrize(
    "files",
    [
        {"rules": [{**rule, "rule_id": name} for name, rule in together(RULES).items()]},
        side_by_side([files for files, _ in FILES_THAT_DO_NOT_FIT]),
        # Rules that stand in each other's range are among those above.
        side_by_side(
            [
                {name: rows for name, rows in files.items() if name not in ("models", "rules")}
                for files, _ in ODD_FILES
                if all(files.values())
            ]
        ),
    ],
    ids=["rules", "files that do not fit", "odd files"],
)  # fmt: skip
def test_every_engine_says_the_same(engine: Engine, on_duckdb: Engine, files: dict):
    """What each sentence is, the cases above hold on DuckDB."""
    world = World(date(2026, 6, 30), {}, {**READY, **copy.deepcopy(files)})
    found = []
    for each in (on_duckdb, engine):
        faults = each.faults(copy.deepcopy(world))
        # Which of two rows of one key is looked at further, is the engine's business: the run stops.
        notices = [] if any("once in a model" in said for said in faults) else each.told("notice")
        # DuckDB counts bytes between a word and the one that was meant, which others do not.
        found.append(
            {
                said if said.isascii() else said.partition("; did you mean")[0]
                for said in [*faults, *notices]
            }
        )
        assert len(found[-1]) > 2
    assert found[0] - found[1] == found[1] - found[0] == set()
