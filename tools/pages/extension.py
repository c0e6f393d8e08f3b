"""What Sphinx is told: directives for what is generated, a page for each function, links from code to its page."""

from __future__ import annotations

import html
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from tools.pages import find, functions, gallery, transforms
from tools.pages.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

WRITTEN: dict[str, Callable[[], str]] = {
    **TABLES,
    "words": find.words_table,
    "statistics": find.questions_table,
    "questions": find.questions_table,
    "others": find.others_table,
    "thumbnails": gallery.thumbnails,
    "gallery": gallery.page,
}

LISTS_OF_PAGES = ("start/index", "how-to/index", "explanation/index", "reference/index")
LISTED = re.compile(r'<li class="toctree-l1"><a class="reference internal" href="([^"#]+)\.html">.*?</a>')


class TableOf(SphinxDirective):
    """Write one of the generated parts where it stands."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Parse it as Markdown; it is written anew when what it is written from has changed."""
        for path in [*Path(__file__).parent.iterdir(), find.README, gallery.DRAWN]:
            self.env.note_dependency(str(path))
        return self.parse_text_to_nodes(WRITTEN[self.arguments[0]](), allow_section_headings=True)


class FunctionsOf(SphinxDirective):
    """List what a module offers, with a link to the page of each name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Parse the list as Markdown."""
        return self.parse_text_to_nodes(functions.functions_of(self.arguments[0]))


def finished(app: Sphinx, name: str, _: str, context: dict[str, Any], __: nodes.document | None) -> None:
    """Finish the text of a page: no list of citations that are no items, and lists of pages that say more."""
    body = context.get("body", "").replace('<div role="list" class="citation-list">', "<div>")
    if name in LISTS_OF_PAGES:
        body = LISTED.sub(lambda found: f"{found[0]}<br>{first_sentence(app, name, found[1])}", body)
    context["body"] = body


def first_sentence(app: Sphinx, name: str, link: str) -> str:
    """Return the first sentence of the page that a link on another leads to."""
    page = app.env.get_doctree(posixpath.normpath(posixpath.join(posixpath.dirname(name), link)))
    text = next(
        (each.astext() for each in page.findall(nodes.paragraph) if not isinstance(each.parent, nodes.entry)), ""
    )
    return html.escape(re.split(r"(?<=[.?!])\s", text.replace("\n", " "))[0])


def setup(app: Sphinx) -> dict[str, Any]:
    """Make all of it known to Sphinx."""
    app.add_directive("table-of", TableOf)
    app.add_directive("functions-of", FunctionsOf)
    app.connect("builder-inited", lambda _: functions.write_pages())
    app.connect("html-page-context", finished)
    for transform in transforms.ALL:
        app.add_transform(transform)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
