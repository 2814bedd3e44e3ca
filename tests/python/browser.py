"""A headless Chromium for tests of pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from needed import skip_unless_in_ci
from playwright.sync_api import Browser, sync_playwright
from project import ROOT

# What `make browser` unpacks where the machine has none.
UNPACKED = ROOT / ".venv" / "browser"
NAMES = ("chromium", "google-chrome", "chromium-browser")


def find_chromium() -> tuple[str, dict[str, str]] | None:
    """Where the browser is, and the environment that it needs."""
    for name in NAMES:
        if found := shutil.which(name):
            return found, {}
    unpacked = UNPACKED / "chromium"
    if unpacked.exists():
        return str(unpacked), {"LD_LIBRARY_PATH": str(Path(UNPACKED, "al2023", "lib"))}
    return None


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium, if there is one."""
    found = find_chromium()
    if found is None:
        skip_unless_in_ci(
            "There is no Chromium to open pages in: run make browser, or install chromium."
        )
    path, environment = found
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            # Root, as in containers, has no sandbox.
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            env={**os.environ, **environment},
        )
        yield browser
        browser.close()
