"""Pictures of files: every cell as it was published, in the colour of what became of it, and what came out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from disprop import cleaning

PLAIN, HEADING, OUT, ASKED = "#ffffff", "#cfe3f5", "#e6e6e6", "#ffd9a0"
MEANS = {HEADING: "heading", OUT: "not a row of the table, or dropped: in the log", ASKED: "asked about"}
EDGE, HIGH, FONT = "#b0b0b0", 0.24, 7.5  # inches of a row; points
LONGEST = 30  # characters of a cell
WIDER = 0.066  # inches of a character


def picture(text: str, **answers: Any) -> Axes:
    """Return the axes of a file of comma-separated text beside the table that `read_table` makes of it."""
    sheet = list(csv.reader(io.StringIO(text)))
    asked, cleaned = cleaning.read_table(io.StringIO(text)), cleaning.read_table(io.StringIO(text), **answers)
    frame = cleaned.frame.astype(object).where(cleaned.frame.notna(), "")
    table = [list(map(str, frame.columns)), *[list(map(str, row)) for row in frame.itertuples(index=False)]]
    rows, gap = max(len(sheet), len(table)), 0.5
    left, right = _widths(sheet), _widths(table)
    figure = Figure(figsize=(sum(left) + gap + sum(right) + 0.1, HIGH * (rows + 1.6)), layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlim=(0, sum(left) + gap + sum(right)), ylim=(-HIGH * (rows + 1.6), 0))
    axes.set_axis_off()
    _draw(axes, sheet, left, 0, _colours(sheet, asked))
    _draw(axes, table, right, sum(left) + gap, {(0, at): HEADING for at in range(len(right))})
    axes.annotate(
        "",
        (sum(left) + gap * 0.85, -HIGH),
        (sum(left) + gap * 0.15, -HIGH),
        arrowprops={"arrowstyle": "-|>", "lw": 1.5},
    )
    at = 0.0
    for colour, means in MEANS.items():
        axes.add_patch(_cell(at, -HIGH * (rows + 1.4), 0.16, colour))
        axes.text(at + 0.22, -HIGH * (rows + 0.9), means, fontsize=FONT, va="center")
        at += 0.45 + WIDER * len(means)
    return axes


def _colours(sheet: Sequence[Sequence[str]], asked: cleaning.Cleaned) -> dict[tuple[int, int], str]:
    """Return the colour of each cell, by its line and its place, from the log and the questions."""
    layout = next((line.after for line in asked.log if line.rule == "layout"), {"header": [1]})
    header = [line - 1 for line in layout["header"]]
    first = header[-1] + 1
    wide = max(map(len, sheet))
    lines = dict.fromkeys(range(first), OUT) | dict.fromkeys(header, HEADING)
    lines |= {first + repair.row: OUT for repair in asked.log if repair.row is not None and repair.column is None}
    lines |= {first + question.row: ASKED for question in asked.questions if question.row is not None}
    colours = {(line, at): colour for line, colour in lines.items() for at in range(wide)}
    names = [str(name) for name in asked.frame.columns]
    for name in [question.column for question in asked.questions if question.row is None and question.column in names]:
        place = next((at for at, cell in enumerate(sheet[header[-1]]) if cell == name), None)
        colours |= {(line, place): ASKED for line in range(header[0], len(sheet)) if place is not None}
    return colours


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Return the width of each column in inches; a title that stands alone runs over."""
    columns = max(map(len, rows))
    kept = [row for row in rows if sum(map(bool, row)) > 1] or rows
    cells = [[_short(row[at]) for row in kept if at < len(row)] for at in range(columns)]
    return [0.16 + WIDER * max(map(len, column), default=3) for column in cells]


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST else f"{cell[: LONGEST - 3]}..."


def _draw(
    axes: Axes,
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    left: float,
    colours: dict[tuple[int, int], str],
) -> None:
    for line, row in enumerate(rows):
        x, alone = left, sum(map(bool, row)) == 1
        for at, width in enumerate(widths):
            cell = row[at] if at < len(row) else ""
            axes.add_patch(_cell(x, -HIGH * (line + 1), width, colours.get((line, at), PLAIN)))
            axes.text(
                x + 0.06, -HIGH * (line + 0.5), cell if alone else _short(cell), fontsize=FONT, va="center", zorder=3
            )
            x += width


def _cell(x: float, y: float, width: float, colour: str) -> Any:
    return Rectangle((x, y), width, HIGH, facecolor=colour, edgecolor=EDGE, linewidth=0.5)


TITLES = """Table 4. Stops and arrests by force,,,
Crown copyright,,,
,,,
Force,Ethnicity,Stops,Arrests
Kent,Black,33,<5
Kent,White,352,41
Essex,Black,"1,204",97
Essex,White,"2,310",212
Total,,"3,899",354
,,,
Source: the forces,,,
"""
PAIRS = "force,black_pop,black_stops,white_pop,white_stops\nKent,16000,33,1200000,352\nEssex,34000,97,1300000,212\n"
NESTED = """area,White,White: British,White: Irish,Black,Black: African,Black: Caribbean
Kent,1200000,1190000,10000,16000,9000,7000
"""
MARGINS = """Geography,Estimate; White,Margin of Error; White,Estimate; Black,Margin of Error; Black
Alabama,3198079,826,1280946,2090
Alaska,454498,386,22534,704
"""
YEARS = "force,2018/19,2019/20,2020/21\nKent,352,310,287\nEssex,212,<5,190\n"
SHEETS = {
    "read-a-file": TITLES,
    "wide-pairs": PAIRS,
    "wide-nested": NESTED,
    "wide-margins": MARGINS,
    "wide-years": YEARS,
}


def pictures() -> dict[str, Callable[[], Axes]]:
    """Return the pictures of files by the name of their page, each with the answers that are suggested for it."""
    asked = {name: cleaning.read_table(io.StringIO(text)).suggested for name, text in SHEETS.items()}
    return {f"how-to/{name}.svg": partial(picture, text, **asked[name]) for name, text in SHEETS.items()}
