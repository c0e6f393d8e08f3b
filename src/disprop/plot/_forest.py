"""Estimates with their intervals: a row each in a forest plot, or one at all levels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from math import isfinite, isnan, nan
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from disprop._errors import Said, of_kind, refused
from disprop._text import Line, writable
from disprop.estimate import Estimate, at_level
from disprop.plot._axes import COLOURS, LITERAL, WIDE, draw_bars, in_lines, ink, new_axes, plain_ticks, style, tell
from disprop.plot._rows import read_rows, undefined

if TYPE_CHECKING:
    from matplotlib.axes import Axes


Pair = tuple[float, float]


def forest(
    source: Any,
    *,
    labels: str | Sequence[str] | None = None,
    ax: Axes | None = None,
    reference: float | Literal["no effect"] | None = "no effect",
    log: bool | None = None,
) -> Axes:
    """Draw each estimate as a point with its interval, one row each, the first at the top.

    Use it to show several ratios beside the line of equality. A limit that is infinite, or 0 on a log scale,
    is drawn as an arrow to the edge. A value that is undefined keeps its row, with a short note or that word beside it.
    A row without limits, such as the reference group, is a point alone. The numbers stand beside the rows, as tables
    have them, and long labels go on in a next line. The axis says what is measured, in which unit,
    at which level and beside which group, where the source knows it. Of counts that are known only in part, as those
    behind a rounded figure, a thick, pale line shows what the counts allow, `least` to `most`, and the point is their
    best guess, where there is one.

    Parameters
    ----------
    source : Estimate, Record, sequence or mapping of these, or data frame
        A mapping gives the labels, a record those of its estimates, an array those of the counts; what is not named is
        numbered. A frame has the columns value, low and high, and label unless `labels` is given.
        All rows have one measure and one unit; ratios that were adjusted may stand beside crude ones.
    labels : str or sequence of str, optional
        A column of the frame, or one text for each row.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.
    reference : float, "no effect" or None
        Where the reference line stands; None for no line. Without effect a ratio is 1 and a difference 0; a rate has no
        line. A frame without the column measure is taken for ratios.
    log : bool, optional
        Whether the horizontal axis is logarithmic; it is for ratios when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        When there is nothing to draw, labels do not match the rows, or the rows differ in measure or unit.
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
    >>> ax.get_xlabel()
    'rate ratio (95% CI)'

    All averages of one ratio over areas, from one record:

    >>> from disprop import areas
    >>> ax = plot.forest(areas.averages(group=([30, 12], [1_000, 1_500]), reference=([60, 9], [8_000, 900])))
    >>> [label.get_text() for label in ax.get_yticklabels()][:3]
    ['pooled', 'mean', 'plain_mean']
    """
    names, rows, meaning = read_rows(source, labels)
    null, suits = meaning.place
    log = suits if log is None else log
    line = _reference(null if reference == "no effect" else reference, log=log)
    axes = new_axes(9, 1.2 + 0.38 * sum(1 + len(name) // WIDE for name in names)) if ax is None else ax
    numbers = [end for row in rows for end in (row.value, row.low, row.high, *row.possible)]
    prepare(axes, names, [*numbers, *line], log=log)
    if meaning.words:
        axes.set_xlabel(writable(meaning.words), **LITERAL)
    for x in line:
        reference_line(axes, x)
    for at, row in enumerate(rows):
        _draw_row(axes, at, row)
    if any(row.in_part for row in rows):
        _legend(axes)
    beside = axes.secondary_yaxis("right")
    beside.set_yticks(range(len(rows)), meaning.cells, **LITERAL)
    beside.tick_params(length=0, pad=10)
    beside.spines[:].set_visible(False)
    tell(axes, f"{meaning.words or 'values'}, a row for each", map("{}: {}".format, names, meaning.cells))
    return axes


def bars(source: Any, *, labels: str | Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
    """Draw each rate, share or count as a bar from 0, with its interval and its number beside it.

    Use it where readers are to see how many, such as stops per 1,000 of each group; ratios, which are beside 1, are for
    `forest`. A value that is undefined has no bar, but its row, and one that is known only in part no bar, but a pale
    line over what the counts allow. An infinite limit is an arrow.

    Parameters
    ----------
    source : Estimate, Record, sequence or mapping of these, or data frame
        As for `forest`.
    labels : str or sequence of str, optional
        A column of the frame, or one text for each row.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        For ratios, and for what `forest` refuses.
    ImportError
        When matplotlib is not installed.

    Examples
    --------
    >>> from disprop import plot, rate
    >>> stops = rate([33, 352], [46_476, 1_761_205]).per(10_000)
    >>> ax = plot.bars(stops, labels=["Black", "White"])
    >>> [f"{bar.get_width():.2f}" for bar in ax.patches], ax.get_xlabel()
    (['7.10', '2.00'], 'rate per 10,000 (95% CI)')
    """
    _, rows, meaning = read_rows(source, labels)
    if meaning.place[1]:
        raise refused("bars", "begin at 0", Said(meaning.measured), hint=": draw ratios with plot.forest")
    axes = forest(source, labels=labels, ax=ax, reference=None, log=False)
    lengths = [row.value if np.isfinite(row.value) else 0.0 for row in rows]
    draw_bars(axes, range(len(rows)), lengths, ["interval"] * len(rows), height=0.6, alpha=0.4, zorder=0)
    axes.set_xlim(left=min(0.0, *lengths, *(row.low for row in rows if np.isfinite(row.low))))
    return axes


def _reference(reference: Any, *, log: bool) -> list[float]:
    """Return where the reference line stands, if anywhere."""
    if isinstance(reference, str):
        raise refused("reference", "must be a number, 'no effect' or None", reference)
    if reference is not None and log and not reference > 0:
        raise refused("reference", "must be above 0 on a log axis", reference, hint="; try log=False")
    return [] if reference is None else [reference]


def _span(numbers: Iterable[float], *, log: bool) -> Pair:
    """Return the ends of the axis: every number that the scale can show, with room around."""
    shown = [number for number in numbers if isfinite(number) and (number > 0 or not log)] or [1.0]
    low, high = min(shown), max(shown)
    if log:
        room = max((high / low) ** 0.08, 1.1)
        return low / room, high * room
    pad = 0.08 * (high - low) or 0.5
    return low - pad, high + pad


def prepare(axes: Axes, names: list[str], numbers: list[float], *, log: bool) -> None:
    """Set the scales, the row labels and the plain-number ticks."""
    in_lines(axes, names, _span(numbers, log=log), log=log, pad=10, **LITERAL)


def reference_line(axes: Axes, x: float) -> None:
    """Draw where there is no effect, with a tick of its own."""
    axes.axvline(x, color=ink(axes), linewidth=0.8, linestyle="--", zorder=0)
    left, right = axes.get_xlim()
    axes.set_xticks(sorted({x, *(tick for tick in axes.get_xticks() if left <= tick <= right)}))


def _draw_row(axes: Axes, at: int, row: Line) -> None:
    """Draw one row: what the counts allow behind, the interval, the point."""
    left, right = axes.get_xlim()
    if undefined(row):
        return
    ends = [end for end in (row.low, row.value, row.high) if not isnan(end)]
    if row.in_part:
        axes.plot(np.clip(row.possible, left, right), [at, at], **style("possible"))
    axes.plot(np.clip([min(ends), max(ends)], left, right), [at, at], **style("interval"))
    for edge, beyond, arrow in ((left, min(ends) < left, "<"), (right, max(ends) > right, ">")):
        if beyond:
            axes.plot(edge, at, marker=arrow, color=COLOURS["interval"], clip_on=False)
    if left <= row.value <= right:
        axes.plot(row.value, at, marker="s", color=COLOURS["interval"], linestyle="none")


def _legend(axes: Axes) -> None:
    """Draw a legend where a row has more than its interval."""
    from matplotlib.lines import Line2D

    seen = {"confidence interval": "interval", "what the counts allow": "possible"}
    handles = [Line2D([], [], label=label, **style(name)) for label, name in seen.items()]
    axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)


def confidence_curve(estimate: Estimate, *, ax: Axes | None = None) -> Axes:
    """Draw the p-value of every value that an estimate may have: its intervals of all levels in one picture.

    Use it instead of one level: the width of the curve at the height `1 - level` is the interval of that level, and the
    height where the dashed line stands is the p-value of no effect. Call it again with the same `ax` for another
    estimate. It comes from the method that made the interval. Of counts known only in part it is 1 between `least` and
    `most`. It does not say how probable a value is.

    Parameters
    ----------
    estimate : Estimate
        Of one number, by a method that comes with a test.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        For several numbers at once, for one without limits, and where the interval comes with no test.
    ImportError
        When matplotlib is not installed.

    References
    ----------
    .. [1] Poole 1987, American Journal of Public Health 77: 195-199.

    Examples
    --------
    >>> from disprop import plot, rate_ratio
    >>> ax = plot.confidence_curve(rate_ratio(group=(33, 46_476), reference=(352, 1_761_205)))
    >>> ax.get_ylabel()
    'p-value'
    """
    of_kind(Estimate, "confidence_curve", "draws an Estimate", estimate)
    if np.ndim(estimate.value) or isnan(estimate.low):
        raise refused("a confidence curve", "is of one number with limits", Said("another"))
    _, _, meaning = read_rows(estimate, None)
    null, log = meaning.place
    ends = np.array([(found.low, found.high) for found in (estimate, *(at_level(estimate, p) for p in (0.999, 0.01)))])
    left, right = _span([*ends.ravel().tolist(), float(estimate.value), nan if null is None else null], log=log)
    values = (np.geomspace if log else np.linspace)(left, right, 400)
    axes = new_axes(7, 4) if ax is None else ax
    axes.plot(values, estimate.p_value(values), color=COLOURS["interval"])
    axes.hlines(1 - estimate.level, *np.clip(ends[0], left, right), color=COLOURS["bounds"])
    axes.set(xscale="log" if log else "linear", ylim=(0, 1.02), ylabel="p-value")
    axes.set_xlabel(writable(meaning.words), **LITERAL)
    if log:
        plain_ticks(axes, decades=math.log10(right / left))
    if null is not None:
        reference_line(axes, null)
    tell(axes, f"Confidence curve: {meaning.words}", meaning.cells)
    return axes
