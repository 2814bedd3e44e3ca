"""The documentation site: `make docs` writes it to site/, for a browser without a network.

The pages are the Markdown files of the repository where they lie, so that a link that works on the
code host works here, and one that does not stops the build. The reference is made of the YAML files.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from docutils import nodes
from pygments.lexers.special import TextLexer
from pygments.lexers.templates import SqlJinjaLexer, YamlJinjaLexer
from sphinx import addnodes

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
import reference  # noqa: E402

project = "lead_scoring"
html_title = "lead_scoring"
extensions = ["myst_parser"]
# The folder that sphinx-build is given is that of the repository.
root_doc = "docs/README"
include_patterns = ["*.md", "docs/**.md", "templates/**.md", "integration_tests/**.md"]
exclude_patterns = [".*", "**/dbt_packages", "**/target", "site"]

myst_heading_anchors = 4
html_theme = "furo"
html_extra_path = ["index.html"]
html_copy_source = False
html_show_sphinx = False
html_use_index = False
# Its summaries are fetched, which a browser does not do for a file.
html_show_search_summary = False
html_permalinks_icon = "#"

INDEX_LINK = re.compile(r"^- \[.+?\]\((\S+?)\.md\)", re.MULTILINE)


def setup(app) -> None:
    # Blocks hold Jinja where dbt has it, and rows of CSV have no colours.
    app.add_lexer("sql", SqlJinjaLexer)
    app.add_lexer("yaml", YamlJinjaLexer)
    app.add_lexer("csv", TextLexer)
    app.connect("builder-inited", write_reference)
    app.connect("source-read", add_navigation)
    app.connect("doctree-read", link_folders)


def write_reference(app) -> None:
    folder = HERE / "reference"
    folder.mkdir(exist_ok=True)
    for name, write in reference.PAGES.items():
        file, text = folder / f"{name.lower()}.md", write(HERE.parent)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8", newline="\n")


def add_navigation(app, docname: str, source: list[str]) -> None:
    """The sidebar is the lists of links on the index, each under its heading."""
    if docname != root_doc:
        return
    page = source[0]
    for name in reference.PAGES:
        # On the code host the index leads to the YAML.
        page = re.sub(rf"\[{name}\]\(\S+\)", f"[{name}](reference/{name.lower()}.md)", page)
    trees = []
    for section in page.split("\n## ")[1:]:
        caption, listed = section.split("\n", 1)
        trees += ["```{toctree}", ":hidden:", f":caption: {caption}", ""]
        trees += [*INDEX_LINK.findall(listed), "```", ""]
    source[0] = page + "\n" + "\n".join(trees)


def link_folders(app, doctree: nodes.document) -> None:
    """A folder is a page on the code host. Here it is its README where it has one, else just words."""
    for link in list(doctree.findall(addnodes.pending_xref)):
        folder = Path(app.env.relfn2path(link["reftarget"], link["refdoc"])[1])
        if link["refdomain"] or not folder.is_dir():
            continue
        readme = app.env.path2doc(str(folder / "README.md"))
        if readme in app.env.found_docs:
            link.attributes |= {"refdomain": "doc", "reftarget": readme, "reftargetid": None}
        else:
            link.replace_self(link.children)
