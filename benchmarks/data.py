"""Leads, events and conversions of any size, made in SQL, with the skew of real ones.

Events come in sessions of six, few leads have most of them, and three have a fiftieth of all. One
session in a hundred is delivered twice, as by whoever promises to deliver at least once. The same
size gives the same rows.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

AS_OF = "2026-06-30"
RULES = Path(__file__).parent / "rules"

# A number from 0 to 1 that is fixed by what it is made of.
CHANCE = "create macro chance(thing, number) as (hash(thing, number) % 1000000) / 1000000.0"

LEADS = """
create table raw.leads as
select
    'l' || n as lead_id,
    date '2026-06-29' - cast(chance(n, 1) * {days} as integer) as created_at,
    case when chance(n, 2) < 0.3 then 'Software' when chance(n, 2) < 0.9 then 'Retail' end
        as industry,
    cast(floor(exp(chance(n, 3) * 9)) as integer) as employee_count,
    case when chance(n, 4) < 0.4 then 'Germany' when chance(n, 4) < 0.8 then 'Spain' end as country
from range({leads}) as numbers (n)
"""

EVENTS = """
create table raw.events as
with sessions as (
    select
        n as session,
        case
            when chance(n, 1) < 0.02 then n % 3
            else cast(floor({leads} * pow(chance(n, 2), 2.5)) as bigint)
        end as lead_number,
        timestamp '{as_of} 00:00:00'
        - to_days(cast(floor(chance(n, 3) * {days}) as integer))
        + to_seconds(cast(chance(n, 4) * 86000 as integer)) as started_at
    from range({events} // 6) as numbers (n)
),

steps as (
    select
        sessions.session * 6 + step as number,
        lead_number,
        started_at + to_seconds(cast(step * 40 as integer)) as occurred_at
    from sessions
    cross join range(6) as steps (step)
    cross join range(2) as deliveries (delivery)
    where delivery = 0 or chance(session, 9) < 0.01
)

select
    'e' || number as event_id,
    'l' || lead_number as lead_id,
    case
        when chance(number, 5) < 0.8 then 'page_view'
        when chance(number, 5) < 0.9 then 'email_open'
        when chance(number, 5) < 0.96 then 'email_click'
        when chance(number, 5) < 0.985 then 'webinar'
        when chance(number, 5) < 0.99 then 'demo_requested'
        else 'unsubscribed'
    end as event_type,
    occurred_at,
    case when chance(number, 6) < 0.1 then '/pricing' else '/blog/' || number % {pages} end as page_path
from steps
"""

CONVERSIONS = """
create table raw.conversions as
select
    'l' || n as lead_id,
    timestamp '{as_of} 12:00:00' - to_days(cast(floor(chance(n, 7) * {days}) as integer))
        as converted_at,
    1000 as amount
from range({leads}) as numbers (n)
where chance(n, 8) < 0.05
"""


def make(
    path: Path, leads: int, events: int, days: int = 365, rules: int = 0, pages: int = 100
) -> None:
    """A DuckDB file with the inputs and the rules in the schema raw, and beside it a parquet file of
    each table; `rules` adds so many more, each with a condition of its own, and `pages` is how many
    there are to visit."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path), config={"threads": 2}) as connection:
        connection.execute("create schema raw")
        connection.execute(CHANCE)
        for statement in (LEADS, EVENTS, CONVERSIONS):
            connection.execute(
                statement.format(leads=leads, events=events, days=days, pages=pages, as_of=AS_OF)
            )
        for file in sorted(RULES.glob("*.csv")):
            connection.execute(
                f"create table raw.{file.stem} as"
                f" select * from read_csv('{file}', all_varchar = true, header = true)"
            )
        connection.execute(
            f"""
            insert into raw.rules by name
            select
                'bench' as model_id, 'page_' || n as rule_id, 'engagement' as dimension,
                'page_view' as event_type, 'page_path' as field, 'equals' as operator,
                '/blog/' || n as value, '0' as points, 'half_life' as decay, '30' as decay_days,
                'true' as enabled
            from range({rules}) as numbers (n)
            """
        )
        connection.execute(
            """
            create table raw.changed_rules as
            select * replace (case rule_id when 'page' then '2' else points end as points)
            from raw.rules
            """
        )
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'raw'"
        ).fetchall()
        for (table,) in tables:
            copy = path.with_name(f"{table}.parquet")
            connection.execute(f"copy raw.{table} to '{copy}' (format parquet)")
