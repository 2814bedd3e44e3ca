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
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import data
import duckdb
import typer
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(__file__).parent / "programs"
FLOOR = """
create or replace table raw.floor as
select lead_id, event_type, cast(occurred_at as date) as day, count(*) as occurrences
from raw.events
group by all
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
MATCHING = "int_lead_scoring__daily_matches"
# What scores of today need of the events: read when they are matched and at no other time.
EVENTS = f"{MATCHING} int_lead_scoring__daily_activity base_lead_scoring__events stg_lead_scoring__events"

# The models that nothing but the backtest, validation and learnt points needs, by where they are.
BACKTEST = r"\.marts\.(backtest|validation)\.|cutoff|sample|calibrat|cohort"


@dataclass
class Measured:
    """Seconds of each repetition, and the most memory that any took, in MiB."""

    seconds: list[float] = field(default_factory=list)
    memory: float = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


class Bench:
    """A database and the commands that are measured on it."""

    def __init__(self, folder: Path, memory_limit: str):
        self.folder, self.database = folder, folder / "bench.duckdb"
        self.memory_limit = memory_limit
        output = {
            "type": "duckdb", "path": str(self.database), "schema": "main", "threads": 2,
            "settings": {"TimeZone": "UTC"},
            "config_options": {
                "memory_limit": memory_limit, "threads": 2,
                "temp_directory": str(folder / "spilled"),
            },
        }  # fmt: skip
        profile = {"lead_scoring": {"target": "bench", "outputs": {"bench": output}}}
        (folder / "profiles.yml").write_text(json.dumps(profile))

    def sql(self, statement: str) -> tuple[float, float]:
        """Seconds of a statement, without the start of the program, and memory."""
        code = (
            "import sys, time, duckdb\n"
            "connection = duckdb.connect(sys.argv[1], config={'threads': 2,"
            " 'memory_limit': sys.argv[3]})\n"
            "connection.execute('set enable_progress_bar = false')\n"
            "started = time.monotonic()\n"
            "connection.execute(sys.argv[2])\n"
            "print(time.monotonic() - started)\n"
        )
        said, _, memory = _run("-c", code, str(self.database), statement, self.memory_limit)
        return float(said), memory

    def program(self, name: str) -> tuple[float, float]:
        """Seconds of a program, from its start on: it has to read the data too."""
        _, seconds, memory = _run(str(PROGRAMS / name), str(self.folder))
        return seconds, memory

    def dbt(self, command: str, *arguments: str, as_of: str = data.AS_OF) -> tuple[float, float]:
        """Seconds of a dbt run after parsing, as dbt tells them, and memory."""
        target = self.folder / "target"
        variables = json.dumps({**VARS, "lead_scoring__as_of_date": as_of})
        _, _, memory = _run(
            "-W", "ignore", "-m", "dbt.cli.main", "--quiet", command, "--project-dir", str(ROOT),
            "--profiles-dir", str(self.folder), "--target-path", str(target),
            "--log-path", str(self.folder / "logs"), "--vars", variables, *arguments,
        )  # fmt: skip
        results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
        return results["elapsed_time"], memory

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
        with duckdb.connect(str(self.database), read_only=True) as connection:
            query = f"select sum(fit_score) + sum(engagement_score) from {table}"
            return float(connection.execute(query).fetchone()[0])


def _run(*arguments: str) -> tuple[str, float, float]:
    """What a Python process of its own printed, its seconds and its peak of memory in MiB."""
    with tempfile.TemporaryFile("w+") as said:
        environment = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
        started = os.times().elapsed
        process = subprocess.Popen([sys.executable, *arguments], stdout=said, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = os.times().elapsed - started
        said.seek(0)
        text = said.read()
    if status:
        raise SystemExit(f"{' '.join(arguments)[:200]} failed:\n{text[-2000:]}")
    return text.strip(), seconds, usage.ru_maxrss / 1024


def main(
    events: int = 2_000_000,
    leads: int = 0,
    rules: int = 0,
    days: int = 365,
    repeats: int = 3,
    memory_limit: str = "4GB",
    programs: bool = True,
) -> None:
    """Makes the data (by default a lead for every 40 events) and measures; `rules` adds so many
    rules, `days` is the length of the history."""
    leads = leads or events // 40
    console = Console()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), memory_limit)
        data.make(bench.database, leads, events, days, rules)
        bench.dbt("seed")
        eve = str(date.fromisoformat(data.AS_OF) - timedelta(days=1))
        by_hand = (PROGRAMS / "scores.sql").read_text(encoding="utf-8")
        full = ["run", "--full-refresh"]

        def daily_run():
            bench.dbt(*full, as_of=eve)
            return bench.dbt("run")

        def changed_points():
            bench.sql("update raw.rules set points = '2' where rule_id = 'page'")
            try:
                return bench.dbt("run", "--select", TODAY, "--exclude", *EVENTS.split())
            finally:
                bench.sql("update raw.rules set points = '1' where rule_id = 'page'")

        measures: dict[str, Callable] = {
            "floor: events scanned and grouped": lambda: bench.sql(FLOOR),
            "today's scores, SQL by hand": lambda: bench.sql(by_hand),
        }
        if programs:
            for library in ("polars", "pandas"):
                file = f"scores_{library}.py"
                measures[f"today's scores, {library}"] = lambda file=file: bench.program(file)
        measures |= {
            "today's scores, the package": lambda: bench.dbt(*full, "--select", TODAY),
            "changed points, today's scores": changed_points,
            "everything, the package": lambda: bench.dbt(*full),
            "a daily run of everything": daily_run,
        }
        measured = {label: Measured() for label in measures}
        shares = []
        for _ in range(repeats):
            for label, measure in measures.items():
                seconds, memory = measure()
                measured[label].seconds.append(seconds)
                measured[label].memory = max(measured[label].memory, memory)
                if label.startswith("everything"):
                    shares.append(bench.backtest_share())
        _compare(bench, programs)
    floor, hand = (measured[label].median for label in list(measures)[:2])
    table = Table(title=f"{leads:,} leads, {events:,} events, {days} days, DuckDB ≤ {memory_limit}")
    for column in ("", "seconds", "× floor", "× SQL by hand", "MiB"):
        table.add_column(column, justify="left" if not column else "right")
    for label, result in measured.items():
        table.add_row(
            label, f"{result.median:.2f}", f"{result.median / floor:.1f}",
            f"{result.median / hand:.1f}", f"{result.memory:.0f}",
        )  # fmt: skip
    console.print(table)
    console.print(f"backtest and validation: {statistics.median(shares):.0%} of everything")
    console.print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, medians of {repeats}")


def _compare(bench: Bench, programs: bool) -> None:
    """A comparison of speed is void unless all came to the same scores."""
    expected = bench.sum_of_scores("int_lead_scoring__current_scores")
    sums = {"SQL by hand": bench.sum_of_scores("raw.scores_by_hand")}
    if programs:
        for library in ("polars", "pandas"):
            said, _, _ = _run(str(PROGRAMS / f"scores_{library}.py"), str(bench.folder))
            sums[library] = float(re.findall(r"[\d.]+", said)[-1])
    for name, total in sums.items():
        if abs(total - expected) > 1e-6 * expected + 0.01:
            raise SystemExit(f"{name} comes to {total}, the package to {expected}.")


if __name__ == "__main__":
    typer.run(main)
