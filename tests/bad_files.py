"""Bad files, made from clean tables: shapes, marks, totals, encodings and containers drawn together, from a seed.

Each knows what it was made from, line by line and column by column, so that `faults` can say what was read wrong
without a word.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np

Cell = Any  # text, a whole number, a share, None for missing, or (low, high) for a mark
AREAS = ["Kent", "Essex", "Surrey", "Norfolk", "Suffolk", "Dorset", "Cleveland", "Durham", "Cumbria", "Gwent"]
REGIONS = ["North East", "North West", "South East", "South West", "East Midlands", "Wales"]
GROUPS = ["White", "Black", "Asian", "Mixed", "Other"]
MEASURES = ["Stops", "Arrests", "People", "Searches", "Complaints"]
WORDS = ["Total", "All", "England and Wales", "Grand total", "Persons", "Statewide", "TOTAL ", "All forces"]
WORDS += ["Sub-total"]
QUIET = ["Combined", "Thames group", "The five above"]  # totals by nothing but their numbers
TITLES = [
    "Table 4. Stops by force",
    "Crown copyright",
    "Year ending 31 March 2020",
    "Date: 2021",
    "Home Office",
    "This table shows how often people were stopped and searched, by force, in the year ending March 2020",
]
NOTES = [
    "Source: the forces",
    "1. Revised since the last publication.",
    "* see the notes",
    "Notes:",
    "[1] Includes the British Transport Police.",
    "Figures may not add up to totals because of rounding, and because some records have no ethnicity stated",
    "(a) Excludes vehicles only.",
]
MARKS: dict[str, Cell] = {
    "<5": (0, 4),
    "*": (0, None),
    "..": None,
    "[c]": (0, None),
    "z": None,
    "1-9": (1, 9),
    "Suppressed": (0, None),
    "5 or fewer": (0, 5),
    "n<10": (0, 9),
    "GE 95": (95, None),
    "[REDACTED]": (0, None),
    "-": (0, None),
    "N/A": None,
    "#N/A": None,
    "": None,
    "<5 [1]": (0, 4),
}
NOTED = ["{}*", "{} [1]", "{}[note 3]", "{} (r)"]


@dataclass
class Column:
    """A column of the clean table: its heading, what it holds (label, count, total ...), its cells."""

    name: str
    kind: str
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Line:
    """A line of the file: what it is (row, total, title, blank, ...), its cells as printed, and what they mean."""

    kind: str
    cells: list[str]
    truth: list[Cell] = field(default_factory=list)


@dataclass
class BadFile:
    """The bytes of a file, the lines and columns that it was made from, and what was done to it."""

    content: bytes
    lines: list[Line]
    columns: list[Column]
    dirt: list[str]
    delimiter: str = ""

    @property
    def heading(self) -> list[int]:
        """The lines of the heading, from 0."""
        return [at for at, line in enumerate(self.lines) if line.kind == "heading"]


class Draw:
    """Choices from a seed, each of which may be switched off by its name."""

    def __init__(self, seed: int, only: Sequence[str] | None = None) -> None:
        self.rng, self.only, self.dirt = np.random.default_rng(seed), only, list[str]()

    def one(self, options: Sequence[Any]) -> Any:
        """Return one of the options."""
        return options[int(self.rng.integers(len(options)))]

    def some(self, options: Sequence[Any], least: int, most: int) -> list[Any]:
        """Return some of the options, each once."""
        count = int(self.rng.integers(least, min(most, len(options)) + 1))
        return [options[at] for at in self.rng.permutation(len(options))[:count]]

    def does(self, name: str, chance: float) -> bool:
        """Say whether something is done to the file, and note it."""
        done = bool(self.rng.random() < chance)
        done = done and (self.only is None or name in self.only)
        self.dirt += [name] * done
        return done

    def counts(self, size: int) -> list[int]:
        """Return counts as people have them: tens to many thousands, even or uneven."""
        scale = 10 ** self.rng.uniform(1.7, 4.5)
        return [int(x) + 1 for x in scale * np.exp(self.rng.uniform(0.3, 1.2) * self.rng.normal(size=size))]


def clean_table(draw: Draw) -> list[Column]:
    """Return a clean table: columns of labels, and columns of counts by measure, group or year."""
    shape = draw.one(["areas", "areas-groups", "regions-areas", "years-areas", "codes-areas", "areas-groups-sexes"])
    areas, groups = draw.some(AREAS, 3, 8), draw.some(GROUPS, 2, 5)
    labels: dict[str, tuple[list[str], list[list[str]]]] = {
        "areas": (["Force"], [[area] for area in areas]),
        "areas-groups": (["Force", "Ethnicity"], [*map(list, product(areas, groups))]),
        "regions-areas": (["Region", "Force"], _in_regions(draw, areas)),
        "years-areas": (["Year", "Force"], [*map(list, product(["2018/19", "2019/20"], areas))]),
        "codes-areas": (["Code", "Area"], [[f"{draw.one(['E0', '0'])}{1000 + i}", a] for i, a in enumerate(areas)]),
        "areas-groups-sexes": (
            ["Force", "Ethnicity", "Sex"],
            [*map(list, product(areas[:3], groups[:3], ["Female", "Male"]))],
        ),
    }
    names, rows = labels[shape]
    columns = [Column(name, "label", [row[at] for row in rows]) for at, name in enumerate(names)]
    measures = draw.some(draw.one([MEASURES, GROUPS, ["2017", "2018", "2019", "2020"]]), 1, 4)
    if draw.only is None or "years" in draw.only or not measures[0].isdigit():
        named = measures
    else:
        named = MEASURES[: len(measures)]
    named = sorted(named) if named[0].isdigit() else named
    if "Ethnicity" in names and named[0] in GROUPS:
        named = MEASURES[: len(named)]
    columns += [Column(name, "count", draw.counts(len(rows))) for name in named]
    if draw.does("shares", 0.2):
        columns.append(Column("Share", "share", [int(x) / 1000 for x in draw.rng.integers(1, 999, len(rows))]))
    return columns


def _in_regions(draw: Draw, areas: list[str]) -> list[list[str]]:
    regions = draw.some(REGIONS, 2, 3)
    return sorted([regions[at % len(regions)], area] for at, area in enumerate(areas))


def bad_file(seed: int, only: Sequence[str] | None = None) -> BadFile:
    """Return a file made bad in ways drawn from a seed; `only` allows no other ways than these."""
    draw = Draw(seed, only)
    columns = clean_table(draw)
    _marked(draw, columns)
    columns = _more_columns(draw, columns)
    rows = [Line("row", [], [column.cells[at] for column in columns]) for at in range(len(columns[0].cells))]
    rows = _totals(draw, columns, rows)
    point = _numbers(draw)
    workbook = draw.does("workbook", 0.2)
    for line in rows:
        line.cells = [
            _printed(draw, cell, column, point, plain=workbook)
            for cell, column in zip(line.truth, columns, strict=True)
        ]
    rows = _noted(draw, columns, rows)
    heading = _heading(draw, columns)
    rows = _merged_down(draw, columns, rows)
    if draw.does("units", 0.15):
        heading.append(Line("units", ["" if c.kind in LABELLED else "number" for c in columns]))
    rows = _between(draw, heading, rows)
    above = [Line("title", [title]) for title in draw.some(TITLES, 1, 6)] if draw.does("titles", 0.5) else []
    above = _titled(draw, above)
    below = [Line("note", [note]) for note in draw.some(NOTES, 1, 5)] if draw.does("notes", 0.5) else []
    below = [Line("blank", [])] * bool(below and draw.does("blank-before-notes", 0.6)) + _several(draw, below)
    other = _another(draw)
    lines = [*above, *heading, *rows, *below, *other]
    lines = _beside(draw, lines, len(columns))
    if draw.does("trailing", 0.2):
        width = max(len(line.cells) for line in lines) + 2
        lines = [replace(line, cells=line.cells + [""] * (width - len(line.cells))) for line in lines]
    elif draw.does("export-commas", 0.5):
        width = max(len(line.cells) for line in lines)
        lines = [replace(line, cells=line.cells + [""] * (width - len(line.cells))) for line in lines]
    content, delimiter = _written(draw, lines, workbook=workbook, comma=point == ",")
    return BadFile(content, lines, columns, draw.dirt, delimiter)


LABELLED = ("label", "code", "index", "note")


def _more_columns(draw: Draw, columns: list[Column]) -> list[Column]:
    size = len(columns[0].cells)
    counts = [column for column in columns if column.kind == "count"]
    if len(counts) > 1 and draw.does("total-column", 0.25):
        name = (
            draw.one(["Total", "All", "Total stops", "All people"]) if draw.does("total-column-named", 0.6) else "Whole"
        )
        whole = Column(name, "total", [sum(map(count_of, row)) for row in zip(*(c.cells for c in counts), strict=True)])
        at = draw.one([columns.index(counts[0]), len(columns)])
        columns = [*columns[:at], whole, *columns[at:]]
    if draw.does("index-column", 0.15):
        first = draw.one([0, 1])
        columns = [Column(draw.one(["", "Row", "No."]), "index", [*range(first, first + size)]), *columns]
    if draw.does("code-column", 0.15):
        columns = [
            Column("GSS code", "code", [f"E{draw.one(['23', '07'])}{10**6 + at:07}" for at in range(size)]),
            *columns,
        ]
    if draw.does("copied-column", 0.1):
        copied = draw.one(counts)
        columns = [*columns, Column(draw.one([copied.name, "Count"]), "copy", list(copied.cells))]
    if draw.does("shuffled-columns", 0.2):
        columns = [columns[at] for at in draw.rng.permutation(len(columns))]
    return columns


def _totals(draw: Draw, columns: list[Column], rows: list[Line]) -> list[Line]:
    if len(rows) < 3 or not draw.does("totals", 0.4):
        return rows
    labels = [at for at, column in enumerate(columns) if column.kind == "label" and column.name not in {"Code", "Year"}]
    quiet = draw.does("quiet-totals", 0.25)
    word = draw.one(QUIET if quiet else WORDS)
    if draw.does("blank-totals", 0.15):
        word = ""
    at = draw.one(labels)
    filled = draw.one([True, False])
    place = draw.one(["top", "bottom", "blocks"])
    blocks = [rows]
    if place == "blocks" and len(labels) > 1 and labels[0] != at:
        at, filled = labels[-1], True
        seen = list(dict.fromkeys(str(line.truth[labels[0]]) for line in rows))
        if all(sum(str(line.truth[labels[0]]) == key for line in rows) > 1 for key in seen):
            blocks = [[line for line in rows if str(line.truth[labels[0]]) == key] for key in seen]
            if [line for block in blocks for line in block] != rows:
                blocks = [rows]
    made: list[Line] = []
    for block in blocks:
        total = Line(
            "quiet" if quiet or not word else "total",
            [],
            [
                _summed(column, [line.truth[each] for line in block], word, named=each == at, filled=filled)
                for each, column in enumerate(columns)
            ],
        )
        made += [total, *block] if place == "top" else [*block, total]
    return made


def _summed(column: Column, cells: list[Cell], word: str, *, named: bool, filled: bool) -> Cell:
    """Return what a total has in a column: a sum, its word where it is named, the label that all of its rows have."""
    if column.kind in {"count", "total", "copy"}:
        return sum(map(count_of, cells))
    if column.kind == "share":
        return 0.5
    if named or column.kind != "label":
        return word if named else ""
    return cells[0] if len({*cells}) == 1 else word if filled and column.name not in {"Code", "Year"} else ""


def _marked(draw: Draw, columns: list[Column]) -> None:
    """Put marks in place of some counts, which become numbers that the marks allow."""
    if not draw.does("marks", 0.35):
        return
    marks = draw.some([*MARKS], 1, 2)
    places = [(column, row) for column in columns if column.kind == "count" for row in range(len(column.cells))]
    for column, row in draw.some(places, 1, max(1, len(places) // 4)):
        mark = draw.one(marks)
        least, most = MARKS[mark] or (column.cells[row], column.cells[row])
        column.cells[row] = Mark(mark, int(draw.rng.integers(least, (least + 9 if most is None else most) + 1)))


@dataclass(frozen=True)
class Mark:
    """A mark in place of a number, and the number that it hides."""

    text: str
    hidden: int

    def __str__(self) -> str:
        return self.text


def count_of(cell: Any) -> int:
    """Return the number of a cell, or that which a mark hides."""
    return int(cell.hidden if isinstance(cell, Mark) else cell)


def _numbers(draw: Draw) -> str:
    for name, chance in ((",", 0.12), ("thousands-comma", 0.2), ("thousands-space", 0.1), ("thousands-thin", 0.07)):
        if draw.does({",": "decimal-comma"}.get(name, name), chance):
            return name
    return "."


GROUPED = {",": ".", "thousands-comma": ",", "thousands-space": " ", "thousands-thin": "\u2009"}


def _printed(draw: Draw, cell: Cell, column: Column, point: str, *, plain: bool) -> str:
    if isinstance(cell, Mark):
        return str(cell)
    if cell is None:
        return ""
    if isinstance(cell, float):
        text = f"{100 * cell:.1f}%" if "shares" in draw.dirt and not plain else str(cell)
        return text.replace(".", ",") if point == "," and not plain else text
    if isinstance(cell, int) and column.kind not in LABELLED and not plain:
        return f"{cell:,}".replace(",", GROUPED.get(point, ""))
    return str(cell)


def _noted(draw: Draw, columns: list[Column], rows: list[Line]) -> list[Line]:
    numbers = [at for at, column in enumerate(columns) if column.kind == "count"]
    labels = [at for at, column in enumerate(columns) if column.kind == "label" and column.name not in {"Code", "Year"}]
    if draw.does("noted-numbers", 0.15):
        for line in draw.some(rows, 1, 3):
            at = draw.one(numbers)
            if not isinstance(line.truth[at], Mark):
                line.cells[at] = draw.one(NOTED).format(line.cells[at])
    if draw.does("noted-labels", 0.15):
        for line in draw.some([line for line in rows if line.kind == "row"], 1, 3):
            at = labels[-1]
            line.cells[at] = draw.one(["{} [1]", "{}*", "{} (2)", "{}\u00b9", "{} [note 3]"]).format(line.cells[at])
    if draw.does("spaced-labels", 0.15):
        for line in draw.some(rows, 1, 4):
            line.cells[labels[-1]] = draw.one([" {}", "{} ", "{}\u00a0"]).format(line.cells[labels[-1]])
    return rows


def _heading(draw: Draw, columns: list[Column]) -> list[Line]:
    if draw.does("quoted-newlines", 0.08):
        columns[-1].name = f"{columns[-1].name}\nrecorded"
    names = [column.name for column in columns]
    numbers = [at for at, column in enumerate(columns) if column.kind not in LABELLED]
    tops = [Line("heading", list(names))]
    first, last = numbers[0], numbers[-1]
    together = numbers == [*range(first, last + 1)] and first > 0
    if len(numbers) > 1 and together and draw.does("two-headings", 0.2):
        upper = [""] * len(names)
        cut = draw.one([*range(first + 1, last + 1)])
        over = draw.one([["Recorded", "Estimated"], ["2019", "2020"], ["On foot", "In vehicles"]])
        upper[first], upper[cut] = over
        for at in numbers:
            columns[at].name = f"{over[at >= cut]}: {columns[at].name}".removeprefix(f"{columns[at].name}: ")
        if draw.does("labels-in-the-upper-heading", 0.4):
            for at in range(first):
                upper[at], tops[0].cells[at] = names[at], ""
        tops = [Line("heading", upper), *tops]
        if draw.does("three-headings", 0.3):
            top = [""] * len(names)
            top[first] = "Both sexes"
            for at in numbers:
                columns[at].name = f"Both sexes: {columns[at].name}"
            tops = [Line("heading", top), *tops]
    return tops


def _merged_down(draw: Draw, columns: list[Column], rows: list[Line]) -> list[Line]:
    first = next((at for at, column in enumerate(columns) if column.kind == "label"), 0)
    several = sum(column.kind == "label" for column in columns) > 1
    if not several or any(line.kind != "row" for line in rows) or not draw.does("merged-down", 0.2):
        return rows
    before = None
    for line in rows:
        if line.cells[first] == before:
            line.cells[first] = ""
        else:
            before = line.cells[first]
    return rows


def _between(draw: Draw, heading: list[Line], rows: list[Line]) -> list[Line]:
    made = list(rows)
    if draw.does("blank-lines", 0.2):
        for _ in range(draw.one([1, 2, 3])):
            made.insert(int(draw.rng.integers(0, len(made) + 1)), Line("blank", []))
    if draw.does("heading-again", 0.1):
        made.insert(
            int(draw.rng.integers(1, len(made) + 1)),
            Line("again", list(heading[-1 - (heading[-1].kind == "units")].cells)),
        )
    if draw.does("alone", 0.1):
        made.insert(int(draw.rng.integers(0, len(made))), Line("alone", [draw.one(REGIONS)]))
    return made


def _titled(draw: Draw, above: list[Line]) -> list[Line]:
    if above and draw.does("title-in-cells", 0.3):
        above = [replace(line, cells=line.cells[0].split(": ")) for line in above]
    if above and draw.does("blank-after-titles", 0.5):
        above = [*above, Line("blank", [])]
    if above and draw.does("blank-first", 0.2):
        above = [Line("blank", []), *above]
    return above


def _several(draw: Draw, below: list[Line]) -> list[Line]:
    if not below or not draw.does("notes-in-cells", 0.3):
        return below
    return [
        replace(line, cells=line.cells[0].split(" ", 1) if draw.one([0, 1]) else line.cells[0].split(","))
        for line in below
    ]


def _another(draw: Draw) -> list[Line]:
    if not draw.does("another-below", 0.08):
        return []
    cells = [["Area", "Incidents"], *([area, str(count)] for area, count in zip(AREAS, draw.counts(4), strict=False))]
    title = [Line("other", ["Table 5. Incidents"])] * bool(draw.does("another-titled", 0.6))
    return [Line("blank", []), *title, *(Line("other", line) for line in cells)]


def _beside(draw: Draw, lines: list[Line], width: int) -> list[Line]:
    if not draw.does("another-beside", 0.07):
        return lines
    start = max(at for at, line in enumerate(lines) if line.kind == "heading")
    cells = [["Area", "Incidents"], *([area, str(count)] for area, count in zip(AREAS, draw.counts(3), strict=False))]
    made = list(lines)
    if any(line.kind != "row" for line in lines[start + 1 : start + 4]):
        draw.dirt.remove("another-beside")
        return lines
    for at, each in enumerate(cells, start):
        if at < len(made) and made[at].kind in {"heading", "row", "total", "quiet"}:
            line = made[at]
            made[at] = replace(line, cells=[*line.cells, *[""] * (width - len(line.cells) + 1), *each])
    return made


def _written(draw: Draw, lines: list[Line], *, workbook: bool, comma: bool) -> tuple[bytes, str]:
    if workbook:
        kind = draw.one([xlsx, ods])
        typed = [[_typed(cell) for cell in line.cells] for line in lines]
        draw.dirt.append(kind.__name__)
        return kind(
            {"Table": typed} if not draw.does("sheets", 0.3) else {"Index": [["Sheet", "Title"]], "Table": typed}
        ), ""
    delimiter = ";" if comma else draw.one([",", ",", ",", ";", "\t", "|"])
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=delimiter, lineterminator=draw.one(["\n", "\r\n"])).writerows(
        line.cells for line in lines
    )
    encoding = draw.one(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
    try:
        content = held.getvalue().encode(encoding)
    except UnicodeEncodeError:
        encoding = "utf-8"
        content = held.getvalue().encode(encoding)
    draw.dirt.append(encoding)
    if draw.does("zip", 0.1):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
            opened.writestr("table.csv", content)
        content = archive.getvalue()
    return content, delimiter


def _typed(cell: str) -> Any:
    plain = cell.isascii() and cell.replace(".", "", 1).isdigit() and (cell == "0" or cell[0] != "0" or "." in cell)
    return float(cell) if plain else cell


SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
ODS_CELLS: dict[type, Callable[[Any], str]] = {
    str: lambda x: f'<table:table-cell office:value-type="string"><text:p>{escaped(x)}</text:p></table:table-cell>',
    float: lambda x: f'<table:table-cell office:value-type="float" office:value="{x!r}"/>',
    bool: lambda x: f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(x).lower()}"/>',
    type(None): lambda _: "<table:table-cell/>",
}


def escaped(text: str) -> str:
    """Write a text as XML does."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def ods(sheets: dict[str, list[list[Any]]]) -> bytes:
    """Write an OpenDocument workbook with nothing but the standard library."""
    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(
            "<table:table-row>" + "".join(ODS_CELLS[type(x)](x) for x in line) + "</table:table-row>" for line in lines
        )
        + "</table:table>"
        for name, lines in sheets.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    files = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"<office:document-content {SPACES}>{body}</office:document-content>",
        "META-INF/manifest.xml": MANIFEST,
    }
    return zipped(files)


