"""Estimates with their intervals: a row each in a forest plot, or deployments in the order of their dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf, isfinite, isinf, isnan
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from disprop._errors import Said, refused
from disprop._text import Line, writable
from disprop.estimate import Estimate, Record, elements_of
from disprop.plot._axes import COLOURS, LITERAL, in_lines, new_axes
from disprop.plot._rows import one_each, read_rows, undefined

if TYPE_CHECKING:
    from matplotlib.axes import Axes


INTERVAL_STYLE: dict[str, Any] = {"color": COLOURS["interval"], "linewidth": 1.6}
BOUNDS_STYLE: dict[str, Any] = {"color": COLOURS["bounds"], "linewidth": 9, "alpha": 0.45, "solid_capstyle": "butt"}
POSSIBLE_STYLE: dict[str, Any] = {**BOUNDS_STYLE, "color": COLOURS["interval"], "linewidth": 6, "alpha": 0.35}

UNDEFINED_STYLE: dict[str, Any] = {"ha": "center", "va": "center", "style": "italic"}
Pair = tuple[float, float]


def forest(
    source: Any,
    *,
    labels: str | Sequence[str] | None = None,
    ax: Axes | None = None,
    reference: float | Literal["no effect"] | None = "no effect",
    log: bool | None = None,
    bounds: Sequence[Pair | None] | None = None,
) -> Axes:
    """Draw each estimate as a point with its interval, one row each, the first at the top.

    Use it to show several ratios beside the line of equality. A limit that is infinite, or 0 on a log scale,
    is drawn as an arrow to the edge. A value that is undefined keeps its row, with the word "undefined".
    A row without limits, such as the reference group, is a point alone. The axis says what is measured, in which unit,
    at which level and beside which group, where the source knows it. Of counts that are known only in part a thick,
    pale line shows what the counts allow, `least` to `most`, and the point is their best guess, where there is one.

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
    bounds : sequence of (low, high) or None, optional
        For each row, the values that the rounding of a printed figure allows; drawn as a pale bar behind.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        When there is nothing to draw, labels or bounds do not match the rows, or the rows differ in measure or unit.
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
    pairs = _pairs(bounds, len(rows))
    log = suits if log is None else log
    line = _reference(null if reference == "no effect" else reference, log=log)
    axes = new_axes(7, 1.2 + 0.38 * len(rows)) if ax is None else ax
    numbers = [end for row in rows for end in (row.value, row.low, row.high, *row.possible)]
    prepare(axes, names, [*numbers, *line, *(end for pair in pairs if pair for end in pair)], log=log)
    if meaning.words:
        axes.set_xlabel(writable(meaning.words), **LITERAL)
    for x in line:
        reference_line(axes, x)
    for at, (row, pair) in enumerate(zip(rows, pairs, strict=True)):
        _draw_row(axes, at, row, pair)
    _legend(axes, bounds=bounds is not None, possible=any(row.in_part for row in rows))
    return axes


def _pairs(bounds: Sequence[Pair | None] | None, rows: int) -> list[Pair | None]:
    """Return one pair of bounds, or None, for each row."""
    if bounds is None:
        return [None] * rows
    one_each("bounds", bounds, rows)
    for at, bound in enumerate(bounds):
        if bound is not None and not bound[0] <= bound[1]:
            raise refused("bounds", "must be pairs (low, high)", bound, at)
    return list(bounds)


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
    axes.axvline(x, color=COLOURS["reference"], linewidth=0.8, linestyle="--", zorder=0)
    left, right = axes.get_xlim()
    axes.set_xticks(sorted({x, *(tick for tick in axes.get_xticks() if left <= tick <= right)}))


def _draw_row(axes: Axes, at: int, row: Line, bound: Pair | None) -> None:
    """Draw one row: the bounds behind, the interval, the point."""
    left, right = axes.get_xlim()
    if bound is not None:
        axes.plot(np.clip(bound, left, right), [at, at], **BOUNDS_STYLE)
    if undefined(row):
        place: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "backgroundcolor": axes.get_facecolor()}
        axes.text(0.5, at, "undefined", **place, **UNDEFINED_STYLE)
        return
    ends = [end for end in (row.low, row.value, row.high) if not isnan(end)]
    if row.in_part:
        axes.plot(np.clip(row.possible, left, right), [at, at], **POSSIBLE_STYLE)
    axes.plot(np.clip([min(ends), max(ends)], left, right), [at, at], **INTERVAL_STYLE)
    for edge, beyond, arrow in ((left, min(ends) < left, "<"), (right, max(ends) > right, ">")):
        if beyond:
            axes.plot(edge, at, marker=arrow, color=COLOURS["interval"], clip_on=False)
    if left <= row.value <= right:
        axes.plot(row.value, at, marker="s", color=COLOURS["interval"], linestyle="none")


def _legend(axes: Axes, *, bounds: bool, possible: bool) -> None:
    """Draw a legend where a row has more than its interval."""
    from matplotlib.lines import Line2D

    beside = {"what rounding allows": BOUNDS_STYLE} if bounds else {}
    beside |= {"what the counts allow": POSSIBLE_STYLE} if possible else {}
    if not beside:
        return
    styles = {"confidence interval": INTERVAL_STYLE, **beside}
    handles = [Line2D([], [], label=label, **style) for label, style in styles.items()]
    axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)


