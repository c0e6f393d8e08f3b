"""Lists of labelled lines ("Arrests: 12") with their questions and blanks, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from disprop.claims.finder._cells import LINE, kind_of, table
from disprop.claims.finder._match import pattern
from disprop.claims.finder._reading import TEXT, Span
from disprop.claims.finder._shape import MARKER, Figure, Shape

LISTED = pattern(r"[ >•·–-]*<listed>")


@dataclass(slots=True)
class Block:
    """Lines that belong together: a list with the line above it, or a table."""

    head: str = ""
    is_table: bool = False
    above: Span = (0, 0)
    figures: list[Figure] = field(default_factory=list)
    lines: list[Span] = field(default_factory=list)


def blocks(shape: Shape) -> Iterator[tuple[list[Span], list[Figure]]]:
    """Yield the lines of the lists and of the tables of a text, with their figures."""
    block = Block()
    for found in re.finditer(r"[^\n]+", shape.text):
        span, is_row, numbered = (
            found.span(),
            LINE["row"].fullmatch(found.group().strip()),
            found.group().startswith(MARKER),
        )
        figure = None if is_row else _item(shape, span, "" if numbered else block.head)
        if numbered or bool(is_row) != block.is_table or not (figure or is_row):
            yield _completed(shape, block)
            head = f"{figure.label}?" if figure else shape.part(*span)[0].strip()
            block = Block(head if numbered or not figure else "", bool(is_row), span if not is_row else block.above)
        block.figures += [figure] if figure else []
        block.lines += [span] if figure or is_row else []
    yield _completed(shape, block)


def _completed(shape: Shape, block: Block) -> tuple[list[Span], list[Figure]]:
    """Return the lines of a table or list and its figures: of a list, of which anything is answered, its blanks too."""
    if block.is_table and len(block.lines) > 1:
        return block.lines, list(table(shape, block.lines, block.above))
    both = zip(block.lines, block.figures, strict=False)
    is_answered = any(each.numbers and LISTED.match(shape.text, line[0]) for line, each in both)
    figures = [each for each in block.figures if each.numbers or is_answered]
    return block.lines if figures else [], figures


def _item(shape: Shape, span: Span, head: str) -> Figure | None:
    """Return the number of a labelled line, or a blank: an item of a list that has none."""
    found = LINE["item"].fullmatch(shape.text, span[0], min(span[1], span[0] + 600))
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
