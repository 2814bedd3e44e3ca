"""A build in which something is amiss does not end green: dbt tells of it, a sentence a kind."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest
from engine import Engine, World

TODAY = date(2026, 6, 30)
MODELS = [{"model_id": "m", "status": "live"}]
RULE = {"rule_id": "r", "dimension": "fit", "field": "size", "operator": "at_least", "value": "5",
        "points": "1"}  # fmt: skip
VISIT = {"rule_id": "v", "dimension": "engagement", "event_type": "view", "points": "1"}
LEAD = {"lead_id": "a", "created_at": "2026-01-01", "size": "9"}
EVENT = {"event_id": "1", "lead_id": "a", "event_type": "view", "occurred_at": "2026-06-29"}


def sentences(engine: Engine, test: str, inputs: dict, **files) -> list[str]:
    """What a data test says about a world."""
    world = World(TODAY, inputs, {"models": MODELS, "rules": [RULE, VISIT], **files})
    engine.run(world, checked=True)
    name = f"lead_scoring__{test}"
    query = (engine.warnings | engine.of_the_project)[name]
    return [row["sentence"] for row in engine.rows(query)]


@pytest.mark.parametrize(
    ("inputs", "files", "said"),
    [
        ({"leads": [LEAD]}, {}, None),
        ({"leads": [{**LEAD, "size": "1"}], "events": [EVENT]}, {}, None),
        ({"leads": [{**LEAD, "size": "1"}]}, {}, "no rule gives points to any lead: look into"),
        ({"leads": []}, {}, "the leads input has no usable rows: look into"),
        ({"leads": [{**LEAD, "created_at": "soon"}]}, {}, "the leads input has no usable rows"),
        ({"leads": [LEAD]}, {"models": [{**MODELS[0], "audience_field": "color",
                                         "audience_operator": "equals", "audience_value": "red"}]},
         "no lead is in the audience of a live scoring model"),
        ({"leads": []}, {"models": [{**MODELS[0], "status": "challenger"}]}, None),
    ],
)  # fmt: skip
def test_something_scores(engine: Engine, inputs, files, said):
    found = sentences(engine, "something_scores", inputs, **files)
    assert len(found) == (said is not None)
    assert not said or found[0].startswith(said)


def test_rules_that_match_nothing(engine: Engine):
    (said,) = sentences(engine, "rules_match_something", {"leads": [LEAD]})
    assert said.startswith("the rule v of model m: no match in the last 90 days; ")
    assert said.endswith("; look at its row in lead_scoring__rule_coverage")
    assert not sentences(engine, "rules_match_something", {"leads": [LEAD], "events": [EVENT]})


@pytest.mark.parametrize(("others", "is_told"), [(1, False), (2, True)])
def test_event_types_without_a_rule(engine: Engine, others, is_told):
    """Of twenty events a tenth may have none."""
    events = [
        {**EVENT, "event_id": str(number), "event_type": "hum" if number < others else "view"}
        for number in range(19)
    ]
    found = sentences(engine, "event_types_have_a_rule", {"leads": [LEAD], "events": events})
    assert len(found) == is_told
    assert not is_told or found[0].startswith("no rule asks for events of the type hum: look into")


def test_attributes_that_nobody_knows(engine: Engine):
    (said,) = sentences(engine, "attributes_are_known", {"leads": [{**LEAD, "size": "15-99"}]})
    assert said.startswith("no lead has a value of size, for which the rule r asks: look at")
    assert not sentences(engine, "attributes_are_known", {"leads": [LEAD]})


def test_notices_of_the_rule_files(engine: Engine):
    rules = [{**RULE, "points": "2500"}, VISIT]
    found = sentences(engine, "rule_files_have_no_notices", {"leads": [LEAD]}, rules=rules)
    assert any("column points: '2500'; more points than a score has" in said for said in found)


def test_an_input_without_a_declared_attribute_is_told_in_a_sentence(on_duckdb: Engine):
    """DuckDB would say that the relation `source` is not there."""
    on_duckdb.load(World(TODAY, {"leads": [LEAD]}, {"models": MODELS, "rules": [RULE]}))
    on_duckdb.connection.execute("alter table input_leads drop column size")
    with pytest.raises(duckdb.Error) as error:
        on_duckdb.build(TODAY)
    assert (
        "lead_scoring: the leads input has no column size: name yours in lead_scoring__columns, or"
        " take it out of lead_scoring__lead_attributes and out of the rules that ask for it"
    ) in str(error.value)
