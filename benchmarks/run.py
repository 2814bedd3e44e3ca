"""How long the package takes, as ratios to plainer ways of doing the same on the same machine.

    python benchmarks/run.py --events 2000000

Everything is measured side by side in one run, several times, and the medians are told, with the
peak of memory of the process that did the work. docs/performance.md has what we saw.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

import data
import engines
import typer
from rich.console import Console
from rich.table import Table

PROGRAMS = Path(__file__).parent / "programs"
FLOOR = """
select lead_id, event_type, cast(occurred_at as date) as day, count(*) as occurrences
from raw.events
group by 1, 2, 3
"""
# What a staging model of users would have done before.
UNIQUE_EVENTS = """
select event_id, min(lead_id) as lead_id, min(event_type) as event_type,
    min(occurred_at) as occurred_at, min(page_path) as page_path
from raw.events
group by 1
"""
VARS = {
    **{f"lead_scoring__{name}": f"raw.{name}" for name in ("leads", "events", "conversions")},
    **{f"lead_scoring__{path.stem}": f"raw.{path.stem}" for path in data.RULES.glob("*.csv")},
    "lead_scoring__dispositions": None,
    "lead_scoring__lead_attributes": [
        {"name": "industry"}, {"name": "employee_count", "type": "number"}, {"name": "country"},
    ],
    "lead_scoring__event_properties": [{"name": "page_path"}],
    "lead_scoring__lookback_days": 3,
}  # fmt: skip
TODAY = "+int_lead_scoring__current_scores"
MATCHING = "int_lead_scoring__event_days"
WEEKLY = "tag:lead_scoring_weekly"
# What scores of today need of the events: read when they are matched and at no other time.
EVENTS = f"{MATCHING} base_lead_scoring__events stg_lead_scoring__events"

# The models that nothing but the backtest, validation and learnt points needs, by where they are.
BACKTEST = r"\.(backtest|validation|looking_back)\."


@dataclass
class Measured:
    """Seconds of each repetition, and the most memory that any took, in MiB."""

    seconds: list[float] = field(default_factory=list)
    memory: float = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


class Bench:
    """The commands that are measured on an engine."""

    def __init__(self, engine: engines.DuckDB):
        self.engine, self.folder = engine, engine.folder

    def program(self, name: str) -> tuple[float, float]:
        """Seconds of a program, from its start on: it has to read the data too."""
        _, seconds, memory = engines.run(str(PROGRAMS / name), str(self.folder))
        return seconds, memory

    def dbt(self, *arguments: str, as_of: str = data.AS_OF, **others) -> engines.Cost:
        variables = {**VARS, "lead_scoring__as_of_date": as_of, **others}
        return self.engine.dbt(*arguments, "--vars", json.dumps(variables))

    def backtest_share(self) -> float:
        """The share of the last run's time that went into the models of the backtest."""
        results, manifest = (
            json.loads((self.folder / "target" / file).read_text(encoding="utf-8"))
            for file in ("run_results.json", "manifest.json")
        )
        seconds = {
            ".".join(manifest["nodes"][result["unique_id"]]["fqn"]): result["execution_time"]
            for result in results["results"]
        }
        backtest = sum(taken for name, taken in seconds.items() if re.search(BACKTEST, name))
        return backtest / sum(seconds.values())

    def sum_of_scores(self, table: str) -> float:
        return self.engine.value(f"select sum(fit_score) + sum(engagement_score) from {table}")


class EngineName(str, Enum):
    """What a benchmark runs on."""

    duckdb = "duckdb"
    postgres = "postgres"
    spark = "spark"


ENGINES = {
    EngineName.duckdb: engines.DuckDB,
    EngineName.postgres: engines.Postgres,
    EngineName.spark: engines.Spark,
}


