"""What is done to every page: code that names a function leads to its page, numbers stand below each other."""

from __future__ import annotations

import inspect
import re

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from tools.pages.names import Named, meant, names
from tools.pages.works import WorksCount

NUMBER = re.compile(r"[<>≤≥~±]?\s?[-\u2212+£$]?\d[\d,. ]*(?:%|x|\u00d7| s| ms| MB| GB)?|inf|nan|-|\u2013|")
PROMPT = re.compile(r"^(?:>>>|\.\.\.) *", re.MULTILINE)
COLUMNS = re.compile(r"\S {2,}[^\s#]")  # two spaces and more within a line, but before a comment
OTHERS = (nodes.reference, addnodes.pending_xref, nodes.title, nodes.term, addnodes.desc_signature)


class CodeLeads(SphinxTransform):
    """Make code that names a public function a link to its page; in docstrings single backticks are code."""

    default_priority = 400

    def apply(self) -> None:
        """Look at every piece of code in the text."""
        room, own = room_of(self.env.docname), parameters_of(self.env.docname)
        for node in list(self.document.findall(is_code)):
            text = node.astext()
            code = nodes.literal("", text)
            found = meant(text, room, own)
            linked = found and found.page != self.env.docname and not inside_other(node)
            node.replace_self(self.link(found, code) if found and linked else code)

    def link(self, found: Named, code: nodes.Node) -> nodes.Node:
        """Return the code as a reference that Sphinx resolves."""
        where = {"refdoc": self.env.docname, "refdomain": "py", "reftype": "obj", "reftarget": found.full}
        return addnodes.pending_xref("", code, **where, refexplicit=True, refwarn=True)


def is_code(node: nodes.Node) -> bool:
    """Whether it is code in the text."""
    return isinstance(node, nodes.literal | nodes.title_reference)


def inside_other(node: nodes.Node) -> bool:
    """Whether it stands in a link already, in a heading or in a signature."""
    above = node.parent
    while above is not None:
        if isinstance(above, OTHERS):
            return True
        above = above.parent
    return False


def room_of(docname: str) -> str:
    """Return the module that a page of the reference is about."""
    folder, _, name = docname.partition("/")
    if folder == "functions":
        return f"disprop.{name.rpartition('.')[0]}".rstrip(".")
    room = "disprop" if name in {"statistics", "standardise"} else f"disprop.{name}"
    known = folder == "reference" and any(one.room == room for one in names().values())
    return room if known else ""


def parameters_of(docname: str) -> frozenset[str]:
    """Return the arguments of the function that a page is about: on it, their names are words of its own."""
    own = next((one for one in names().values() if one.page == docname), None)
    return frozenset(inspect.signature(own.what).parameters) if own else frozenset()


class NumbersAlign(SphinxTransform):
    """Mark the columns of tables that hold nothing but numbers."""

    default_priority = 401

    def apply(self) -> None:
        """Look at every table whose cells each stand in one column."""
        for group in self.document.findall(nodes.tgroup):
            rows = [list(row.children) for row in group.findall(nodes.row)]
            body = [list(row.children) for part in group.findall(nodes.tbody) for row in part.findall(nodes.row)]
            for column in zip(*body, strict=False):
                texts = [cell.astext().strip() for cell in column]
                if any(map(str.isdigit, "".join(texts))) and all(map(NUMBER.fullmatch, texts)):
                    at = body[0].index(column[0])
                    mark(row[at] for row in rows)


def mark(cells: object) -> None:
    """Give each cell the class of numbers."""
    for cell in cells:  # type: ignore[attr-defined]
        cell["classes"].append("number")


class CodeEnds(SphinxTransform):
    """Take the empty last line from blocks of code, and let long lines go on below where nothing stands in columns."""

    default_priority = 402

    def apply(self) -> None:
        """Look at every block."""
        for block in list(self.document.findall(nodes.literal_block)):
            text = block.astext().rstrip()
            if len(block.children) == 1:
                block.rawsource, block[:] = text, [nodes.Text(text)]
            if not COLUMNS.search(PROMPT.sub("", text)):
                block["classes"].append("goes-on")


ALL = (CodeLeads, NumbersAlign, CodeEnds, WorksCount)
