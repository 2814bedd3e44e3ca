"""sqlfluff as its command line runs it, without what it does more than once.

Its time goes with the text that macros print, which is three times what people write; nothing of what it
finds is lost here.
"""

from __future__ import annotations

import gc
import hashlib
import os
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from sqlfluff.cli.commands import cli
from sqlfluff.core.linter import Linter
from sqlfluff.core.linter.linted_file import LintedFile
from sqlfluff.core.linter.runner import BaseRunner
from sqlfluff.utils.reflow.sequence import ReflowSequence

# All of this file is read again by each process that sqlfluff starts.

# Trees are large and free little: looking for garbage each time that they grow takes two fifths of the time.
gc.set_threshold(200_000, 20, 100)

ROOT = Path(__file__).resolve().parents[1]
CLEAN = ROOT / os.environ.get("DBT_TARGET_PATH", "target/lint") / "clean"
RULES = [version("sqlfluff"), (ROOT / ".sqlfluff").read_text("utf-8")]

_lint_rendered, _from_root = Linter.lint_rendered, ReflowSequence.from_root
_last: list = [None, None]


def from_root(root_segment, config) -> ReflowSequence:
    """Three rules about layout look at the same sequence of a file; making it takes longer than looking."""
    if _last[0] is not root_segment:
        _last[:] = [root_segment, _from_root(root_segment, config)]
    return _last[1]


def lint_rendered(_linter, rendered, rule_pack, fix: bool = False, formatter=None) -> LintedFile:
    """A file in which nothing was found is not looked at again until it, what macros print into it, the
    rules or sqlfluff change."""
    texts = [variant.templated_str for variant in rendered.templated_variants]
    known = hashlib.sha256(repr([*RULES, rendered.source_str, *texts]).encode()).hexdigest()
    mark = CLEAN / known
    if mark.exists() and not fix:
        return LintedFile(rendered.fname, [], None, None, None, None, rendered.encoding)
    linted = _lint_rendered(rendered, rule_pack, fix, formatter)
    _last[:] = [None, None]
    if fix:
        return linted
    if not linted.violations and texts:
        CLEAN.mkdir(parents=True, exist_ok=True)
        mark.touch()
    # The tree, which takes long from one process to another, is asked for by fixes only.
    return linted._replace(tree=None, templated_file=None, source_patches=None)


def fail(_name: str | None, error: BaseException) -> NoReturn:
    """sqlfluff would warn of a file that it could not look at, and pass."""
    raise error


ReflowSequence.from_root = from_root
Linter.lint_rendered = classmethod(lint_rendered)
BaseRunner._handle_lint_path_exception = staticmethod(fail)

if __name__ == "__main__":
    cli()