def zipped(files: dict[str, str]) -> bytes:
    """Return an archive of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
XLSX = "http://schemas.openxmlformats.org/"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
RELS = f'{XML}<Relationships xmlns="{XLSX}package/2006/relationships">'
OFFICE = f"{XLSX}officeDocument/2006/relationships"


def xlsx(
    sheets: dict[str, list[list[Any]]], rows: dict[int, str] | None = None, states: dict[str, str] | None = None
) -> bytes:
    """Write an Excel workbook with nothing but the standard library; a cell that begins with '<c' is XML itself."""
    main = f"{XLSX}spreadsheetml/2006/main"
    named, rels, files = "", "", dict[str, str]()
    for number, (name, lines) in enumerate(sheets.items(), 1):
        state = f' state="{states[name]}"' if states and name in states else ""
        named += f'<sheet name="{name}" sheetId="{number}"{state} r:id="rId{number}"/>'
        rels += f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        held = "".join(
            f'<row r="{at}"{(rows or {}).get(at, "")}>{"".join(_xlsx_cell(x, at, i) for i, x in enumerate(line))}</row>'
            for at, line in enumerate(lines, 1)
        )
        files[f"xl/worksheets/sheet{number}.xml"] = (
            f'{XML}<worksheet xmlns="{main}"><sheetData>{held}</sheetData></worksheet>'
        )
    types = "".join(f'<Override PartName="/{path}" ContentType="{SHEET}"/>' for path in files)
    files["xl/workbook.xml"] = f'{XML}<workbook xmlns="{main}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>'
    files["xl/_rels/workbook.xml.rels"] = f"{RELS}{rels}</Relationships>"
    files["_rels/.rels"] = (
        f'{RELS}<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    files["[Content_Types].xml"] = (
        f'{XML}<Types xmlns="{XLSX}package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{types}</Types>"
    )
    return zipped(files)


def _xlsx_cell(cell: Any, line: int, at: int) -> str:
    place = f"{chr(65 + at) if at < 26 else 'A' + chr(39 + at)}{line}"
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, float):
        return f'<c r="{place}"><v>{cell!r}</v></c>'
    if cell.startswith("<c"):
        return f'<c r="{place}"{cell[2:]}'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escaped(cell)}</t></is></c>'
