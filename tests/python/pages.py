"""The Markdown pages of the repository, and the blocks of code on them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "docs" / "reference"
FOLDERS = ("docs", "templates", "integration_tests")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, further words such as `fragment`, and the file that the
    paragraph above it announces, like `models/x.sql`:"""

    page: str
    line: int
    language: str
    words: tuple[str, ...]
    text: str
    file: str | None

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    found = [page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md")]
    return [
        page
        for page in sorted([*ROOT.glob("*.md"), *found])
        if GENERATED not in page.parents and "dbt_packages" not in page.parts
    ]


def blocks(page: Path, *languages: str) -> list[Block]:
    """The blocks of a page in their order, of all languages or of some."""
    found, said = [], ""
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(page.read_text("utf-8")):
        if token.type == "inline":
            said = token.content
        if token.type == "fence":
            language, *words = token.info.split() or [""]
            file = re.search(r"`([\w./-]+\.\w+)`[^`]*:$", said)
            place = (str(page.relative_to(ROOT)), token.map[0] + 1)
            block = Block(*place, language, tuple(words), token.content, file and file[1])
            found.append(block)
            said = ""
    return [block for block in found if not languages or block.language in languages]


def inline_code(page: Path) -> list[str]:
    parsed = MarkdownIt("gfm-like", {"linkify": False}).parse(page.read_text("utf-8"))
    return [
        child.content
        for token in parsed
        for child in token.children or []
        if child.type == "code_inline"
    ]


def lines_of(block: Block) -> list[str]:
    """The commands of a block, those over several lines put together. In a block of console only
    what stands behind a prompt is a command."""
    text = block.text
    if block.language == "console":
        text = "\n".join(line[2:] for line in text.splitlines() if line.startswith("$ "))
    found, begun = [], ""
    for line in text.splitlines():
        begun += line if not begun else f"\n{line}"
        if begun.endswith("\\"):
            continue
        try:
            shlex.split(begun, comments=True)
        except ValueError:  # A quotation goes on in the next line.
            continue
        found.append(begun)
        begun = ""
    assert not begun, f"{block}: {begun}"
    return [line for line in found if line.strip()]


def commands(line: str) -> list[list[str]]:
    """A line of shell as its commands."""
    words = shlex.shlex(line.replace("\\\n", " "), posix=True, punctuation_chars="();<>|&")
    words.whitespace_split = True
    found: list[list[str]] = [[]]
    for word in words:
        if set(word) <= set("();|&"):
            found.append([])
        else:
            found[-1].append(word)
    return [command for command in found if command]
