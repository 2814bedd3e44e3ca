"""A first-time user's walk through the tutorial: its commands, in their order, in an empty folder.

What lies on the page is all there is: the files that it shows, the edits as it shows them, the
commands of its blocks. Every line that it shows of their output must be said, in that order. The
package comes from this checkout in place of the address in packages.yml. The lines that install from
the Python index are left out, unless LEAD_SCORING_INSTALL is set: then nothing is.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pages import ROOT, Block, blocks, lines_of
from project import LEFT_BEHIND

# By itself, and early: it takes a minute.
pytestmark = pytest.mark.xdist_group("tutorial")

PAGE = ROOT / "docs" / "tutorial.md"
INSTALLING = ("python3 -m venv", ". .venv/bin/activate", "pip install")
TIMESTAMP = re.compile(r"^\d\d:\d\d:\d\d\s+")
EDIT = re.compile(r"--- (\S+)\n-(.*)\n\+(.*)\n")


class Walker:
    def __init__(self, folder: Path, package: Path):
        self.folder, self.package = folder, package
        self.begun = ""  # What a shell keeps from one command to the next.
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {
            **os.environ,
            # The data tests of the package have builds of their own, and take half of this one.
            "DBT_EXCLUDE_RESOURCE_TYPES": "test unit_test",
            "PATH": programs,
            "NO_COLOR": "1",
            "COLUMNS": "200",
        }

    def follow(self, block: Block) -> None:
        if block.language == "yaml":
            self._write(block)
        elif block.language == "diff":
            self._edit(block)
        elif block.language == "sh":
            for line in lines_of(block):
                self._run(line)
        else:
            self._look(block)

    def _write(self, block: Block) -> None:
        text = block.text
        if block.file == "packages.yml":
            text = yaml.safe_dump({"packages": [{"local": str(self.package)}]})
        (self.folder / block.file).write_text(text, encoding="utf-8")

    def _edit(self, block: Block) -> None:
        file, before, after = EDIT.fullmatch(block.text).groups()
        path = self.folder / file
        lines = path.read_text(encoding="utf-8").splitlines()
        lines[lines.index(before)] = after
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _run(self, line: str) -> str:
        if line.startswith(INSTALLING) and not os.environ.get("LEAD_SCORING_INSTALL"):
            return ""
        run = subprocess.run(
            ["bash", "-ec", f"{self.begun}{line}"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if re.match(r"\w+=|\. ", line):
            self.begun += f"{line}\n"
        said = run.stdout + run.stderr
        # `lead-scoring check` ends with 1 to say that there are faults.
        fine = run.returncode == 0 or re.search(r"faults? in the CSV files\.$", run.stdout.strip())
        assert fine, f"{line}\n{said[-3000:]}"
        return said

    def _look(self, block: Block) -> None:
        prompt, *shown = block.text.splitlines()
        assert prompt.startswith("$ ")
        said = [TIMESTAMP.sub("", line).rstrip() for line in self._run(prompt[2:]).splitlines()]
        left = iter(said)
        # An ellipsis stands for lines that the page leaves out.
        missing = [line for line in shown if line != "…" and line.rstrip() not in left]
        assert not missing, f"{block}\n" + "\n".join(said)


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("package") / "lead_scoring"
    return Path(shutil.copytree(ROOT, folder, ignore=LEFT_BEHIND))


@pytest.mark.nightly
def test_the_tutorial_can_be_followed_command_by_command(tmp_path: Path, package: Path):
    walker = Walker(tmp_path, package)
    for block in blocks(PAGE):
        walker.follow(block)
    assert (tmp_path / "first_scoring.html").stat().st_size > 100_000