def main(
    engine: EngineName = EngineName.duckdb,
    events: int = 2_000_000,
    leads: int = 0,
    rules: int = 0,
    days: int = 365,
    pages: int = 100,
    repeats: int = 3,
    memory_limit: str = "4GB",
    programs: bool = True,
    only_today: bool = False,
) -> None:
    """Makes the data (by default a lead for every 40 events) and measures; `rules` adds so many
    rules, `days` is the length of the history, `pages` how many pages are visited. The programs read
    files and are compared on DuckDB alone; the limit of memory is that of DuckDB and of Spark."""
    leads = leads or events // 40
    programs = programs and engine is EngineName.duckdb
    console = Console()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(ENGINES[engine](Path(name), memory_limit))
        data.make(bench.engine.file, leads, events, days, rules, pages)
        bench.engine.load()
        bench.dbt("seed")
        bench.engine.table("raw.unique_events", UNIQUE_EVENTS)
        eve = str(date.fromisoformat(data.AS_OF) - timedelta(days=1))
        by_hand = (PROGRAMS / "scores.sql").read_text(encoding="utf-8")
        full = ["run", "--full-refresh"]

        def daily_run(*selection):
            bench.dbt(*full, as_of=eve)
            return bench.dbt("run", *selection)

        def changed_points():
            return bench.dbt(
                "run", "--select", TODAY, "--exclude", *EVENTS.split(),
                lead_scoring__rules="raw.changed_rules",
            )  # fmt: skip

        measures: dict[str, Callable] = {
            "floor: events scanned and grouped": lambda: bench.engine.table("raw.floor", FLOOR),
            "today's scores, SQL by hand": lambda: bench.engine.table(
                "raw.scores_by_hand", by_hand
            ),
        }
        if programs:
            for library in ("polars", "pandas"):
                file = f"scores_{library}.py"
                measures[f"today's scores, {library}"] = lambda file=file: bench.program(file)
        measures |= {
            "today's scores, events that are unique": lambda: bench.dbt(
                *full,
                "--select",
                TODAY,
                lead_scoring__events="raw.unique_events",
                lead_scoring__events_are_unique=True,
            ),
            "today's scores, the package": lambda: bench.dbt(*full, "--select", TODAY),
            "changed points, today's scores": changed_points,
        }
        if not only_today:
            measures |= {
                "everything, the package": lambda: bench.dbt(*full),
                "a daily run of everything": daily_run,
                "a daily run without weekly models": lambda: daily_run("--exclude", WEEKLY),
            }
        measured = {label: Measured() for label in measures}
        shares = []
        for _ in range(repeats):
            for label, measure in measures.items():
                seconds, memory = measure()
                measured[label].seconds.append(seconds)
                measured[label].memory = max(measured[label].memory, memory or 0)
                if label.startswith("everything"):
                    shares.append(bench.backtest_share())
        bench.dbt("run", "--select", TODAY)
        _compare(bench, programs)
    floor, hand = (measured[label].median for label in list(measures)[:2])
    size = f"{leads:,} leads, {events:,} events, {rules + 9:,} rules, {days} days"
    limit = "" if engine is EngineName.postgres else f", at most {memory_limit}"
    table = Table(title=f"{engine.value}: {size}{limit}")
    for column in ("", "seconds", "× floor", "× SQL by hand", "MiB"):
        table.add_column(column, justify="left" if not column else "right")
    for label, result in measured.items():
        table.add_row(
            label, f"{result.median:.2f}", f"{result.median / floor:.1f}",
            f"{result.median / hand:.1f}", f"{result.memory:.0f}" if result.memory else "",
        )  # fmt: skip
    console.print(table)
    if shares:
        console.print(f"backtest and validation: {statistics.median(shares):.0%} of everything")
    console.print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, medians of {repeats}")


def _compare(bench: Bench, programs: bool) -> None:
    """A comparison of speed is void unless all came to the same scores."""
    expected = bench.sum_of_scores("main.int_lead_scoring__current_scores")
    sums = {"SQL by hand": bench.sum_of_scores("raw.scores_by_hand")}
    if programs:
        for library in ("polars", "pandas"):
            said, _, _ = engines.run(str(PROGRAMS / f"scores_{library}.py"), str(bench.folder))
            sums[library] = float(re.findall(r"[\d.]+", said)[-1])
    for name, total in sums.items():
        if abs(total - expected) > 1e-6 * expected + 0.01:
            raise SystemExit(f"{name} comes to {total}, the package to {expected}.")


if __name__ == "__main__":
    typer.run(main)
