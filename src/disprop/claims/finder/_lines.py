"""Lists of labelled lines ("Arrests: 12") with their questions and blanks, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from disprop.claims.finder._cells import kind_of, table
from disprop.claims.finder._match import pattern
from disprop.claims.finder._reading import TABLE, TEXT, Span
from disprop.claims.finder._shape import MARKER, Figure, Shape

ITEM, ROW = (pattern(TABLE["line"][name]) for name in ("item", "row"))


@dataclass(slots=True)
class Block:
    """Lines that belong together: a list with the line above it, or a table."""

    head: str = ""
    is_table: bool = False
    above: Span = (0, 0)
    figures: list[Figure] = field(default_factory=list)
    lines: list[Span] = field(default_factory=list)

    @property
    def is_grid(self) -> bool:
        """Whether it is a table of two rows or more."""
        return self.is_table and len(self.lines) > 1


def blocks(shape: Shape) -> Iterator[Block]:
    """Yield the lists and the tables of a text, with their figures."""
    block = Block()
    for found in re.finditer(r"[^\n]+", shape.text):
        span, is_row, numbered = found.span(), ROW.fullmatch(found.group().strip()), found.group().startswith(MARKER)
        figure = None if is_row else _item(shape, span, "" if numbered else block.head)
        if numbered or bool(is_row) != block.is_table or not (figure or is_row):
            yield _completed(shape, block)
            head = f"{figure.label}?" if figure else shape.part(*span)[0].strip()
            block = Block(head if numbered or not figure else "", bool(is_row), span if not is_row else block.above)
        block.figures += [figure] if figure else []
        block.lines += [span] if figure or is_row else []
    yield _completed(shape, block)


def _completed(shape: Shape, block: Block) -> Block:
    """Return a block, a table of two rows or more with the figures of its cells."""
    if block.is_grid:
        block.figures += table(shape, block.lines, block.above)
    return block


def _item(shape: Shape, span: Span, head: str) -> Figure | None:
    """Return the number of a labelled line, or a blank: an item of a list that has none."""
    found = ITEM.fullmatch(shape.text, span[0], min(span[1], span[0] + 600))
    if found is None:
        return None
    label = (shape.part(*found.span("label"))[0] or shape.part(*found.span("marker"))[0]).strip(" *:_?")
    asked = f"{head.rstrip(':?')}: {label}" if head.endswith((":", "?")) else label
    if found["value"] is None:
        is_blank = found["marker"] and MARKER not in found["marker"] and not label.endswith("N/A")
        return shape.figure("blank", span[1], span[1], {}, asked) if is_blank else None
    is_short = TEXT["short"].fullmatch(label) and not found.group().endswith((".", ";"))
    runs_on = re.match(r"\s*[a-z](?![.)])", shape.text[span[1] : span[1] + 4])
    if not found["marker"] and (runs_on or not (found["sign"] or is_short)):
        return None
    place = found.start("value")
    return shape.figure(kind_of(found["value"], [head]), place, place + 1, {"value": place}, asked)
