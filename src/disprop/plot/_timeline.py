"""Deployments, or years, in the order of time, each with its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, isfinite, isinf, isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from disprop._errors import Said, refused
from disprop._text import Line
from disprop.estimate import Estimate, Record, elements_of
from disprop.plot._axes import COLOURS, ink, new_axes, style, tell
from disprop.plot._rows import read_rows, undefined

if TYPE_CHECKING:
    from matplotlib.axes import Axes


CLAIM: dict[str, Any] = {"linewidth": 1.2, "linestyle": ":", "gid": "claim"}


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
    not 0; an infinite one is a tick at the top, and an infinite limit an arrow to it. Of counts that are known only in
    part a thick, pale line shows what these allow. A line for all deployments together shows which of them stand apart.
    Deployments of one date stand beside each other, and a figure of many is wider, so that none covers another.

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
    axes = new_axes(min(max(8, len(dates) / 14), 16), 4) if ax is None else ax
    axes.xaxis.update_units(dates)  # type: ignore[no-untyped-call]  # text stands in the order of the data
    for place in breaks:
        axes.axvline(place, color=ink(axes), linewidth=0.8, linestyle="--", zorder=0)
    placed = list(zip(_apart(dates, axes), rows, strict=True))
    if claim is not None:
        axes.axhline(claim, color=ink(axes), **CLAIM)
        fell = [date for date, row in placed if not row.low <= claim <= row.high and not isnan(row.low)]
        for moment in fell and [fell[0] if isinstance(fell[0], str) else min(fell)]:
            axes.axvline(moment, color=ink(axes), **CLAIM)
    _draw([each for each in placed if isfinite(each[1].value)], axes, fmt="s", markersize=4)
    _draw([each for each in placed if not (isfinite(each[1].value) or undefined(each[1]))], axes, fmt="none")
    off = [(date, float(row.value == inf)) for date, row in placed if undefined(row) or isinf(row.value)]
    foot = {"transform": axes.get_xaxis_transform(), **style("undefined")}
    axes.plot([date for date, _ in off], [top for _, top in off], "|", **foot)
    if together:
        _draw_line(dates, [one for _, one in together], axes)
    axes.set_ylabel(meaning.measured)
    tell(axes, f"{meaning.words or 'values'} over time", map("{!s:.10}: {}".format, dates, meaning.cells))
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _apart(dates: Sequence[Any], axes: Axes) -> Any:
    """Return where each stands: at its date, or, where several have one date, beside each other around it."""
    at = np.asarray(axes.convert_xunits(dates), dtype=np.float64)  # type: ignore[no-untyped-call]
    each, of, several = np.unique(at, return_inverse=True, return_counts=True)
    if len(each) == len(at):
        return dates
    order = np.array([np.count_nonzero(at[:place] == date) for place, date in enumerate(at)])
    return at + 0.8 * np.diff(each).min(initial=1.0) * ((order + 0.5) / several[of] - 0.5)


def _draw_line(dates: Sequence[Any], line: Sequence[Estimate], axes: Axes) -> None:
    """Draw a line through the dates in their order, with its limits as far as there is room."""
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    ends = [
        (date, *(float(getattr(line[at % len(line)], end)) for end in ("value", "low", "high")))
        for at, date in enumerate(dates)
    ]
    placed, value, low, high = zip(*(ends if isinstance(dates[0], str) else sorted(ends)), strict=True)
    axes.fill_between(placed, low, high, **style("band"))
    axes.plot(placed, value, color=COLOURS["unknown"], zorder=0)


def _draw(placed: list[tuple[Any, Line]], axes: Axes, **marked: Any) -> None:
    """Draw each row at its date: what the counts allow behind, and its limits; without a best guess no point."""
    for date, row in placed:
        if row.in_part:
            axes.vlines(date, *row.possible, **style("possible"))
        if isinf(row.high):
            to, arrow = axes.get_xaxis_transform(), style("endless")
            axes.annotate("", (date, 1), (date, row.low), to, "data", arrowprops=arrow)
    middles = np.array([row.value if isfinite(row.value) else row.low for _, row in placed])
    ends = np.array([(row.low, row.high) for _, row in placed]).reshape(-1, 2)
    arms = np.where(np.isnan(ends), 0.0, (ends - middles[:, np.newaxis]) * (-1, 1))
    arms[np.isinf(arms)] = 0.0
    if placed:
        dates = [date for date, _ in placed]
        colour = COLOURS["interval"]
        axes.errorbar(dates, middles, yerr=arms.T, color=colour, ecolor=f"{colour}80", **marked)
