"""The works of the bibliography by number, so that a table can cite them with a link."""

from __future__ import annotations

import re
from functools import cache

from docutils import nodes
from sphinx.transforms import SphinxTransform

from tools.lint.project import WORKS_NAMED
from tools.pages.names import DOCS

PAGE = "reference/bibliography"
LISTED = re.compile(r"^- ([A-Z][\w-]*)\b.*?\((\d{4})", re.MULTILINE | re.DOTALL)


@cache
def works() -> dict[str, int]:
    """Return the number of each work, by its first author and its year."""
    text = (DOCS / f"{PAGE}.md").read_text(encoding="utf-8")
    entries = re.findall(r"^- .*(?:\n  .*)*", text, re.MULTILINE)
    named = ((LISTED.match(entry), number) for number, entry in enumerate(entries, 1))
    return {key(*match.groups()): number for match, number in reversed([*named]) if match}


def key(author: str, year: str) -> str:
    """Return the anchor of a work."""
    return f"work-{author.lower()}-{year}"


def cited(reference: str) -> str:
    """Return the source of a method with the numbers of the works that it names, as links, in Markdown."""
    keys = [key(*named) for named in WORKS_NAMED.findall(reference)]
    return " ".join([reference, *(f"{{ref}}`[{works()[each]}] <{each}>`" for each in keys if each in works())])


class WorksCount(SphinxTransform):
    """Number the works of the bibliography from its beginning to its end, and give each an anchor."""

    default_priority = 403

    def apply(self) -> None:
        """Look at every list of the page."""
        if self.env.docname != PAGE:
            return
        anchors = {number: anchor for anchor, number in works().items()}
        number = 1
        for listed in list(self.document.findall(nodes.bullet_list)):
            items = list(listed.children)
            listed.replace_self(nodes.enumerated_list("", *items, start=number, enumtype="arabic", suffix="."))
            for item in items:
                self.name(item, anchors.get(number))
                number += 1

    def name(self, item: nodes.Element, anchor: str | None) -> None:
        """Give a work its anchor, for the links of other pages."""
        if anchor:
            item["ids"].append(anchor)
            self.env.domains.standard_domain.anonlabels[anchor] = (PAGE, anchor)
            self.env.domains.standard_domain.labels[anchor] = (PAGE, anchor, anchor)
