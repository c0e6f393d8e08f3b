"""Forest plots: one row for each estimate, with its interval on a log scale.

Colours are those of Okabe and Ito, which stay apart for readers with any common form of colour blindness.
Matplotlib is imported when something is drawn, never before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from math import isfinite, isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from disprop._arrays import DispropError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INTERVAL_COLOUR = "#0072B2"
BOUNDS_COLOUR = "#E69F00"
REFERENCE_COLOUR = "#000000"
COLUMNS = ("label", "value", "low", "high")
INTERVAL_STYLE: dict[str, Any] = {"color": INTERVAL_COLOUR, "linewidth": 1.6}
BOUNDS_STYLE: dict[str, Any] = {
    "color": BOUNDS_COLOUR,
    "linewidth": 9,
    "alpha": 0.45,
    "solid_capstyle": "butt",
}
LEGEND = (("confidence interval", INTERVAL_STYLE), ("what rounding allows", BOUNDS_STYLE))

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the plot."""

    label: str
    value: float
    low: float
    high: float


def forest(
    source: Any,
    *,
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
    reference: float | None = 1.0,
    log: bool = True,
    bounds: Sequence[Pair | None] | None = None,
) -> Axes:
    """Draw each estimate as a point with its interval, one row each, the first at the top.

    Use it to show several ratios beside the line of equality. A limit that is infinite, or 0 on a log scale,
    is drawn as an arrow to the edge. A value that is undefined keeps its row, with the word "undefined".
    A row without limits, such as the reference group, is a point alone.

    Parameters
    ----------
    source : sequence or mapping of Estimate, Estimate, or data frame
        A mapping gives the labels; a frame has the columns value, low and high, and label unless `labels` is given.
    labels : sequence of str, optional
        One for each row. Needed when `source` does not name its rows.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.
    reference : float or None
        Where the reference line stands; None for no line.
    log : bool
        Whether the horizontal axis is logarithmic, as ratios want it.
    bounds : sequence of (low, high) or None, optional
        For each row, the values that the rounding of a printed figure allows; drawn as a pale bar behind.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        When there is nothing to draw, or labels or bounds do not match the rows.
    ImportError
        When matplotlib is not installed.

    Examples
    --------
    >>> from disprop import plot, rate_ratio
    >>> black = rate_ratio(group=(30, 1_000), reference=(60, 8_000))
    >>> asian = rate_ratio(group=(12, 1_500), reference=(60, 8_000))
    >>> ax = plot.forest({"Black": black, "Asian": asian})
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Black', 'Asian']
    """
    rows = _rows(source, labels)
    pairs = _pairs(bounds, len(rows))
    line = _reference(reference, log=log)
    axes = _new_axes(len(rows)) if ax is None else ax
    numbers = [end for row in rows for end in (row.value, row.low, row.high)]
    _prepare(axes, rows, [*numbers, *line, *(end for pair in pairs if pair for end in pair)], log=log)
    for x in line:
        axes.axvline(x, color=REFERENCE_COLOUR, linewidth=0.8, linestyle="--", zorder=0)
        left, right = axes.get_xlim()
        axes.set_xticks(sorted({x, *(tick for tick in axes.get_xticks() if left <= tick <= right)}))
    for at, (row, pair) in enumerate(zip(rows, pairs, strict=True)):
        _draw_row(axes, at, row, pair)
    if bounds is not None:
        _legend(axes)
    return axes


def save_svg(ax: Axes, path: str | Path) -> Path:
    """Write the figure of `ax` as SVG, byte for byte the same each time, with its text kept as text.

    Parameters
    ----------
    ax : matplotlib Axes
    path : str or Path

    Returns
    -------
    Path
        Where it was written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from disprop import plot, proportion
    >>> ax = plot.forest({"false alerts": proportion(12, 14)}, reference=None, log=False)
    >>> with TemporaryDirectory() as folder:
    ...     plot.save_svg(ax, f"{folder}/alerts.svg").name
    'alerts.svg'
    """
    from matplotlib import rc_context

    with rc_context({"svg.hashsalt": "disprop", "svg.fonttype": "none"}):
        figure = cast("Figure", ax.get_figure(root=True))
        figure.savefig(path, format="svg", metadata={"Date": None}, bbox_inches="tight")
    return Path(path)


def _rows(source: Any, labels: Sequence[str] | None) -> list[_Row]:
    """Return the rows of any accepted source."""
    names: Iterable[Any] | None = None
    if hasattr(source, "columns"):
        names, numbers = _from_frame(source, named=labels is None)
    elif isinstance(source, Mapping):
        names, numbers = source.keys(), _from_estimates(source.values())
    else:
        numbers = _from_estimates([source] if hasattr(source, "low") else source)
    given = list(labels if labels is not None else names or ())
    if not numbers:
        raise DispropError("there is nothing to draw; got no estimates")
    _one_each("labels", given, len(numbers))
    return [_Row(str(name), *row) for name, row in zip(given, numbers, strict=True)]


