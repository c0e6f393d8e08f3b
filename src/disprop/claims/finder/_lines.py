"""Lists of labelled lines ("Arrests: 12") with their questions and blanks, and tables with heads and titles of rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from disprop.claims.finder._reading import TABLE, TEXT, Span
from disprop.claims.finder._shape import MARKER, MARKS, Figure, Shape, matched, pattern

COLUMNS = {kind: re.compile(text, re.IGNORECASE) for kind, text in TABLE["column"].items()}
LINE = {name: pattern(text) for name, text in TABLE["line"].items()}
ESTIMATES = ("ratio", "rate", "share", "average")
TITLES = 3  # rows of heads, or titles of rows, that may say what stands in a cell
WIDEST = 60  # columns

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


def kind_of(mark: str, titles: Sequence[str], about: Sequence[str] = ()) -> str:
    """Return the kind of a number by its sign, its headings and, where only a point tells, the titles of its rows."""
    own = {MARKS["p"]: "share", MARKS["f"]: "share", MARKS["d"]: "rate"}.get(mark, "count")
    titles = [*titles, *about] if own == "rate" else titles
    told = next((kind for title in titles for kind, each in COLUMNS.items() if each.search(title)), own)
    return own if own == "share" and told != "change" else told


def table(shape: Shape, lines: list[Span], caption: Span) -> Iterator[Figure]:
    """Yield the figures of a table; words alone in a row are the title of the rows below them."""
    below: dict[int, list[Span]] = {}
    heads: list[list[Span]] = []
    about, is_open, had_data, end = [caption], True, False, lines[0][0]
    for line in lines:
        row = _cells(shape, line, below)
        above = [[head[at] for head in heads if len(head) == len(row)] for at in range(len(row))]
        own = {cell: above[at] for at, cell in enumerate(row) if cell[0] >= line[0]}
        filled = [cell for cell in own if TEXT["filled"].search(shape.text, *cell)]
        filled = [cell for cell in filled if not _is_uncounted(shape, own[cell])]
        is_open, end = is_open or not filled or "\n\n" in shape.text[end : line[0]], line[1]
        is_data = any(LINE["number"].fullmatch(shape.text, *cell) for cell in filled)
        is_data |= any(LINE["datum"].search(shape.text, *cell) for cell in filled if heads and cell != row[0])
        if filled == row[:1] and not is_data:
            about = [row[0], *about][:TITLES]
        elif is_data or not is_open:
            is_open, had_data = False, True
            yield from _row(shape, row, above, about, line[0])
        elif filled:
            heads, had_data = [*([] if had_data else heads), row][-TITLES:], False
            yield from (each for cell in filled for each in _sizes(shape, cell))


def _cells(shape: Shape, line: Span, below: dict[int, list[Span]]) -> list[Span]:
    """Return where the cells of a row stand, one that spans columns or rows in each of them; `below` has the latter."""
    text = shape.text[slice(*line)]
    row: list[Span] = []
    start = line[0] + len(text) - len(text.lstrip(" ").removeprefix("|"))  # the bar before the first cell is none of it
    for found in (*LINE["cell"].finditer(shape.text, start, line[1]), None):
        while below.get(len(row)):
            row.append(below[len(row)].pop())
        if found and len(row) < WIDEST:
            tag = shape.tag(found.start())
            across, down = (int((TEXT[name].search(tag) or ["", "1"])[1]) for name in ("across", "down"))
            below |= {len(row) + at: [found.span()] * (down - 1) for at in range(across)}
            row += [found.span()] * across
    return row[:WIDEST]


def _is_uncounted(shape: Shape, heads: list[Span]) -> bool:
    """Say whether a head is of a statistic that nobody counted."""
    return any(TEXT["uncounted"].search(shape.words(head)) for head in heads)


def _sizes(shape: Shape, cell: Span) -> list[Figure]:
    """Return the counts of a head: "White (n=2,501)"."""
    return [each for each in matched(shape, *cell, {True: "", False: ""}) if TEXT["size"].match(each.printed)]


def _row(shape: Shape, row: list[Span], heads: list[list[Span]], about: list[Span], start: int) -> Iterator[Figure]:
    """Yield the figures of a row, but for statistics that nobody counted; limits beside an estimate are about it."""
    named = [cell for cell in row[:2] if TEXT["words"].fullmatch(shape.text, *cell)] or row[:1]
    name = ", ".join(
        dict.fromkeys(shape.words(cell) for cell in named if not LINE["number"].fullmatch(shape.text, *cell))
    )
    of: dict[str, str] = {}
    for place, (cell, above) in enumerate(zip(row, heads, strict=True)):
        if cell in row[:place] or cell[0] < start or _is_uncounted(shape, [*above, row[0]]):
            continue
        titles = [*dict.fromkeys(filter(None, map(shape.words, above)))] or [str(place)]
        is_name = cell == row[0] and name and LINE["datum"].search(shape.text, cell[1], row[-1][1])
        for each in _sizes(shape, cell) if is_name else _figures(shape, cell, [*above, row[0]], about):
            numbers = {**(of if each.kind == "interval" else {}), **each.numbers}
            of = {"of": each.numbers["value"]} if each.kind in ESTIMATES and "value" in each.numbers else {}
            yield replace(each, label=" / ".join(filter(None, (name, *titles))), numbers=numbers)


def _figures(shape: Shape, cell: Span, titles: list[Span], about: list[Span]) -> list[Figure]:
    """Return the figures of a cell: of one number, of a count with its percentage, or of words."""
    own, others = [*map(shape.words, titles)], [*map(shape.words, about)]
    one, both = LINE["number"].fullmatch(shape.text, *cell), LINE["both"].match(shape.text, *cell)
    if one:
        at = one.start("value")
        found = [shape.figure(kind_of(shape.text[at], own, others), at, at + 1, {"value": at})]
    elif both and any("%" in title for title in (*own, *others)):
        places = {name: both.start(name) for name in ("part", "value")}
        found = [shape.figure("share", places["part"], both.end(), places)]
    else:
        found = matched(shape, *cell, {True: "share", False: "rate"})
    return [_told(shape, each, [*titles, *about]) for each in found]


def _told(shape: Shape, figure: Figure, titles: list[Span]) -> Figure:
    """Return a figure with what its heads say of its unit: per how many, or per cent."""
    numbers, kind = dict(figure.numbers), figure.kind
    per = next(filter(None, (LINE["per"].search(shape.text, *title) for title in titles)), None)
    if kind == "rate" and per:
        numbers = {"per": shape.number(per.start("per")), **numbers}
    if kind == "share" and "value" in numbers and any("%" in shape.text[slice(*title)] for title in titles):
        numbers["value"] += "" if figure.is_percentage else "%"
    return replace(figure, numbers=numbers)
