"""`lead-scoring rules-in-force`: the CSV files of a day in the past, written back from the marts."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from lead_scoring.rule_cells import VARS, Row, described_files, rows_of_files
from lead_scoring.session import PACKAGE, ProjectError, Session

PUBLICATIONS = "lead_scoring__publications"
KEPT = "lead_scoring__rules_in_force"


@dataclass
class RulesInForce:
    """The files of one publication: for each its header and rows, and the vars."""

    published_on: date
    files: dict[str, tuple[list[str], list[Row]]]
    variables: dict


def read_rules(session: Session, day: date) -> RulesInForce:
    """The rules of the latest publication up to a day, of all its scoring models together."""
    publication = f"""
        with latest as (
            select max(publication_number) as publication_number
            from {_ref(PUBLICATIONS)}
            where published_on <= cast('{day.isoformat()}' as date)
        )

        select
            publications.published_on,
            publications.model_id,
            publications.rules_fingerprint
        from {_ref(PUBLICATIONS)} as publications
        inner join latest
            on publications.publication_number = latest.publication_number
    """
    published = session.query(publication)
    if not published:
        raise ProjectError(f"Nothing was published on or before {day.isoformat()}.")
    cells = session.query(
        f"""
        with published as ({publication})

        select distinct
            kept.file,
            kept.row_key,
            kept.row_name,
            kept.column_name,
            kept.cell
        from {_ref(KEPT)} as kept
        inner join published
            on kept.model_id = published.model_id
            and kept.rules_fingerprint = published.rules_fingerprint
        """
    )
    published_on = max(str(row["published_on"])[:10] for row in published)
    if not cells:
        raise ProjectError(
            f"The rules published on {published_on} were not kept: the run broke off before."
        )
    described = described_files(session)
    rows = rows_of_files(cells, described)
    variables = {row["name"]: json.loads(row["value"]) for row in rows.pop(VARS)}
    files = {file: (described[file].columns, rows[file]) for file in rows}
    return RulesInForce(date.fromisoformat(published_on), files, variables)


def write_rules(rules: RulesInForce, folder: Path, replace: bool) -> list[Path]:
    """Writes the files and the vars; refuses to replace any unless told to."""
    paths = {file: folder / f"{PACKAGE}_{file}.csv" for file in rules.files}
    paths[VARS] = folder / f"{VARS}.yml"
    there = sorted(path.name for path in paths.values() if path.exists())
    if there and not replace:
        raise ProjectError(
            f"{folder} has {there[0]} already. Give another --output, or --replace to write over it."
        )
    folder.mkdir(parents=True, exist_ok=True)
    for file, (header, rows) in rules.files.items():
        with paths[file].open("w", newline="", encoding="utf-8") as opened:
            writer = csv.DictWriter(opened, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    variables = {f"{PACKAGE}__as_of_date": rules.published_on.isoformat(), **rules.variables}
    paths[VARS].write_text(
        yaml.safe_dump(variables, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    return list(paths.values())


def _ref(model: str) -> str:
    return f"{{{{ ref('{PACKAGE}', '{model}') }}}}"
