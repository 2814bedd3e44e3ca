"""Engines of which no server can be had: Snowflake is played by fakesnow, BigQuery's SQL is resolved by
Google's analyzer, the SQL for the others is parsed and its functions are looked up.
"""

from __future__ import annotations

import csv
import json
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import bigquery
import fake_snowflake
import pytest
from in_process import dbt
from needed import skip_unless_in_ci
from project import ROOT, Project
from rendering import OPTIONAL_TABLES, PROFILES, SCHEMA, VARIANTS, Node, rendered
from test_engines import assert_same_marts, in_order, marts_on_duckdb

pytestmark = [pytest.mark.emulated, pytest.mark.xdist_group("emulated")]

PARSED = ["databricks", "redshift", "trino"]
# Words of SQL itself that stand before a parenthesis.
GRAMMAR = set(
    "all and any array as between by case distinct else exists filter from group in inner intersect"
    " is join like not on or over select struct table then union using values when where with within"
    " bigint decimal numeric timestamp varchar".split()
)
# What the engines' manuals list.
EVERYWHERE = set(
    "abs ceil ceiling coalesce concat count exp floor greatest lag lead least left length ln lower"
    " max min mod nullif power rank replace right round row_number sqrt substring sum translate trim"
    " upper avg cast dense_rank first_value last_value ntile sign md5 date_trunc lpad rpad position".split()
)
OF = {
    "databricks": EVERYWHERE
    | set(
        "array_join array_sort bit_xor collect_list convert_timezone date_add explode json_object_keys"
        " lateral levenshtein make_dt_interval map percentile_cont raise_error range regexp_replace"
        " split_part struct timestampadd timestampdiff to_json try_cast typeof unix_micros xxhash64".split()
    ),
    "redshift": EVERYWHERE
    | set("dateadd datediff listagg percentile_cont split_part strtol try_cast".split()),
    # A lateral join is no function, and Redshift alone has none.
    "trino": EVERYWHERE
    | set(
        "array_agg array_join at_timezone date_add element_at from_iso8601_timestamp hour"
        " levenshtein_distance minute regexp_like second split_part to_hex to_milliseconds to_utf8 try"
        " try_cast lateral".split()
    ),
}
# What the package is known to ask for in vain: docs/engines.md.
LACKING = {"databricks": set(), "redshift": {"lateral"}, "trino": set()}


def require(*packages: str) -> None:
    modules = [
        package.replace("-", ".", 1).replace("dbt.", "dbt.adapters.") for package in packages
    ]
    missing = [
        package for package, module in zip(packages, modules, strict=True) if not is_there(module)
    ]
    if missing:
        skip_unless_in_ci(f"Not tested without {' and '.join(missing)}: make emulated")


def is_there(module: str) -> bool:
    try:
        return bool(find_spec(module))
    except ModuleNotFoundError:
        return False


def seeds() -> dict[str, list[str]]:
    found = {}
    for path in (ROOT / "seeds").rglob("*.csv"):
        with open(path, newline="", encoding="utf-8-sig") as file:
            found[path.stem] = next(csv.reader(file))
    return found


@pytest.fixture(scope="module")
def for_bigquery(tmp_path_factory) -> dict[str, list[Node]]:
    require("zetasql", "dbt-bigquery", "sqlglot")
    folder = tmp_path_factory.mktemp("for_bigquery")
    return {variant: rendered("bigquery", folder / variant, variant) for variant in VARIANTS}


def test_bigquery_resolves_every_name_and_type(for_bigquery: dict[str, list[Node]]):
    analyzer = bigquery.Analyzer(seeds() | OPTIONAL_TABLES)
    faults, analyzed = [], {}
    for variant, nodes in for_bigquery.items():
        for node in nodes:
            # A run that takes over reads the tables that the variant before left behind.
            if node.kind == "seed" or analyzed.get(node.name) == node.code:
                continue
            analyzed[node.name] = node.code
            try:
                columns = analyzer.columns(node.code)
            except Exception as fault:  # noqa: BLE001 - the first of many is not enough to know
                faults.append((variant, node.name, str(fault)[:300]))
                continue
            if node.kind == "model":
                analyzer.learn(node.name, columns)
            if node.contract:
                promised = analyzer.columns(
                    "select "
                    + ", ".join(f"cast(null as {type_}) as {name}" for name, type_ in node.contract)
                )
                if promised != columns:
                    faults.append((variant, node.name, "its contract says otherwise", columns))
    assert not faults
    assert len(analyzed) > 370


