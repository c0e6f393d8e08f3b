"""Build the documentation; the tables of methods and of claims are written from the library itself."""

from __future__ import annotations

from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

from disprop import claims
from disprop.intervals import FAMILIES, Family, Method

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

project = "disprop"
author = "the disprop developers"
copyright = f"2026, {author}"  # noqa: A001 - the name is Sphinx's
release = version = installed_version("disprop")

extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.mathjax"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nitpicky = False

autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = "disprop"
html_copy_source = False
html_theme_options = {"show_toc_level": 2, "navigation_with_keys": False}


def methods_table() -> str:
    """Return every family of intervals with its methods, as Markdown."""
    return "\n\n".join(family_table(family) for family in FAMILIES.values())


def family_table(family: Family) -> str:
    """Return one family: its name, then a line for each method."""
    head = f"**{family.parameter}**\n\n| method | what the limits solve | source |\n|---|---|---|"
    return "\n".join([head, *(method_line(family, method) for method in family.methods.values())])


def method_line(family: Family, method: Method) -> str:
    """Return the line of one method; the default and the conservative ones are marked."""
    marks = [word for word, holds in marks_of(family, method).items() if holds]
    name = f"`{method.name}`" + (f" ({', '.join(marks)})" if marks else "")
    equation = method.equation.replace("|", "\\|")
    return f"| {name} | `{equation}` | {method.reference} |"


def marks_of(family: Family, method: Method) -> dict[str, bool]:
    """Return what is worth saying beside the name of a method."""
    return {"default": method.name == family.default, "conservative": method.conservative}


def verdicts_table() -> str:
    """Return how many figures got each verdict, as Markdown."""
    counts = claims.ledger()["verdict"].value_counts()
    return "\n".join(["| verdict | figures |", "|---|---|", *(f"| {verdict} | {n} |" for verdict, n in counts.items())])


def ledger_table() -> str:
    """Return the ledger of printed figures, one table for each report, as Markdown."""
    by_report = claims.ledger().groupby("report", sort=False)
    return "\n\n".join(f"**{report}**\n\n{claims.to_markdown(rows[LEDGER])}" for report, rows in by_report)


LEDGER = ["statement", "printed", "verdict", "finding"]
TABLES = {"methods": methods_table, "verdicts": verdicts_table, "ledger": ledger_table}


class TableOf(SphinxDirective):
    """Write one of the generated tables where it stands."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """Parse the table as Markdown."""
        return self.parse_text_to_nodes(TABLES[self.arguments[0]]())


def setup(app: Sphinx) -> None:
    """Make the directive known to Sphinx."""
    app.add_directive("table-of", TableOf)
