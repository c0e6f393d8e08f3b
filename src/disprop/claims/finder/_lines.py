"""Lists of labelled lines ("Arrests: 12") with their questions and blanks, and tables with heads and titles of rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from disprop.claims.finder._reading import TABLE, TEXT, Span
from disprop.claims.finder._shape import MARKER, MARKS, Figure, Shape, matched, pattern

COLUMNS = {kind: re.compile(text, re.IGNORECASE) for kind, text in TABLE["column"].items()}
LINE = {name: pattern(text) for name, text in TABLE["line"].items()}
ESTIMATES = ("ratio", "rate", "share", "average")
MANY = 2  # rows that are numbered by chance
TITLES = 3  # rows of heads, or titles of rows, that may say what stands in a cell
WIDEST = 60  # columns

Block = tuple[list[Span], list[Figure]]


def blocks(shape: Shape) -> Iterator[Block]:
    """Yield the lines of the lists, with what stands above them, and of the tables of a text, with their figures."""
    head, is_table, above = "", False, (0, 0)
    lines: list[Span] = []
    figures: list[Figure] = []
    for found in re.finditer(r"[^\n]+", shape.text):
        span, words = found.span(), found.group()
        is_row, numbered = bool(LINE["row"].fullmatch(words.strip())), words.startswith(MARKER)
        figure = None if is_row else _item(shape, span, "" if numbered else head)
        if numbered or is_row != is_table or not (figure or is_row):
            yield _completed(shape, lines, figures, above if is_table else None)
            head = f"{figure.label}?" if figure and numbered else "" if figure else shape.words(span)
            is_table, above, lines, figures = is_row, above if is_row else span, [], []
        figures += [figure] if figure else []
        lines += [span] if figure or is_row else []
    yield _completed(shape, lines, figures, above if is_table else None)


def _completed(shape: Shape, lines: list[Span], figures: list[Figure], caption: Span | None) -> Block:
    """Return the lines of a table or list and its figures: of a list, of which anything is answered, its blanks too."""
    if caption and len(lines) > 1:
        return lines, list(table(shape, lines, caption))
    answers = zip(lines, figures, strict=False)
    is_answered = any(each.numbers and LINE["listed"].match(shape.text, line[0]) for line, each in answers)
    figures = [each for each in figures if each.numbers or is_answered]
    return lines if figures else [], figures


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
    figure = shape.figure(kind_of(found["value"], [label, head]), place, place + 1, {"value": place}, asked)
    per = TEXT["per"].search(head) if figure.kind == "rate" else None
    return replace(figure, numbers={"per": per["per"], **figure.numbers}) if per else figure


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
    rows = [_cells(shape, line, below) for line in lines]
    is_indexed = _is_indexed(shape, rows)
    for line, row in zip(lines, rows, strict=True):
        heads = [_aligned(shape, head, row) for head in heads]
        above = {cell: [head[at] for head in heads if len(head) == len(row)] for at, cell in enumerate(row)}
        own = {cell: titles for cell, titles in above.items() if cell[0] >= line[0] and _is_counted(shape, titles)}
        filled = [cell for cell in own if TEXT["filled"].search(shape.text, *cell)]
        is_open, end = is_open or not filled or "\n\n" in shape.text[end : line[0]], line[1]
        is_data = any(LINE["number"].fullmatch(shape.text, *cell) for cell in filled)
        is_data |= any(LINE["datum"].search(shape.text, *cell) for cell in filled if heads and cell != row[0])
        if filled == row[:1] and not is_data:
            about = [row[0], *about][:TITLES]
        elif is_data or not is_open:
            is_open, had_data = False, True
            yield from _row(shape, row, {cell: own[cell] for cell in own if cell != row[0] or not is_indexed}, about)
        elif filled:
            heads, had_data = [*([] if had_data else heads), row][-TITLES:], False
            yield from (each for cell in filled for each in _sizes(shape, cell))


def _is_indexed(shape: Shape, rows: list[list[Span]]) -> bool:
    """Say whether the rows begin with a running number: 0, 1, 2."""
    first = [words for row in rows if (words := shape.words(row[0])).isdecimal()]
    return len(first) > MANY and first == [str(place + (first[0] != "0")) for place in range(len(first))]


def _aligned(shape: Shape, head: list[Span], row: list[Span]) -> list[Span]:
    """Return a head over its cells, where the empty one over the titles of rows was lost and its last one is empty."""
    ends = [[at for at, cell in enumerate(line) if TEXT["filled"].search(shape.text, *cell)] for line in (head, row)]
    last = max(ends[1], default=0)
    is_short = len(head) == len(row) and last == max(ends[0], default=0) + 1
    is_lost = is_short and LINE["number"].fullmatch(shape.text, *row[last]) is not None
    if is_lost and not LINE["number"].fullmatch(shape.text, *row[0]):
        is_lost = not TEXT["title"].match(shape.words(head[0]))
    return [head[-1], *head[:-1]] if is_lost else head


def _is_counted(shape: Shape, titles: list[Span]) -> bool:
    """Say whether what stands under titles may have been counted, and is no statistic."""
    return not any(TEXT["uncounted"].search(shape.words(title)) for title in titles)


def _cells(shape: Shape, line: Span, below: dict[int, list[Span]]) -> list[Span]:
    """Return where the cells of a row stand, one that spans columns or rows in each of them; `below` has the latter."""
    text = shape.text[slice(*line)]
    row: list[Span] = []
    start = line[0] + len(text) - len(text.lstrip(" ").removeprefix("|"))  # the bar before the first cell is none of it
    for found in (*LINE["cell"].finditer(shape.text, start, line[1]), None):
        while below.get(len(row)):
            row.append(below[len(row)].pop())
        if found and len(row) < WIDEST:
            tag = shape.plain.original[slice(*shape.part(found.start(), found.start() + 1)[2])]
            across, down = (int((TEXT[name].search(tag) or ["", "1"])[1]) for name in ("across", "down"))
            below |= {len(row) + at: [found.span()] * (down - 1) for at in range(across)}
            row += [found.span()] * across
    return row[:WIDEST]


def _sizes(shape: Shape, cell: Span) -> list[Figure]:
    """Return the counts of a head: "White (n=2,501)"."""
    return [each for each in matched(shape, *cell, {True: "", False: ""}) if TEXT["size"].match(each.printed)]


def _row(shape: Shape, row: list[Span], own: dict[Span, list[Span]], about: list[Span]) -> Iterator[Figure]:
    """Yield the figures of a row under the names in front of it; limits beside an estimate are about it."""
    is_named = not LINE["number"].fullmatch(shape.text, *row[0])
    names = [cell for cell in row[:2] if TEXT["words"].fullmatch(shape.text, *cell) or (is_named and cell == row[0])]
    of: dict[str, str] = {}
    for cell, above in own.items() if _is_counted(shape, names) else ():
        labels = dict.fromkeys(filter(None, map(shape.words, above))) or [str(row.index(cell))]
        label = " / ".join(filter(None, (", ".join(dict.fromkeys(map(shape.words, names))), *labels)))
        is_name = cell in names and LINE["datum"].search(shape.text, cell[1], row[-1][1])
        for each in _sizes(shape, cell) if is_name else _figures(shape, cell, [*above, row[0]], about):
            numbers = {**(of if each.kind == "interval" else {}), **each.numbers}
            of = {"of": each.numbers["value"]} if each.kind in ESTIMATES and "value" in each.numbers else {}
            yield replace(each, label=label, numbers=numbers)


def _figures(shape: Shape, cell: Span, heads: list[Span], about: list[Span]) -> list[Figure]:
    """Return the figures of a cell; one number, or a count with its percentage, with what its heads say of its unit."""
    is_percentage = any("%" in shape.text[slice(*head)] for head in (*heads, *about))
    one, both = LINE["number"].fullmatch(shape.text, *cell), LINE["both"].match(shape.text, *cell)
    found = one or (both if is_percentage else None)
    if found is None:
        return matched(shape, *cell, {True: "share", False: "rate"})
    places = {name: found.start(name) for name in found.groupdict()}
    value = places["value"]
    sign = shape.text[value - 1 : value]
    kind = kind_of(shape.text[value], [*map(shape.words, heads), sign], [*map(shape.words, about)])
    kind, end = (kind, value + 1) if one else ("share", found.end())
    per = next(filter(None, (LINE["per"].search(shape.text, *head) for head in (*heads, *about))), None)
    start, unit = min(places.values()), {"per": per.start("per")} if kind == "rate" and per else {}
    figure = shape.figure(kind, start, end, {**places, **unit})
    if kind == "share" and is_percentage and not figure.is_percentage:
        return [replace(figure, numbers={**figure.numbers, "value": f"{figure.numbers['value']}%"})]
    return [figure]
