"""The command line of the package: `lead-scoring --help`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from lead_scoring import check as check_module
from lead_scoring import compact as compact_module
from lead_scoring import dashboard as dashboard_module
from lead_scoring import demo as demo_module
from lead_scoring import impact as impact_module
from lead_scoring import impact_page, suggest_page
from lead_scoring import review as review_module
from lead_scoring import rules as rules_module
from lead_scoring import rules_in_force as rules_in_force_module
from lead_scoring import suggest_points as suggest_module
from lead_scoring.sample_data import make_sample_data
from lead_scoring.session import ProjectError, Session, Tell, open_project

app = typer.Typer(
    help="Helpers for the dbt package lead_scoring.", no_args_is_help=True, add_completion=False
)
# Tables need room; a pipe has no width of its own.
console = Console(width=max(Console().width, 100))
# What is not the answer itself goes here, so that answers can be piped.
aside = Console(stderr=True)

ProjectFolder = Annotated[Path, typer.Option("--project", help="The folder of the dbt project.")]
ProfilesFolder = Annotated[
    Path | None, typer.Option("--profiles-dir", help="The folder of profiles.yml, if another.")
]


def _say_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"lead-scoring {version('lead-scoring')}")
        raise typer.Exit


@app.callback()
def main(
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_say_version, is_eager=True, help="Say the version and exit."
        ),
    ] = False,
) -> None:
    """Helpers for the dbt package lead_scoring."""


@app.command("sample-data")
def sample_data(
    folder: Annotated[Path, typer.Argument(help="Where the CSV files are written.")],
) -> None:
    """Write the sample leads, events, conversions and answers of sales; the same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in make_sample_data(folder).items():
        console.print(f"{folder / name}.csv: {rows:,} rows")


@app.command()
def demo(
    project: Annotated[Path, typer.Option(help="The folder of the package.")] = Path("."),
) -> None:
    """Build everything from the sample data on embedded DuckDB and show the result."""
    raise typer.Exit(demo_module.run(project.resolve(), console, _progress))


@app.command()
def check(
    project: ProjectFolder = Path("."),
    profiles_dir: ProfilesFolder = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print faults and notices as JSON.")
    ] = False,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="First rewrite files without commas or not in UTF-8; each is kept as FILE.bak.",
        ),
    ] = False,
) -> None:
    """Load and check the CSV files and name every fault; no mart is replaced.

    The exit code is 0 without faults, 1 with faults, 2 if the project cannot be read. Notices, of
    what is allowed and probably not meant, change nothing about it.
    """
    fixes = check_module.Fix(project.resolve())
    with _errors(as_json), _progress() as tell:
        if fix:
            fixes.recode_seeds()
        with open_project(project.resolve(), profiles_dir, tell=tell) as session:
            if fix:
                fixes.separate_by_commas(session)
            faults, notices = check_module.find(session)
    for said in fixes.said:
        aside.print(said, soft_wrap=True, highlight=False, markup=False)
    said = check_module.as_json if as_json else check_module.as_text
    typer.echo(said(faults, notices))
    raise typer.Exit(1 if faults else 0)


@app.command()
def rules(
    project: ProjectFolder = Path("."),
    profiles_dir: ProfilesFolder = None,
    model: Annotated[str | None, typer.Option(help="Only this scoring model.")] = None,
    output: Annotated[Path | None, typer.Option(help="The file to write, else printed.")] = None,
) -> None:
    """Say in plain English what the rules in the CSV files score; no mart is replaced."""
    output = output.resolve() if output else None
    with _opened(project, profiles_dir) as session:
        faults = check_module.find_faults(session)
        page = "" if faults else rules_module.as_markdown(rules_module.read_tables(session), model)
    if faults:
        typer.echo(check_module.as_text(faults), err=True)
        raise typer.Exit(1)
    _give(page, output)