def test_no_column_on_bigquery_is_taken_for_the_row_that_it_is_in(
    for_bigquery: dict[str, list[Node]],
):
    """In `select events from events` BigQuery reads the whole row, not its column."""
    import sqlglot  # noqa: PLC0415 - an extra that may be missing
    from sqlglot import exp  # noqa: PLC0415

    faults = []
    for variant, nodes in for_bigquery.items():
        for node in nodes:
            if not node.code:
                continue
            for select in sqlglot.parse_one(node.code, read="bigquery").find_all(exp.Select):
                sources = [select.args.get("from_"), *select.args.get("joins", [])]
                names = {source.this.alias_or_name for source in sources if source}
                faults += [
                    (variant, node.name, column.name)
                    for column in select.find_all(exp.Column)
                    if not column.table
                    and column.name in names
                    and column.find_ancestor(exp.Select) is select
                ]
    assert not faults


@pytest.mark.parametrize("adapter", PARSED)
@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_rendered_parses_and_calls_functions_of_the_engine(
    adapter: str, variant: str, tmp_path: Path
):
    require(f"dbt-{adapter}", "sqlglot")
    import sqlglot  # noqa: PLC0415

    unknown = {}
    nodes = rendered(adapter, tmp_path, variant)
    for node in nodes:
        if node.code:
            sqlglot.parse_one(node.code, read=adapter)
            for function in called(node.code, adapter) - OF[adapter]:
                unknown.setdefault(function, node.name)
    assert len(nodes) > 380
    assert unknown.keys() == LACKING[adapter], unknown


def called(code: str, dialect: str) -> set[str]:
    """The words that stand before a parenthesis and are neither SQL's nor CTEs."""
    import sqlglot  # noqa: PLC0415

    tokens = sqlglot.tokenize(code, read=dialect)
    words = {
        word.text.lower()
        for before, (word, after) in zip([None, *tokens], pairwise(tokens), strict=False)
        if after.text == "("
        and word.text.replace("_", "").isalnum()
        and not (before and before.text.lower() == "as")
    }
    return words - GRAMMAR


def test_two_builds_on_fakesnow_give_the_marts_of_duckdb(sample_build: Project, tmp_path: Path):
    require("fakesnow", "dbt-snowflake")
    folder = Project.copy_of_package(tmp_path / "package").folder
    output = {"type": "snowflake", **PROFILES["snowflake"]}
    profile = {"lead_scoring": {"target": "snowflake", "outputs": {"snowflake": output}}}
    (folder / "profiles.yml").write_text(json.dumps(profile))
    # fakesnow reads no comments on tables and columns.
    settings = folder / "dbt_project.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("{relation: true, columns: true}", "{}"), "utf-8")
    expected = marts_on_duckdb(sample_build)
    with fake_snowflake.playing():
        dbt(folder, "build", project=folder)
        assert_same_marts(marts_on_snowflake(set(expected)), expected)
        dbt(folder, "run", project=folder)
        assert_same_marts(marts_on_snowflake(set(expected)), expected)


def marts_on_snowflake(wanted: set[str]) -> dict[str, dict[str, list]]:
    import snowflake.connector  # noqa: PLC0415 - an extra that may be missing

    cursor = snowflake.connector.connect(database="offline", schema=SCHEMA).cursor()
    found = {}
    for name in wanted:
        cursor.execute(f"select * from {SCHEMA}.{name}")
        # Names without quotes are in upper case there.
        names = [column[0] for column in cursor.description]
        columns = [name.lower() if name.isupper() else name for name in names]
        found[name] = {"columns": columns, "rows": in_order(cursor.fetchall())}
    return found
