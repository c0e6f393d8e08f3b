"""Tables: their heads, and the figures of their cells with the names of row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from disprop.claims.finder._match import matched, pattern
from disprop.claims.finder._reading import TABLE, TEXT, Span
from disprop.claims.finder._shape import MARKS, Figure, Shape

COLUMNS = {kind: re.compile(text, re.IGNORECASE) for kind, text in TABLE["column"].items()}
LINE = {name: pattern(text) for name, text in TABLE["line"].items()}
ESTIMATES = ("ratio", "rate", "share", "average")
TITLES = 3  # titles of rows that may say what stands in them, the nearest first


def kind_of(mark: str, titles: Sequence[str], about: Sequence[str] = ()) -> str:
    """Return the kind of a number by its sign, its headings and, where only a point tells, the titles of its rows."""
    own = {MARKS["p"]: "share", MARKS["f"]: "share", MARKS["d"]: "rate"}.get(mark, "count")
    titles = [*titles, *about] if own == "rate" else titles
    told = next((kind for title in titles for kind, each in COLUMNS.items() if each.search(title)), own)
    return own if own == "share" and told != "change" else told


def table(shape: Shape, lines: list[Span], caption: Span) -> Iterator[Figure]:
    """Yield the figures of a table; words alone in a row are the title of the rows below them."""
    heads: list[list[Span]] = []
    about, end, is_open, had_data = [caption], lines[0][0], True, False
    for line in lines:
        cells = _cells(shape, line)
        above = [[head[at] for head in heads if len(head) == len(cells)] for at in range(len(cells))]
        filled = [cell for cell in cells if TEXT["filled"].search(shape.text, *cell)]
        filled = [cell for cell in filled if not _is_uncounted(shape, above[cells.index(cell)])]
        is_open, end = is_open or not filled or "\n\n" in shape.text[end : line[0]], line[1]
        rest = filled[filled[:1] == cells[:1] :] if heads else filled
        is_data = any((LINE["datum"].search if heads else LINE["number"].fullmatch)(shape.text, *cell) for cell in rest)
        if filled == cells[:1] and not is_data:
            about = [cells[0], *about][:TITLES]
        elif is_open and not is_data:
            heads, had_data = [*([] if had_data else heads), cells] if filled else heads, had_data and not filled
            yield from (each for cell in filled for each in _sizes(shape, cell))
        else:
            is_open, had_data = False, True
            yield from _row(shape, cells, above, about)


def _is_uncounted(shape: Shape, heads: list[Span]) -> bool:
    """Say whether a head is of a statistic that nobody counted."""
    return any(TEXT["uncounted"].search(shape.words(head)) for head in heads)


def _cells(shape: Shape, span: Span) -> list[Span]:
    """Return where the cells of a row stand; the bar before the first is none of it."""
    line = shape.text[slice(*span)]
    start = span[0] + len(line) - len(line.lstrip(" ").removeprefix("|"))
    return [cell.span() for cell in LINE["cell"].finditer(shape.text, start, span[1])]


def _sizes(shape: Shape, cell: Span) -> list[Figure]:
    """Return the counts of a head: "White (n=2,501)"."""
    return [each for each in matched(shape, *cell, {True: "", False: ""}) if TEXT["size"].match(each.printed)]


def _row(shape: Shape, row: list[Span], heads: list[list[Span]], about: list[Span]) -> Iterator[Figure]:
    """Yield the figures of a row, but for statistics that nobody counted; limits beside an estimate are about it."""
    name = "" if LINE["number"].fullmatch(shape.text, *row[0]) else shape.words(row[0])
    of: dict[str, str] = {}
    for place, (cell, above) in enumerate(zip(row, heads, strict=True)):
        if _is_uncounted(shape, [*above, row[0]]):
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
