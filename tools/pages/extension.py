"""What Sphinx is told: directives for what is generated, a page for each function, links from code to its page."""

from __future__ import annotations

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


def without_roles(context: dict[str, Any]) -> None:
    """Take the role of a list from citations: what is in it has another, which readers of screens do not take."""
    context["body"] = context.get("body", "").replace('<div role="list" class="citation-list">', "<div>")


def setup(app: Sphinx) -> dict[str, Any]:
    """Make all of it known to Sphinx."""
    app.add_directive("table-of", TableOf)
    app.add_directive("functions-of", FunctionsOf)
    app.connect("builder-inited", lambda _: functions.write_pages())
    app.connect("html-page-context", lambda *given: without_roles(given[3]))
    for transform in transforms.ALL:
        app.add_transform(transform)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
