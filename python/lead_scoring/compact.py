"""`lead-scoring compact`: DuckDB keeps the bytes of deleted rows until it needs their room."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb


class CompactError(Exception):
    """The file cannot be copied; the message is for people."""


def compact(database: Path, storage_version: str | None = None) -> tuple[int, int]:
    """Puts a copy without freed blocks in the file's place; gives its bytes before and after.

    The copy is written beside the file, so that the file is whole until the copy is. It is for the
    same versions of DuckDB as the file, or for those from `storage_version` on.
    """
    if not database.is_file():
        raise CompactError(f"There is no file {database}.")
    # A link stays one, to a file that stays readable for whom it was.
    named, database = database, database.resolve()
    before, copy = database.stat().st_size, database.with_name(f"{database.name}.compact")
    copy.unlink(missing_ok=True)
    try:
        # The file keeps its name as a catalog while it is copied: views name the catalog.
        with duckdb.connect(str(database)) as connection:
            (catalog,) = connection.execute("select current_database()").fetchone()
            connection.execute("checkpoint")
            version = _quoted(storage_version or _storage_version(connection))
            connection.execute(
                f"attach '{_quoted(copy)}' as compacted_copy (storage_version '{version}')"
            )
            connection.execute(f'copy from database "{catalog}" to compacted_copy')
    except duckdb.Error as error:
        copy.unlink(missing_ok=True)
        raise CompactError(f"{named} cannot be compacted: {error}") from error
    shutil.copymode(database, copy)
    copy.replace(database)
    return before, database.stat().st_size


def _storage_version(connection: duckdb.DuckDBPyConnection) -> str:
    """The oldest version of DuckDB that opens the file, which says it like `v1.4.0+`."""
    (version,) = connection.execute(
        "select tags['storage_version'] from duckdb_databases()"
        " where database_name = current_database()"
    ).fetchone()
    return version.rstrip("+")


def _quoted(value: Path | str) -> str:
    return str(value).replace("'", "''")
