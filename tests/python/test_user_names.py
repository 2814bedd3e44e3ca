"""Whatever users call their fields, and be it what the package calls its own: the scores are those of
the same fields under names that nobody else has.

The package is compiled with such names, and others are put into the SQL in their place, which is all
that compiling does with most of them; those that it knows are compiled as they are."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from engine import DuckDB, Engine, Postgres, World
from hypothesis import settings

AS_OF = date(2026, 6, 30)
TABLES = [
    "lead_scoring__lead_scores",
    "lead_scoring__score_ledger",
    "lead_scoring__rejected_records",
    "lead_scoring__event_type_coverage",
    "int_lead_scoring__score_path",
]
FIELDS = 60
PLAIN = [f"zzuser{number:03}" for number in range(FIELDS)]
VALUES = {"text": ("red", "blue"), "number": ("5", "7"), "boolean": ("yes", "no")}
TYPES = [list(VALUES)[number % len(VALUES)] for number in range(FIELDS)]
# Columns of the inputs themselves; a field of the same name is a copy.
COPIES = "lead_id created_at updated_at valid_from event_id event_type occurred_at".split()
MOMENTS = ("2026-01-05", "2026-02-05")
# From which something is derived, and what is.
KNOWN = (
    "email email_domain is_free_email job_title title title_seniority title_department country"
    " company first_name last_name".split()
)
COMPUTED = {"days_since_created", "days_since_last_activity"}
SQL_WORDS = "user table column primary default select order group where limit offset".split()
NO_WORDS = ["Capital", "_", "zzuser", "rowid", "ctid", "attribute_lead_id", "property_actor"]


def compiled(folder: Path, names: list[str], database: type = DuckDB) -> Engine:
    fields = [{"name": name, "type": type_} for name, type_ in zip(names, TYPES, strict=True)]
    engine = Engine(folder, fields, fields, database=database)
    # To plan a view with so many fields anew wherever it is read takes most of the time.
    engine.statements = {
        name: re.sub("^(create .*?)view", r"\1table", code)
        for name, code in engine.statements.items()
    }
    return engine


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("user_names")


@pytest.fixture(scope="module")
def plain(folder: Path) -> Engine:
    return compiled(folder / "plain", PLAIN)


def words(engine: Engine) -> list[str]:
    """Every name in the SQL of the models that have columns of theirs, and not what stands in a text."""
    found = set()
    for statement in engine.statements.values():
        if not re.search("(attribute|property)_zzuser", statement):
            continue
        # One of each of the columns that are numbered.
        bare = re.sub(r"--.*|'(?:[^']|'')*'|\w+_([2-9]|\d\d+)\b", "", statement.lower())
        found |= set(re.findall(r"\b[a-z_]\w*", bare))
    ours = {name for name in found if "zzuser" not in name}
    return sorted((ours | {*SQL_WORDS, *NO_WORDS}) - {*COMPUTED, *COPIES, *KNOWN})


def batches(names: list[str]) -> list[list[str]]:
    """As many names as there are fields; the last ones are filled up."""
    filled = [*names, *PLAIN[: -len(names) % FIELDS]]
    return [filled[start : start + FIELDS] for start in range(0, len(filled), FIELDS)]


def world(names: list[str], read_as: list[str]) -> World:
    """The same under any `names`; `read_as` are those under which the fields are told apart."""
    kinds = list(zip(names, read_as, TYPES, strict=True))

    def values(meant: str, type_: str) -> tuple[str, str]:
        return MOMENTS if meant in COPIES else VALUES[type_]

    def row(which: int | None, **own: str) -> dict:
        """With the first or the second value in each field, or none in any."""
        return own | {
            name.lower(): own.get(meant, None if which is None else values(meant, type_)[which])
            for name, meant, type_ in kinds
        }

    def event(number: int, which: int | None) -> dict:
        own = {"event_id": f"e{number}", "lead_id": f"l{number % 3}", "event_type": "visit"}
        return row(which, occurred_at="2026-06-29", **own)

    leads = [
        row(which, lead_id=f"l{number}", created_at="2026-01-01")
        for number, which in enumerate([0, 1, None])
    ]
    history = [row(which, lead_id="l0", valid_from=day) for which, day in enumerate(MOMENTS)]
    events = [event(number, which) for number, which in enumerate([0, 1, None, 1])]
    visit = {"dimension": "engagement", "event_type": "visit", "points": "1"}
    models = [{"model_id": "m", "model_version": "1", "status": "live"}]
    rules = [{"rule_id": "visit", "description": "visit", **visit}]
    conditions = []
    for number, (name, meant, type_) in enumerate(kinds):
        known = {"dimension": "fit", "field": name, "operator": "is_known", "points": "1"}
        equals = {"field": name, "operator": "equals", "value": values(meant, type_)[0]}
        for rule, cells in {
            f"known_{number}": known,
            f"equal_{number}": known | equals,
            f"done_{number}": visit | equals,
        }.items():
            rules.append({"rule_id": rule, "description": rule, **cells})
        if number % 20 == 0:
            age = {"field": "days_since_created", "operator": "at_least", "value": "30"}
            conditions.append({"rule_id": f"equal_{number}", **age})
    return World(
        AS_OF,
        {"leads": leads, "lead_history": history, "events": events},
        {
            "models": models,
            "rules": [{"model_id": "m", **rule} for rule in rules],
            "rule_conditions": [{"model_id": "m", **condition} for condition in conditions],
        },
    )


def marts(engine: Engine, names: list[str], read_as: list[str]) -> dict[str, list]:
    for name, columns in engine.columns.items():
        lower = [column.lower() for column in columns]
        engine.columns[name] = list(dict.fromkeys(lower))
    engine.run(world(names, read_as), only=set(TABLES))
    found = {}
    for table in TABLES:
        rows = engine.rows(f"select * from {table}")
        # The fingerprints are made of the rules, which hold the names.
        kept = [{**row, "fingerprint": None, "rules_fingerprint": None} for row in rows]
        found[table] = sorted(str(sorted(row.items())) for row in kept)
    assert not found["lead_scoring__rejected_records"]
    assert len(found["lead_scoring__lead_scores"]) == 3
    assert len(found["lead_scoring__score_ledger"]) > 2 * FIELDS
    return found


def put_in(engine: Engine, names: list[str]) -> dict[str, list]:
    """What comes of these names in place of the plain ones."""
    instead = dict(zip(PLAIN, names, strict=True))

    def renamed(text: str) -> str:
        return re.sub(r"zzuser\d{3}", lambda found: instead[found[0]].lower(), text)

    statements, columns = engine.statements, dict(engine.columns)
    engine.statements = {name: renamed(code) for name, code in statements.items()}
    engine.columns = {name: [renamed(each) for each in held] for name, held in columns.items()}
    try:
        return marts(engine, names, names)
    finally:
        engine.statements, engine.columns = statements, columns


def test_no_name_of_theirs_meets_one_of_ours(plain: Engine):
    expected = marts(plain, PLAIN, PLAIN)
    # All of them at night.
    every = 1 if settings.default.max_examples > 10 else 5
    for names in batches(words(plain)[::every]):
        assert put_in(plain, names) == expected, names
        plain.renew()


@pytest.mark.postgres
def test_nor_on_postgres(plain: Engine, folder: Path):
    """What SQL means something by, and some of ours."""
    on_postgres = compiled(folder / "postgres", PLAIN, Postgres)
    expected = marts(on_postgres, PLAIN, PLAIN)
    # No table of Postgres can have a column that is called as one of its own.
    few = {*SQL_WORDS, *NO_WORDS, *words(plain)[::15]} - {"ctid"}
    for names in batches(sorted(few)):
        assert put_in(on_postgres, names) == expected, names


def test_names_that_the_package_knows(plain: Engine, folder: Path):
    """A copy of a column of the input itself, and what is derived where it is not declared."""
    names = [*KNOWN, *SQL_WORDS, *NO_WORDS, *PLAIN]
    for number, name in enumerate(COPIES):
        names.insert(number * len(VALUES), name)
    names = names[:FIELDS]
    theirs = marts(compiled(folder / "known", names), names, names)
    assert theirs == marts(plain, PLAIN, names)


def test_a_name_of_theirs_stands_alone_only_where_their_column_is_read(plain: Engine):
    """Which keeps apart the names that are in no list."""
    for model, statement in plain.statements.items():
        for before in re.findall(r"(.*?)zzuser\d", statement):
            # The last one is in a text, the vars themselves.
            read = r"(attribute_|property_|text_|lead_scoring_row\.|'|\"|no column )$"
            assert re.search(read, before), (model, before)