POSSIBLE: dict[str, Any] = {"color": COLOURS["interval"], "linewidth": 6, "alpha": 0.35, "zorder": 1}
CLAIM: dict[str, Any] = {"color": COLOURS["reference"], "linewidth": 1.2, "linestyle": ":", "gid": "claim"}
BAND: dict[str, Any] = {"color": COLOURS["unknown"], "alpha": 0.25, "linewidth": 0, "zorder": 0}
FOOT: dict[str, Any] = {"clip_on": False, "gid": "undefined", "markersize": 10, "color": COLOURS["unknown"]}


def timeline(
    dates: Sequence[Any],
    estimate: Estimate | Record | Sequence[Estimate | Record] | Mapping[str, Estimate | Record],
    *,
    pooled: Estimate | Record | None = None,
    breaks: Sequence[Any] = (),
    claim: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the estimate of each deployment at its date, with its limits.

    A deployment whose estimate is undefined, such as one without alerts, keeps its place as a tick at the foot: it is
    not 0; an infinite one is a tick at the top. Of counts that are known only in part a thick, pale line shows what
    these allow. A line for all deployments together shows which of them stand apart.

    Parameters
    ----------
    dates : sequence of dates, periods, numbers or text
        One for each deployment, in any order; text, such as "January", in the order of time.
    estimate : Estimate, Record, or sequence or mapping of these
        As many, such as `proportion(false_alerts, alerts)`, of one measure.
    pooled : Estimate or Record, optional
        One estimate for all of them, such as that of `alerts.pool`, or one for each date, such as the `fitted` ones of
        a `periods.trend`, drawn as a line with a band.
    breaks : sequence of dates or numbers
        Where what is counted changed its meaning; each is a dashed line.
    claim : float, optional
        A value that was claimed, drawn as a dotted line, with another at the first date whose limits leave it out: the
        moment at which the claim fell, if they are those of a `disparity.monitor`. Others leave it out too soon.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        When dates and estimates differ in number, estimates in measure or unit, or `pooled` in unit, or it is several.
    ImportError
        When matplotlib is not installed.

    Examples
    --------
    >>> from datetime import date
    >>> from disprop import plot, proportion
    >>> days = [date(2020, 2, 11), date(2020, 2, 20), date(2020, 2, 27)]
    >>> ax = plot.timeline(days, proportion([0, 0, 7], [0, 1, 8]), pooled=proportion(7, 9))
    >>> len(ax.containers[0].lines[0].get_xdata())
    2
    """
    _, rows, meaning = read_rows(estimate, None)
    dates, breaks = ([getattr(each, "start_time", each) for each in given] for given in (dates, breaks))
    if len(rows) != len(dates):
        raise refused("dates", "must name every estimate once", len(dates), of=f" dates for {len(rows)} estimates")
    together = [] if pooled is None else elements_of(pooled)
    if len(together) not in {0, 1, len(dates)}:
        raise refused("pooled", "must be one estimate, or one for each date", len(together))
    if units := {one.unit for _, one in together} - {*meaning.units}:
        raise refused("pooled", "must be in the unit of the estimates", Said(units.pop() or "no unit"))
    axes = new_axes(8, 4) if ax is None else ax
    axes.xaxis.update_units(dates)  # type: ignore[no-untyped-call]  # text stands in the order of the data
    for place in breaks:
        axes.axvline(place, color=COLOURS["reference"], linewidth=0.8, linestyle="--", zorder=0)
    placed = list(zip(dates, rows, strict=True))
    if claim is not None:
        axes.axhline(claim, **CLAIM)
        fell = [date for date, row in placed if not row.low <= claim <= row.high and not isnan(row.low)]
        for moment in fell and [fell[0] if isinstance(fell[0], str) else min(fell)]:
            axes.axvline(moment, **CLAIM)
    _draw([each for each in placed if isfinite(each[1].value)], axes, fmt="s", markersize=4)
    _draw([each for each in placed if not isfinite(each[1].value) and each[1].in_part], axes, fmt="none")
    off = [(date, float(row.value == inf)) for date, row in placed if undefined(row) or isinf(row.value)]
    axes.plot([date for date, _ in off], [top for _, top in off], "|", transform=axes.get_xaxis_transform(), **FOOT)
    if together:
        _draw_line(dates, [one for _, one in together], axes)
    axes.set_ylabel(meaning.measured)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _draw_line(dates: Sequence[Any], line: Sequence[Estimate], axes: Axes) -> None:
    """Draw a line through the dates in their order, with its limits as far as there is room."""
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    ends = [
        (date, *(float(getattr(line[at % len(line)], end)) for end in ("value", "low", "high")))
        for at, date in enumerate(dates)
    ]
    placed, value, low, high = zip(*(ends if isinstance(dates[0], str) else sorted(ends)), strict=True)
    axes.fill_between(placed, low, high, **BAND)
    axes.plot(placed, value, color=COLOURS["unknown"], zorder=0)


def _draw(placed: list[tuple[Any, Line]], axes: Axes, **marked: Any) -> None:
    """Draw each row at its date: what the counts allow behind, and its limits; without a best guess no point."""
    for date, row in placed:
        if row.in_part:
            axes.vlines(date, *row.possible, **POSSIBLE)
    middles = np.array([row.value if isfinite(row.value) else row.possible[0] for _, row in placed])
    ends = np.array([(row.low, row.high) for _, row in placed]).reshape(-1, 2)
    arms = np.where(np.isnan(ends), 0.0, (ends - middles[:, np.newaxis]) * (-1, 1))
    arms[np.isinf(arms)] = np.nan
    if placed:
        axes.errorbar(
            [on for on, _ in placed], middles, yerr=arms.T, color=COLOURS["interval"], elinewidth=1.2, **marked
        )
