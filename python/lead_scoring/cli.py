"""The command line of the package: `lead-scoring --help`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lead_scoring import demo as demo_module
from lead_scoring.sample_data import make_sample_data

app = typer.Typer(
    help="Helpers for the dbt package lead_scoring.", no_args_is_help=True, add_completion=False
)
# Tables need room; a pipe has no width of its own.
console = Console(width=max(Console().width, 100))


@app.command("sample-data")
def sample_data(
    folder: Annotated[Path, typer.Argument(help="Where the CSV files are written.")],
) -> None:
    """Write the sample leads, events and conversions; the same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in make_sample_data(folder).items():
        console.print(f"{folder / name}.csv: {rows:,} rows")


@app.command()
def demo(
    project: Annotated[Path, typer.Option(help="The folder of the package.")] = Path("."),
) -> None:
    """Build everything from the sample data on embedded DuckDB and show the result."""
    raise typer.Exit(demo_module.run(project.resolve(), console))


if __name__ == "__main__":
    app()