@app.command()
def impact(
    project: ProjectFolder = Path("."),
    profiles_dir: ProfilesFolder = None,
    published_target: Annotated[
        str | None, typer.Option(help="The target that holds the published marts, if another.")
    ] = None,
    challenger: Annotated[
        str | None,
        typer.Option(help="Hold this challenger against the live model, from what is built."),
    ] = None,
    suffix: Annotated[
        str, typer.Option(help="What the scratch schema is called after the target's.")
    ] = "_impact",
    replace: Annotated[
        bool, typer.Option("--replace", help="Drop a scratch schema that exists already.")
    ] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the scratch schema.")] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Match everything anew, as after an edit of vars.")
    ] = False,
    backtest: Annotated[
        bool, typer.Option(help="Compare the backtests, which value every past day.")
    ] = True,
    output: Annotated[Path | None, typer.Option(help="The file to write, else printed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not Markdown.")] = False,
) -> None:
    """Say what the edited rules would change; the published marts are only read.

    The exit code is 0 when it is said, 1 if the CSV files have faults, 2 if it cannot be said.
    """
    output = output.resolve() if output else None
    faults, found = [], None
    with _errors(as_json), _progress() as tell:
        if challenger:
            with open_project(project.resolve(), profiles_dir, tell=tell) as session:
                tell("Reading what is built")
                found = impact_module.of_challenger(session, challenger)
        else:
            place = impact_module.Place(published_target, suffix, replace, keep, fresh, backtest)
            profiles_dir = profiles_dir.resolve() if profiles_dir else None
            faults, found = impact_module.compare(project.resolve(), profiles_dir, place, tell)
    if faults:
        said = check_module.as_json(faults) if as_json else check_module.as_text(faults)
        typer.echo(said)
        page = f"{said}\n" if as_json else impact_page.faults_as_markdown(faults)
    else:
        page = impact_page.as_json(found) if as_json else impact_page.as_markdown(found)
    if output:
        output.write_text(page, encoding="utf-8", newline="\n")
        aside.print(f"Wrote {output}.", soft_wrap=True)
    elif not faults:
        typer.echo(page, nl=False)
    raise typer.Exit(1 if faults else 0)


@app.command()
def dashboard(
    project: ProjectFolder = Path("."),
    profiles_dir: ProfilesFolder = None,
    output: Annotated[Path, typer.Option(help="The file to write.")] = Path("dashboard.html"),
    model: Annotated[str | None, typer.Option(help="The scoring model, if another.")] = None,
    leads: Annotated[
        int, typer.Option(min=0, max=500, help="How many leads of the MQL list are shown by name.")
    ] = dashboard_module.LEADS,
    mask: Annotated[
        bool, typer.Option("--mask", help="Numbers in place of names, e-mails and companies.")
    ] = False,
) -> None:
    """Write what is built as one HTML page that opens offline; the marts are only read.

    The exit code is 0 when it is written, 2 if it cannot be.
    """
    output = output.resolve()
    with _opened(project, profiles_dir) as session:
        dashboard_module.write(session, output, model, leads, mask)
    aside.print(f"Wrote {output}.", soft_wrap=True, highlight=False)


@app.command()
def review(
    project: ProjectFolder = Path("."),
    profiles_dir: ProfilesFolder = None,
    output: Annotated[Path | None, typer.Option(help="The file to write, else printed.")] = None,
) -> None:
    """Say what the quarterly review finds in what is built, as Markdown; the marts are only read.

    The exit code is 0 when it is said, 2 if it cannot be.
    """
    output = output.resolve() if output else None
    with _opened(project, profiles_dir) as session:
        session.tell("Asking the marts")
        page = review_module.as_markdown(review_module.read(session))
    _give(page, output)


