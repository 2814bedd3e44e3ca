"""`lead-scoring demo`: build the sample and show what a team would look at first."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from rich import box
from rich.console import Console
from rich.table import Table

from lead_scoring import dashboard
from lead_scoring.session import ProjectError, Tell, open_project

# Within it, what is being done can be told.
Progress = Callable[[], AbstractContextManager[Tell]]
DATABASE = "lead_scoring.duckdb"


def run(project: Path, console: Console, progress: Progress) -> int:
    """Builds the package's own project and prints the result; the exit code is dbt's."""
    os.chdir(project)
    if not Path("dbt_project.yml").exists():
        console.print(
            f"There is no dbt_project.yml in {project}; run this in the package's folder."
        )
        return 2
    if not Path("profiles.yml").exists():
        shutil.copy("profiles.example.yml", "profiles.yml")
    started = time.monotonic()
    with progress() as tell:
        tell("Building leads, rules, scores and the backtest with dbt")
        result = dbtRunner().invoke(["--quiet", "build"])
    seconds = time.monotonic() - started
    if not result.success:
        console.print("The build failed; dbt says why above.")
        return 1
    # dbt keeps the database open in this process, and DuckDB allows one way of opening it at a time.
    DuckDBConnectionManager.close_all_connections()
    with duckdb.connect(DATABASE, read_only=True) as connection:
        _show(connection, console, seconds, len(result.result.results))
    return _write_dashboard(project, console, progress)


def _write_dashboard(project: Path, console: Console, progress: Progress) -> int:
    path = project / "dashboard.html"
    try:
        with progress() as tell, open_project(project, None, tell=tell) as session:
            dashboard.write(session, path)
    except ProjectError as error:
        console.print(str(error), soft_wrap=True)
        return 1
    console.print(f"\nThe dashboard, to open by double click: {path}", soft_wrap=True)
    return 0


def _show(connection, console: Console, seconds: float, nodes: int) -> None:
    console.print(_mql_list(connection))
    console.print(_funnel(connection))
    console.print(_thresholds(connection))
    console.print(_rejected(connection))
    marts = [
        name
        for (name,) in connection.execute(
            "select table_name from information_schema.tables"
            " where table_name like 'lead\\_scoring\\_\\_%' escape '\\' order by 1"
        ).fetchall()
    ]
    console.print(f"\nBuilt and tested {nodes} nodes in {seconds:.1f} s.")
    console.print(f"The marts lie in {Path(DATABASE).resolve()}, schema main:", soft_wrap=True)
    console.print("  " + "\n  ".join(marts), highlight=False)


def _mql_list(connection) -> Table:
    rows = connection.execute(
        """
        select
            list_rank, coalesce(first_name || ' ' || last_name, email, lead_id), company,
            score_class, total_score, top_positive_reasons, next_action
        from lead_scoring__mql_list order by list_rank limit 8
        """
    ).fetchall()
    (total,) = connection.execute("select count(*) from lead_scoring__mql_list").fetchone()
    (day,) = connection.execute("select max(as_of_date) from lead_scoring__lead_scores").fetchone()
    table = _table(f"Whom to call: the first {len(rows)} of {total} MQLs on {day}", show_lines=True)
    table.add_column("#", justify="right")
    table.add_column("Lead", no_wrap=True)
    table.add_column("Class")
    table.add_column("Score", justify="right")
    table.add_column("Why")
    for rank, lead, company, score_class, score, reasons, action in rows:
        who = "\n".join(filter(None, [lead, company, f"→ {action}" if action else None]))
        why = (reasons or "").replace("; ", "\n")
        table.add_row(str(rank), who, score_class, f"{score:.1f}", why)
    return table


def _funnel(connection) -> Table:
    rows = connection.execute(
        """
        select
            funnel.model_id, strftime(funnel.created_month, '%Y-%m'), funnel.leads, funnel.mqls,
            funnel.accepted, funnel.rejected, funnel.converted, funnel.median_hours_to_first_touch
        from lead_scoring__funnel_metrics as funnel
        where
            score_class = 'all'
            and model_id in (select model_id from lead_scoring__mql_list)
            and created_month > as_of_date - interval 6 month
        order by model_id, created_month
        """
    ).fetchall()
    table = _table("How far the leads of a month came, and what sales answered")
    table.add_column("Scoring model")
    table.add_column("Created")
    for heading in ["Leads", "MQLs", "Accepted", "Rejected", "Converted", "Hours to first touch"]:
        table.add_column(heading, justify="right")
    for *cells, hours in rows:
        table.add_row(*map(str, cells), "-" if hours is None else f"{hours:.0f}")
    return table


def _thresholds(connection) -> Table:
    rows = connection.execute(
        """
        select
            model_id, method, status, recommended_bar, current_bar,
            precision, precision_low, precision_high, recall, flagged_per_week
        from lead_scoring__threshold_recommendations
        where segment = 'all'
        order by model_id, recommended_bar desc nulls last, method
        """
    ).fetchall()
    table = _table(
        "Where should the bar be? Chosen on older leads, tried on the newest (95 % interval)"
    )
    for heading in ["Scoring model", "Method"]:
        table.add_column(heading)
    for heading in ["Bar", "Today", "Precision", "Recall", "MQLs a week"]:
        table.add_column(heading, justify="right")
    for model_id, method, status, bar, today, precision, low, high, recall, weekly in rows:
        if bar is None:
            table.add_row(model_id, method, "-", "-", status)
            continue
        table.add_row(
            model_id,
            method,
            str(bar),
            "-" if today is None else f"{today:.0f}",
            f"{_percent(precision)} ({_percent(low)} to {_percent(high)})",
            _percent(recall),
            f"{weekly:.1f}",
        )
    return table


def _rejected(connection) -> Table:
    table = _table("What was not used, and why")
    table.add_column("Input")
    table.add_column("Reason")
    table.add_column("Rows", justify="right")
    for row in connection.execute(
        "select input_name, rejection_reason, rejected_records"
        " from lead_scoring__rejected_records order by 1, 3 desc"
    ).fetchall():
        table.add_row(*map(str, row))
    return table


def _table(title: str, **settings) -> Table:
    return Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, **settings
    )


def _percent(share) -> str:
    return "-" if share is None else f"{share * 100:.0f} %"
