"""Blocks of code on the pages run, or are what they say: nobody copies a command that does not exist."""

from __future__ import annotations

import re

import pytest
import typer
import yaml
from dbt.cli.main import cli as dbt
from jinja2 import Environment
from lead_scoring.cli import app
from pages import ROOT, Block, blocks, commands, inline_code, lines_of, pages
from project import Project

PROGRAMS = {"dbt": dbt, "lead-scoring": typer.main.get_command(app)}
SHELL = ("sh", "bash", "console")


def every(*languages: str) -> list[Block]:
    found = [block for page in pages() for block in blocks(page, *languages)]
    assert found
    return found


def misuse(words: list[str]) -> str:
    """What is wrong with a call of dbt or of the package's commands; it is parsed, not run."""
    command, arguments = PROGRAMS[words[0]], words[1:]
    try:
        while hasattr(command, "commands"):
            arguments = _parsed(command, arguments)
            if not arguments:
                return ""
            command, arguments = command.commands[arguments[0]], arguments[1:]
        _parsed(command, arguments)
    except KeyError as error:
        return f"there is no command {error}"
    except Exception as error:  # typer and dbt each bring their own click
        if type(error).__name__ not in {"NoSuchOption", "BadOptionUsage", "UsageError"}:
            raise
        return str(error)
    return ""


def _parsed(command, arguments: list[str]) -> list[str]:
    parser = command.make_parser(command.context_class(command))
    return parser.parse_args(list(arguments))[1]


def _called(line: str) -> list[list[str]]:
    return [words for words in commands(line) if words[0] in PROGRAMS]


def test_commands_on_the_pages_exist():
    called = [(str(block), words) for block in every(*SHELL)
              for line in lines_of(block) for words in _called(line)]  # fmt: skip
    called += [
        (page.name, words)
        for page in pages()
        for code in inline_code(page)
        if code.split(" ")[0] in PROGRAMS and "…" not in code
        for words in _called(code)
    ]
    called += [(str(block), words) for block in every("yaml") for line in _steps(block)
               for words in _called(line)]  # fmt: skip
    assert {words[0] for _, words in called} == set(PROGRAMS)
    assert not [(place, words, wrong) for place, words in called if (wrong := misuse(words))]


def _steps(block: Block) -> list[str]:
    """What a workflow runs."""
    content = yaml.safe_load(block.text)
    jobs = content.get("jobs", {}) if isinstance(content, dict) else {}
    steps = [step for job in jobs.values() for step in job["steps"]]
    return [line for step in steps for line in step.get("run", "").splitlines()]


@pytest.mark.parametrize(
    "words",
    [
        ["dbt", "biuld"],
        ["dbt", "build", "--selct", "x"],
        ["lead-scoring", "chek"],
        ["lead-scoring", "check", "--fixx"],
        ["lead-scoring", "dashboard", "--leads"],
    ],
)
def test_a_command_that_does_not_exist_is_noticed(words):
    assert misuse(words)


def test_yaml_and_json_on_the_pages_parses():
    for block in every("yaml", "json"):
        try:
            # JSON is YAML.
            assert yaml.safe_load(block.text), block
        except yaml.YAMLError as error:
            pytest.fail(f"{block}: {error}")


def test_vars_on_the_pages_exist():
    known = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))["vars"]["lead_scoring"]
    found = [
        (str(block), name)
        for block in every("yaml")
        if isinstance(content := yaml.safe_load(block.text), dict)
        for name in content.get("vars", {}).get("lead_scoring", {})
    ]
    assert found
    assert not [(place, name) for place, name in found if name not in known]


def test_sql_on_the_pages_runs_on_the_sample(sample_build: Project):
    """Models that a page names as files are run with their sources in test_how_to.py, and a block
    that is no query of the marts says so: `sql fragment`."""
    tried = 0
    environment = Environment()
    for block in every("sql"):
        if block.file or "fragment" in block.words:
            continue
        query = environment.from_string(block.text).render(ref=lambda *names: names[-1])
        assert sample_build.rows(query), block
        tried += 1
    assert tried


def test_pages_have_no_blocks_without_a_language():
    assert not [str(block) for page in pages() for block in blocks(page) if not block.language]


def test_names_and_addresses_lie_where_the_page_on_privacy_says(sample_build: Project):
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    (said,) = [
        line for line in page.splitlines() if line.startswith("| names and e-mail addresses")
    ]
    columns = sample_build.rows(
        """
        select table_name, column_name from information_schema.columns
        inner join information_schema.tables using (table_schema, table_name)
        where table_type = 'BASE TABLE' and data_type = 'VARCHAR'
            and table_name not like '%lead_scoring_sample%'
        """
    )
    looks = [
        f"""
        select '{table}' from "{table}" where "{column}" like '%@%'
        or lower("{column}") in (select lower(last_name) from lead_scoring_sample_leads)
        """
        for table, column in columns
    ]
    found = {table for (table,) in sample_build.rows(" union ".join(looks))}
    assert found == set(re.findall(r"`(\w+)`", said))
