"""The documentation site: built without warnings, which dead links are, and without a network."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from browser import open_browser
from playwright.sync_api import expect
from project import LEFT_BEHIND, ROOT

pytest.importorskip("sphinx", reason="The site needs the extra docs.")
# One worker builds what these tests share.
pytestmark = pytest.mark.xdist_group("site")

# What a browser fetches to show a page.
FETCHED = re.compile(r"""<(?:script|img|link|iframe|source)\b[^>]*?\b(?:src|href)="([^"]+)\"""")


def build(repository: Path) -> subprocess.CompletedProcess:
    """As `make docs` does."""
    options = ["-W", "--keep-going", "-q", "-c", "docs"]
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *options, ".", "site"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "lead_scoring"
    shutil.copytree(ROOT, folder, ignore=LEFT_BEHIND)
    run = build(folder)
    assert run.returncode == 0, run.stderr
    return folder


def reference(repository: Path, name: str) -> str:
    return (repository / "docs" / "reference" / f"{name}.md").read_text(encoding="utf-8")


def test_the_site_opens_and_is_searched_without_a_network(repository: Path):
    site = repository / "site"
    assert (site / "index.html").exists() and (site / "searchindex.js").exists()
    fetched = {
        address
        for page in site.rglob("*.html")
        for address in FETCHED.findall(page.read_text(encoding="utf-8"))
    }
    assert fetched
    assert not [address for address in fetched if re.match(r"(\w+:)?//", address)]
    styles = "".join(file.read_text(encoding="utf-8") for file in site.rglob("*.css"))
    assert not re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//\S+", styles)


@pytest.mark.browser
def test_a_browser_finds_pages_from_files_alone(repository: Path):
    with open_browser() as browser:
        page, asked, said = browser.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto((repository / "site" / "search.html").as_uri() + "?q=weekly_capacity")
        page.locator("#search-results").get_by_role("link", name="Set the bar").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Set the bar"))
    assert not said and not [address for address in asked if not address.startswith("file:")]


def test_the_reference_names_every_mart_and_column(repository: Path):
    page = reference(repository, "marts")
    marts = [file.stem for file in (ROOT / "models" / "marts").rglob("*.sql")]
    assert marts
    assert not [name for name in marts if f"### {name}\n" not in page]
    for file in (ROOT / "models" / "marts").glob("*/*.yml"):
        for mart in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
            section = page.split(f"### {mart['name']}\n")[1].split("\n### ")[0]
            for column in mart["columns"]:
                assert f"| `{column['name']}` | {column['data_type']} | " in section, mart["name"]


def test_the_reference_names_every_seed_and_column(repository: Path):
    page = reference(repository, "seeds")
    for file in (ROOT / "seeds").rglob("*.csv"):
        section = page.split(f"### {file.stem}\n")[1].split("\n### ")[0]
        with open(file, encoding="utf-8", newline="") as seed:
            assert not [name for name in next(csv.reader(seed)) if f"| `{name}` | " not in section]


def test_the_reference_describes_every_var(repository: Path):
    page = reference(repository, "vars")
    known = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))["vars"]["lead_scoring"]
    described = dict(
        re.findall(r"^\| `(lead_scoring__\w+)` \| (.*) \| `.+?` \|$", page, re.MULTILINE)
    )
    assert set(described) == set(known)
    assert not [name for name, text in described.items() if not text.strip()]


def test_the_reference_names_every_public_macro(repository: Path):
    page = reference(repository, "macros")
    macros = yaml.safe_load((ROOT / "macros" / "_macros.yml").read_text("utf-8"))["macros"]
    assert not [macro["name"] for macro in macros if f"### {macro['name']}\n" not in page]


def test_descriptions_are_resolved(repository: Path):
    pages = [reference(repository, name) for name in ("marts", "seeds", "vars", "macros")]
    assert not [page for page in pages if "{{ doc(" in page]


@pytest.mark.parametrize(
    ("link", "said"),
    [("time.md#three-bars", "three-bars"), ("no-such-page.md", "no-such-page")],
)
def test_a_dead_link_stops_the_build(repository: Path, link: str, said: str):
    page = repository / "docs" / "engines.md"
    before = page.read_text(encoding="utf-8")
    try:
        page.write_text(f"{before}\n[dead]({link})\n", encoding="utf-8")
        run = build(repository)
    finally:
        page.write_text(before, encoding="utf-8")
    assert run.returncode != 0
    assert said in run.stderr
