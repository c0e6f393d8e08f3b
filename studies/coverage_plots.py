"""Draw docs/explanation/coverage.csv: how the coverage of each method of a family spreads over the grid."""

from __future__ import annotations

import csv

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from studies.machine import PAGES

LEVEL = "0.95"
SHOWN_FROM = 0.8
MANY = 5  # methods: of fewer the table says as much
Line = dict[str, str]


def lines() -> list[Line]:
    """Return the lines of the table at the level that is drawn."""
    with (PAGES / "coverage.csv").open(encoding="utf-8") as file:
        return [line for line in csv.DictReader(part for part in file if part[0] != "#") if line["level"] == LEVEL]


def spread(axes: Axes, place: int, line: Line) -> None:
    """Draw one method: thin from the least, thick for nine tenths of the points, a dot for the mean."""
    least, low, high, mean = (float(line[name]) for name in ("minimum", "percentile_5", "percentile_95", "mean"))
    axes.plot([max(least, SHOWN_FROM), high], [place, place], color="0.5", linewidth=1)
    axes.plot([max(low, SHOWN_FROM), high], [place, place], color="tab:blue", linewidth=5, solid_capstyle="butt")
    axes.plot(max(mean, SHOWN_FROM), place, "o", color="black", markersize=5)
    if least < SHOWN_FROM:
        axes.plot(SHOWN_FROM, place, "<", color="0.5", clip_on=False)


def draw_family(family: str, methods: list[Line]) -> None:
    """Write the plot of one family."""
    figure = Figure(figsize=(8, 1.1 + 0.3 * len(methods)), layout="constrained")
    axes = figure.subplots()
    for place, line in enumerate(methods):
        spread(axes, place, line)
    axes.axvline(float(LEVEL), color="tab:red", linewidth=1)
    axes.set_yticks(range(len(methods)), [line["method"] for line in methods])
    axes.set(xlim=(SHOWN_FROM, 1), ylim=(len(methods) - 0.5, -0.5), title=f"{family}: coverage of a 95% interval")
    axes.set_xlabel("probability that the interval contains the truth (red: the level)")
    figure.savefig(PAGES / f"coverage-{family.replace(' ', '-')}.svg", metadata={"Date": None})


def draw() -> None:
    """Write a plot for each family of the table that has many methods."""
    table = lines()
    with mpl.rc_context({"svg.hashsalt": "disprop", "svg.fonttype": "none"}):
        for family in dict.fromkeys(line["family"] for line in table):
            methods = [line for line in table if line["family"] == family]
            if len(methods) >= MANY:
                draw_family(family, methods)


if __name__ == "__main__":
    draw()
