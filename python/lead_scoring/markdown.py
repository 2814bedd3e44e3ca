"""What people typed, on pages in Markdown: as they typed it, and as nothing more than text.

Comments on GitHub are Markdown too: a link, an image, a mention or a tag in a cell of a CSV file must
not become one. Every text that is not the package's own goes through `text` or `code`.
"""

from __future__ import annotations

import re

# Longer ones are cut before they are escaped, so that no cut leaves anything open.
LONGEST = 300
# Signs that turn a line around, and those that no text has.
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MARKS = re.compile(r"[\\`*<>\[\]|~&]|(?<![^\W_])_|_(?![^\W_])")
# What begins a list, a heading or a line below one.
FIRST = re.compile(r"^(?:[-+=#](?=[-+=#\s]|$)|\d{1,9}(?=[.)](?:\s|$)))")
# GitHub looks for mentions, issues and addresses in what it has rendered, where an escaped sign is a
# plain one again; a sign without width in the middle keeps them from being found.
JOINER = "\u2060"
FOUND = re.compile(r"[@#]|:(?=//)|\b(?:mailto|xmpp|tel|gh-)(?=[:\d])|\bwww(?=\.)", re.IGNORECASE)


def text(value: object, longest: int = LONGEST) -> str:
    """In a sentence, a heading, an item of a list or a cell of a table."""
    said = FOUND.sub(rf"\g<0>{JOINER}", cut(value, longest))
    said = MARKS.sub(r"\\\g<0>", said).replace("$", "&#36;")
    return FIRST.sub(lambda found: _escaped(found[0]), said)


def code(value: object, longest: int = LONGEST, in_table: bool = False) -> str:
    """A name or a value, to be read letter by letter."""
    said = cut(value, longest)
    # In a table no sign keeps a bar, and a backslash before it, within its cell.
    if not said or (in_table and "|" in said):
        return text(said, longest)
    ticks = "`" * (max(map(len, re.findall("`+", said)), default=0) + 1)
    space = " " if said[0] == "`" or said[-1] == "`" else ""
    return f"{ticks}{space}{said}{space}{ticks}"


def cut(value: object, longest: int = LONGEST) -> str:
    """On one line, of bounded length."""
    said = " ".join(UNSEEN.sub("", "" if value is None else str(value)).split())
    return said if len(said) <= longest else said[: longest - 1].rstrip() + "…"


def _escaped(first: str) -> str:
    return f"{first}\\" if first.isdigit() else f"\\{first}"