def _from_frame(frame: Any, *, named: bool) -> tuple[list[str], list[tuple[float, ...]]]:
    needed = COLUMNS if named else COLUMNS[1:]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise DispropError(f"a frame to draw has the columns {list(needed)}; this one lacks {missing}")
    columns = (np.asarray(frame[name], dtype=np.float64).tolist() for name in COLUMNS[1:])
    return list(frame["label"]) if named else [], list(zip(*columns, strict=True))


def _from_estimates(estimates: Iterable[Any]) -> list[tuple[float, ...]]:
    numbers: list[tuple[float, ...]] = []
    for estimate in estimates:
        if not hasattr(estimate, "low"):
            raise DispropError(f"forest draws Estimates; got {estimate!r}")
        fields = np.broadcast_arrays(estimate.value, estimate.low, estimate.high)
        numbers += zip(*(field.ravel().tolist() for field in fields), strict=True)
    return numbers


def _pairs(bounds: Sequence[Pair | None] | None, rows: int) -> list[Pair | None]:
    """Return one pair of bounds, or None, for each row."""
    if bounds is None:
        return [None] * rows
    _one_each("bounds", bounds, rows)
    for at, bound in enumerate(bounds):
        if bound is not None and not bound[0] <= bound[1]:
            raise DispropError(f"bounds must be pairs (low, high); got {bound!r} at position {at}")
    return list(bounds)


def _reference(reference: float | None, *, log: bool) -> list[float]:
    """Return where the reference line stands, if anywhere."""
    if reference is not None and log and not reference > 0:
        raise DispropError(f"reference must be above 0 on a log axis; got {reference!r}; try log=False")
    return [] if reference is None else [reference]


def _one_each(what: str, given: Sized, rows: int) -> None:
    if len(given) != rows:
        raise DispropError(f"{what} must name every row once; got {len(given)} {what} for {rows} rows")


def _new_axes(rows: int) -> Axes:
    try:
        from matplotlib import pyplot as plt
    except ImportError as error:
        raise ImportError(f'plots need matplotlib: {error}; try pip install "disprop[plot]"') from error
    _, axes = plt.subplots(figsize=(7, 1.2 + 0.38 * rows), layout="constrained")
    return axes


def _span(numbers: Iterable[float], *, log: bool) -> Pair:
    """Return the ends of the axis: every number that the scale can show, with room around."""
    shown = [number for number in numbers if isfinite(number) and (number > 0 or not log)] or [1.0]
    low, high = min(shown), max(shown)
    if log:
        room = max((high / low) ** 0.08, 1.1)
        return low / room, high * room
    pad = 0.08 * (high - low) or 0.5
    return low - pad, high + pad


def _prepare(axes: Axes, rows: list[_Row], numbers: list[float], *, log: bool) -> None:
    """Set the scales, the row labels and the plain-number ticks."""
    left, right = _span(numbers, log=log)
    axes.set_xscale("log" if log else "linear")
    axes.set_xlim(left, right)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [row.label for row in rows])
    axes.tick_params(axis="y", length=0, pad=10)
    axes.spines[["top", "left", "right"]].set_visible(False)
    if log:
        _plain_ticks(axes, decades=float(np.log10(right / left)))


def _plain_ticks(axes: Axes, *, decades: float) -> None:
    """Write 0.5, 1, 2 and 5 rather than powers of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

    wide = LogLocator(subs=(1.0, 2.0, 5.0) if decades <= 3 else (1.0,))
    axes.xaxis.set_major_locator(wide if decades > 1 else MaxNLocator(nbins=7, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.10g}"))
    axes.xaxis.set_minor_locator(NullLocator())


def _draw_row(axes: Axes, at: int, row: _Row, bound: Pair | None) -> None:
    """Draw one row: the bounds behind, the interval, the point."""
    left, right = axes.get_xlim()
    if bound is not None:
        axes.plot(np.clip(bound, left, right), [at, at], **BOUNDS_STYLE)
    if isnan(row.value):
        axes.text(
            0.5,
            at,
            "undefined",
            transform=axes.get_yaxis_transform(),
            ha="center",
            va="center",
            style="italic",
            backgroundcolor=axes.get_facecolor(),
        )
        return
    ends = [end for end in (row.low, row.value, row.high) if not isnan(end)]
    axes.plot(np.clip([min(ends), max(ends)], left, right), [at, at], **INTERVAL_STYLE)
    for edge, beyond, arrow in ((left, min(ends) < left, "<"), (right, max(ends) > right, ">")):
        if beyond:
            axes.plot(edge, at, marker=arrow, color=INTERVAL_COLOUR, clip_on=False)
    if left <= row.value <= right:
        axes.plot(row.value, at, marker="s", color=INTERVAL_COLOUR, linestyle="none")


def _legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], label=label, **style) for label, style in LEGEND]
    axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)
