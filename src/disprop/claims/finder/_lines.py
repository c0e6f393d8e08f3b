"""Lists of labelled lines ("Arrests: 12") with their questions and blanks, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from disprop.claims.finder._match import matched, pattern
from disprop.claims.finder._reading import TABLE, TEXT, Span
from disprop.claims.finder._shape import MARKER, MARKS, Figure, Shape

COLUMNS = {kind: re.compile(text, re.IGNORECASE) for kind, text in TABLE["column"].items()}
ITEM, ROW, CELL, NUMBER = (pattern(TABLE["line"][name]) for name in ("item", "row", "cell", "number"))


@dataclass(slots=True)
class Block:
    """Lines that belong together: a list with the line above it, or a table."""

    head: str = ""
    is_table: bool = False
    figures: list[Figure] = field(default_factory=list)
    lines: list[Span] = field(default_factory=list)


def blocks(shape: Shape) -> Iterator[Block]:
    """Yield the lists and the tables of a text, with their figures."""
    block = Block()
    for found in re.finditer(r"[^\n]+", shape.text):
        span, is_row, numbered = found.span(), ROW.fullmatch(found.group().strip()), found.group().startswith(MARKER)
        figure = None if is_row else _item(shape, span, "" if numbered else block.head)
        if numbered or bool(is_row) != block.is_table or not (figure or is_row):
            yield _completed(shape, block)
            head = f"{figure.label}?" if figure else shape.part(*span)[0].strip()
            block = Block(head if numbered or not figure else "", bool(is_row))
        block.figures += [figure] if figure else []
        block.lines += [span] if figure or is_row else []
    yield _completed(shape, block)


def _completed(shape: Shape, block: Block) -> Block:
    """Return a table of two rows or more with the figures of its cells, by the labels of their row and column."""
    if block.is_table and len(block.lines) > 1:
        rows = [_cells(shape, line) for line in block.lines]
        is_headed = all(_number(shape, cell) is None for cell in rows[0])
        titles = [shape.part(*cell)[0].strip() for cell in rows[0]] if is_headed else []
        heads = [each for cell in rows[0] if is_headed for each in matched(shape, *cell, {True: "", False: ""})]
        block.figures += [each for each in heads if TEXT["size"].match(each.printed)]
        for row in rows[is_headed:]:
            block.figures += _row(shape, row, titles if len(row) == len(titles) else [str(n) for n in range(len(row))])
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
    return shape.figure(_kind(found["value"], head), place, place + 1, {"value": place}, asked)


def _kind(mark: str, title: str) -> str:
    """Return the kind of a number by its sign and its heading."""
    own = {MARKS["p"]: "share", MARKS["f"]: "share", MARKS["d"]: "rate"}.get(mark, "count")
    kind = next((kind for kind, pattern in COLUMNS.items() if pattern.search(title)), own)
    return own if own == "share" and kind != "change" else kind


def _cells(shape: Shape, span: Span) -> list[Span]:
    """Return where the cells of a row stand; the bar before the first is none of it."""
    line = shape.text[slice(*span)]
    start = span[0] + len(line) - len(line.lstrip(" ").removeprefix("|"))
    return [cell.span() for cell in CELL.finditer(shape.text, start, span[1])]


def _row(shape: Shape, row: list[Span], titles: list[str]) -> Iterator[Figure]:
    """Yield the figures of a row: of a cell that is one number, or of the words in it."""
    name = "" if _number(shape, row[0]) else shape.part(*row[0])[0].strip()
    for cell, title in zip(row, titles, strict=True):
        label = " / ".join(filter(None, (name, title)))
        at = _number(shape, cell)
        if at is None:
            yield from (replace(each, label=label) for each in matched(shape, *cell, {True: "share", False: "rate"}))
        elif cell != row[0] or not name:
            yield shape.figure(_kind(shape.text[at], f"{title} {name}"), at, at + 1, {"value": at}, label)


def _number(shape: Shape, cell: Span) -> int | None:
    """Return where the one number of a cell is, if it holds little else."""
    found = NUMBER.fullmatch(shape.text, *cell)
    return found.start("value") if found else None
