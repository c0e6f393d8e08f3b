"""Tables: their heads, and the figures of their cells with the names of row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from disprop.claims.finder._match import matched, pattern
from disprop.claims.finder._reading import TABLE, TEXT, Span
from disprop.claims.finder._shape import MARKS, NUMBERS, Figure, Shape

COLUMNS = {kind: re.compile(text, re.IGNORECASE) for kind, text in TABLE["column"].items()}
CELL, NUMBER, BOTH, PER = (pattern(TABLE["line"][name]) for name in ("cell", "number", "both", "per"))
ESTIMATES = ("ratio", "rate", "share", "average")


def kind_of(mark: str, titles: list[str], about: str = "") -> str:
    """Return the kind of a number by its sign, its headings and, where only a point tells, the title of its rows."""
    own = {MARKS["p"]: "share", MARKS["f"]: "share", MARKS["d"]: "rate"}.get(mark, "count")
    titles = [*titles, about] if own == "rate" else titles
    told = next((kind for title in titles for kind, each in COLUMNS.items() if each.search(title)), own)
    return own if own == "share" and told != "change" else told


def table(shape: Shape, lines: list[Span], about: Span) -> Iterator[Figure]:
    """Yield the figures of a table; words alone in a row are the title of the rows below them."""
    heads: list[list[Span]] = []
    end, is_open, had_data = lines[0][0], True, False
    for line in lines:
        row = _cells(shape, line)
        above = [head for head in heads if len(head) == len(row)]
        filled = [at for at, cell in enumerate(row) if _is_filled(shape, cell, [head[at] for head in above])]
        numbers = [at for at in filled if re.search(f"[{NUMBERS}]", shape.text[slice(*row[at])])]
        is_open, end = is_open or not filled or "\n\n" in shape.text[end : line[0]], line[1]
        is_data = any(_number(shape, row[at]) is not None for at in numbers) or (heads and max(numbers, default=0))
        if filled == [0] and not is_data:
            about = row[0]
        elif is_open and not is_data:
            heads, had_data = [*([] if had_data else heads), row] if filled else heads, had_data and not filled
            yield from (each for cell in row for each in _sizes(shape, cell))
        else:
            is_open, had_data = False, True
            yield from _row(shape, row, above, about)


def _is_filled(shape: Shape, cell: Span, heads: list[Span]) -> bool:
    """Say whether a cell holds anything that somebody may have counted."""
    is_counted = not any(TEXT["uncounted"].search(shape.words(head)) for head in heads)
    return is_counted and TEXT["filled"].search(shape.text, *cell) is not None


def _cells(shape: Shape, span: Span) -> list[Span]:
    """Return where the cells of a row stand; the bar before the first is none of it."""
    line = shape.text[slice(*span)]
    start = span[0] + len(line) - len(line.lstrip(" ").removeprefix("|"))
    return [cell.span() for cell in CELL.finditer(shape.text, start, span[1])]


def _sizes(shape: Shape, cell: Span) -> list[Figure]:
    """Return the counts of a head: "White (n=2,501)"."""
    return [each for each in matched(shape, *cell, {True: "", False: ""}) if TEXT["size"].match(each.printed)]


def _row(shape: Shape, row: list[Span], heads: list[list[Span]], about: Span) -> Iterator[Figure]:
    """Yield the figures of a row, but for statistics that nobody counted; limits beside an estimate are about it."""
    name = "" if _number(shape, row[0]) else shape.words(row[0])
    last: Figure | None = None
    for place, cell in enumerate(row):
        above = [head[place] for head in heads]
        titles = [*dict.fromkeys(filter(None, map(shape.words, above)))]
        if any(TEXT["uncounted"].search(each) for each in (*titles, name)):
            continue
        is_name = cell == row[0] and name and re.search(f"[{NUMBERS}]", shape.text[cell[1] : row[-1][1]])
        for each in _sizes(shape, cell) if is_name else _figures(shape, cell, [*above, row[0], about]):
            is_alone = each.kind == "interval" and last and last.kind in ESTIMATES and "value" in last.numbers
            of = {"of": last.numbers["value"]} if is_alone and last else {}
            label = " / ".join(filter(None, (name, *(titles or [str(place)]))))
            last = replace(each, label=label, numbers={**of, **each.numbers})
            yield last


def _figures(shape: Shape, cell: Span, titles: list[Span]) -> list[Figure]:
    """Return the figures of a cell: of one number, of a count with its percentage, or of words."""
    *own, about = map(shape.words, titles)
    at, both = _number(shape, cell), BOTH.match(shape.text, *cell)
    if at is not None:
        found = [shape.figure(kind_of(shape.text[at], own, about), at, at + 1, {"value": at})]
    elif both and any("%" in title for title in (*own, about)):
        places = {name: both.start(name) for name in ("part", "value")}
        found = [shape.figure("share", places["part"], both.end(), places)]
    else:
        found = matched(shape, *cell, {True: "share", False: "rate"})
    return [_told(shape, each, titles) for each in found]


def _told(shape: Shape, figure: Figure, titles: list[Span]) -> Figure:
    """Return a figure with what its heads say of its unit: per how many, or per cent."""
    per = next(filter(None, (PER.search(shape.text, *title) for title in titles)), None)
    numbers = dict(figure.numbers)
    if figure.kind == "rate" and per:
        numbers = {"per": shape.number(per.start("per")), **numbers}
    if figure.kind == "share" and "value" in numbers and any("%" in shape.text[slice(*title)] for title in titles):
        numbers["value"] += "" if figure.is_percentage else "%"
    return replace(figure, numbers=numbers)


def _number(shape: Shape, cell: Span) -> int | None:
    """Return where the one number of a cell is, if it holds little else."""
    found = NUMBER.fullmatch(shape.text, *cell)
    return found.start("value") if found else None
