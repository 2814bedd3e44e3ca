"""Snowflake as fakesnow plays it: dbt-snowflake speaks to it, and DuckDB answers what sqlglot makes of
Snowflake's SQL. It finds wrong syntax and wrong dispatch, and proves nothing about Snowflake's own
arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock


@contextmanager
def playing() -> Iterator[None]:
    """Everything within sees the same empty account."""
    import fakesnow  # noqa: PLC0415 - an extra that may be missing
    from fakesnow.cursor import FakeSnowflakeCursor  # noqa: PLC0415
    from fakesnow.transforms import transforms  # noqa: PLC0415
    from sqlglot.dialects.snowflake import Snowflake  # noqa: PLC0415
    from sqlglot.tokens import TokenType  # noqa: PLC0415

    # sqlglot takes a column called `sample` for Snowflake's `sample` clause.
    names = Snowflake.Parser.ID_VAR_TOKENS | {TokenType.TABLE_SAMPLE}
    clauses = dict(Snowflake.Parser.QUERY_MODIFIER_PARSERS)
    del clauses[TokenType.TABLE_SAMPLE]
    as_it_was = FakeSnowflakeCursor._transform

    def transform(cursor, expression, parameters):
        return as_it_was(cursor, _lasting(expression), parameters)

    with (
        fakesnow.patch(),
        mock.patch.object(FakeSnowflakeCursor, "_transform", transform),
        # fakesnow adds up decimals as doubles, because Snowflake also adds up text: the package does not.
        mock.patch.object(transforms, "_NUMERIC_ONLY_AGGS", ()),
        mock.patch.object(Snowflake.Parser, "ID_VAR_TOKENS", names),
        mock.patch.object(Snowflake.Parser, "QUERY_MODIFIER_PARSERS", clauses),
        mock.patch.object(Snowflake.Parser, "QUERY_MODIFIER_TOKENS", set(clauses)),
    ):
        yield


def _lasting(expression):
    """fakesnow puts a temporary table into a schema, where DuckDB has none: it makes a plain one."""
    from sqlglot import exp  # noqa: PLC0415

    if isinstance(expression, exp.Create) and expression.args.get("properties"):
        passing = (exp.TemporaryProperty, exp.TransientProperty)
        properties = expression.args["properties"].expressions
        kept = [property_ for property_ in properties if not isinstance(property_, passing)]
        expression.set("properties", exp.Properties(expressions=kept) if kept else None)
    return expression
