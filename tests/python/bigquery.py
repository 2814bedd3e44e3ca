"""BigQuery's reading of the package's SQL: `zetasql` is Google's own analyzer, which resolves every name
and every type as BigQuery does. It runs nothing.
"""

from __future__ import annotations

import re

# BigQuery's other words for INT64, which the analyzer lets pass for BigQuery alone.
WHOLE_NUMBERS = re.compile(r"\b(bigint|integer)\b(?=[),\n])")
# As dbt writes a relation; the analyzer is asked by the last part.
RELATION = re.compile(r"`[^`]+`\.`[^`]+`\.(`[^`]+`)")


class Analyzer:
    """What each relation's columns are, as far as they are known."""

    def __init__(self, text_tables: dict[str, list[str]]):
        from zetasql import types  # noqa: PLC0415 - an extra that may be missing
        from zetasql.api import CatalogBuilder  # noqa: PLC0415
        from zetasql.core import ZetaSqlLocalService  # noqa: PLC0415

        language = types.LanguageOptions.maximum_features()
        language.product_mode = types.ProductMode.PRODUCT_EXTERNAL
        # The analyzer knows more than BigQuery is sure to have.
        language.enabled_language_features = [
            feature
            for feature in language.enabled_language_features
            if feature != types.LanguageFeature.FEATURE_LATERAL_JOIN
        ]
        self._options = types.AnalyzerOptions(language_options=language)
        self._functions = types.ZetaSQLBuiltinFunctionOptions(language_options=language)
        self._service = ZetaSqlLocalService.get_instance()
        self._new_catalog = CatalogBuilder
        text = types.Type(type_kind=types.TypeKind.TYPE_STRING)
        self._tables = {
            table: self._table(table, {column: text for column in columns})
            for table, columns in text_tables.items()
        }

    def learn(self, table: str, columns: dict) -> None:
        self._tables[table] = self._table(table, columns)

    def columns(self, code: str) -> dict:
        """The types of a query's columns; raises what BigQuery would say of it."""
        code = RELATION.sub(r"\1", WHOLE_NUMBERS.sub("int64", code))
        catalog = self._new_catalog("offline")
        for table in sorted(self._tables.keys() & set(re.findall(r"\w+", code))):
            catalog = catalog.add_table(self._tables[table])
        prepared = self._service.prepare_query(
            sql=code,
            options=self._options,
            simple_catalog=catalog.with_builtin_functions(self._functions).build(),
        ).prepared
        self._service.unprepare_query(prepared_query_id=prepared.prepared_query_id)
        return {column.name: column.type for column in prepared.columns}

    @staticmethod
    def _table(name: str, columns: dict):
        from zetasql.api import TableBuilder  # noqa: PLC0415

        table = TableBuilder(name)
        for column, type_ in columns.items():
            table = table.add_column(column, type_.type_kind)
        return table.build()