@app.command()
def compact(
    database: Annotated[Path, typer.Argument(help="A DuckDB file that nothing has open.")],
    storage_version: Annotated[
        str | None, typer.Option(help="The oldest DuckDB that is to open it, like v1.4.0.")
    ] = None,
) -> None:
    """Copy a DuckDB file into a new one in its place, so that no byte of deleted rows is left.

    The exit code is 0 when it is done, 2 if it cannot be; then the file is as it was.
    """
    try:
        before, after = compact_module.compact(database, storage_version)
    except compact_module.CompactError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    console.print(f"{database}: {before:,} bytes became {after:,}.", soft_wrap=True)


@app.command("rules-in-force")
def rules_in_force(
    day: Annotated[
        datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, like 2026-03-03.")
    ],
    output: Annotated[Path, typer.Option(help="The folder to write the files to.")],
    project: ProjectFolder = Path("."),
    profiles_dir: ProfilesFolder = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over existing files.")] = False,
) -> None:
    """Write back the CSV files by which the scores of a day were published; no mart is replaced.

    The exit code is 0 when they are written, 2 if they cannot be.
    """
    output = output.resolve()
    with _opened(project, profiles_dir) as session:
        kept = rules_in_force_module.read_rules(session, day.date())
        paths = rules_in_force_module.write_rules(kept, output, replace)
    aside.print(
        f"Wrote {len(paths)} files to {output}: the rules published on {kept.published_on}.",
        soft_wrap=True,
        highlight=False,
    )


@app.command("suggest-points")
def suggest_points(
    model: Annotated[str, typer.Option(help="The scoring model whose points are learnt.")],
    project: ProjectFolder = Path("."),
    profiles_dir: ProfilesFolder = None,
    challenger: Annotated[
        str | None, typer.Option(help="What the challenger is called, else MODEL_learnt.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="The folder for the page and the challenger's CSV files.")
    ] = None,
) -> None:
    """Learn points and half-lives from the outcomes of a built project, as a challenger.

    The live rules are only read. Files of a challenger are written only if the newest leads could
    judge it and do not rank it worse than today's points; the page is written and says which. The exit
    code is 2 if nothing can be learnt.
    """
    output = output.resolve() if output else None
    challenger = challenger or f"{model}_learnt"
    with _opened(project, profiles_dir) as session:
        files = suggest_module.read_files(session, challenger, output) if output else {}
        found = suggest_module.suggest(session, model)
        page = suggest_page.as_markdown(found, challenger)
        written = []
        if output and found.lessons.is_worth_trying:
            written = suggest_module.write_challenger(files, found, challenger, output)
    if not output:
        typer.echo(page, nl=False)
        return
    output.mkdir(parents=True, exist_ok=True)
    written.append(output / "suggested_points.md")
    written[-1].write_text(page, encoding="utf-8", newline="\n")
    for path in written:
        aside.print(f"Wrote {path}.", soft_wrap=True)


def _give(page: str, output: Path | None) -> None:
    if output is None:
        typer.echo(page, nl=False)
        return
    output.write_text(page, encoding="utf-8", newline="\n")
    aside.print(f"Wrote {output}.", soft_wrap=True, highlight=False)


@contextmanager
def _opened(project: Path, profiles: Path | None) -> Iterator[Session]:
    """A session that says what it does; what makes the project unreadable ends the command."""
    with (
        _errors(),
        _progress() as tell,
        open_project(project.resolve(), profiles, tell=tell) as session,
    ):
        yield session


@contextmanager
def _errors(as_json: bool = False) -> Iterator[None]:
    """What makes a project unreadable ends the command with one paragraph."""
    try:
        yield
    except ProjectError as error:
        if as_json:
            typer.echo(check_module.as_json([], error=str(error)))
        else:
            typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


@contextmanager
def _progress() -> Iterator[Tell]:
    """Says beside the answer what is being done: a line that changes in a terminal, else a line for
    each step."""
    if not aside.is_terminal:
        yield lambda doing: typer.echo(f"{doing} …", err=True)
        return
    with aside.status("") as status:
        yield lambda doing: status.update(Text(f"{doing} …"))


if __name__ == "__main__":
    app()
