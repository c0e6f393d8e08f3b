"""Deployments in the order of their dates, each with its own limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from disprop._errors import refused
from disprop.estimate import Estimate, Record, elements_of
from disprop.plot._axes import COLOURS, new_axes
from disprop.plot._rows import Row, meaning_of, read_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POSSIBLE: dict[str, Any] = {"color": COLOURS["interval"], "linewidth": 6, "alpha": 0.35, "zorder": 1}
CLAIM: dict[str, Any] = {"color": COLOURS["reference"], "linewidth": 1.2, "linestyle": ":", "gid": "claim"}
FOOT: dict[str, Any] = {"clip_on": False, "gid": "undefined", "markersize": 10}


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
    not 0. Of counts that are known only in part a thick, pale line shows what these allow. A line for all deployments
    together shows which of them stand apart.

    Parameters
    ----------
    dates : sequence of dates or numbers
        One for each deployment, in any order.
    estimate : Estimate, Record, or sequence or mapping of these
        As many, such as `proportion(false_alerts, alerts)`, of one measure.
    pooled : Estimate or Record, optional
        One estimate for all of them, such as that of `alerts.pool`, drawn as a line with a band.
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
        When dates and estimates differ in number, estimates in measure or unit, or `pooled` is more than one.
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
    rows = read_rows(estimate, None)
    if len(rows) != len(dates):
        raise refused("dates", "must name every estimate once", len(dates), of=f" dates for {len(rows)} estimates")
    meaning = meaning_of(estimate, [row.label for row in rows])
    together = [] if pooled is None else elements_of(pooled)
    if len(together) > 1:
        raise refused("pooled", "must be one estimate for all deployments", len(together))
    axes = new_axes(8, 4) if ax is None else ax
    for _, one in together:
        axes.axhspan(float(one.low), float(one.high), color=COLOURS["unknown"], alpha=0.25, linewidth=0, zorder=0)
        axes.axhline(float(one.value), color=COLOURS["unknown"], zorder=0)
    for place in breaks:
        axes.axvline(place, color=COLOURS["reference"], linewidth=0.8, linestyle="--", zorder=0)
    placed = list(zip(dates, rows, strict=True))
    if claim is not None:
        axes.axhline(claim, **CLAIM)
        fell = [date for date, row in placed if not row.low <= claim <= row.high and not isnan(row.low)]
        for moment in fell and [min(fell)]:
            axes.axvline(moment, **CLAIM)
    _draw([each for each in placed if not isnan(each[1].value)], axes, fmt="s", markersize=4)
    _draw([each for each in placed if isnan(each[1].value) and each[1].in_part], axes, fmt="none")
    without = [date for date, row in placed if row.undefined]
    axes.plot(
        without, np.zeros(len(without)), "|", color=COLOURS["unknown"], transform=axes.get_xaxis_transform(), **FOOT
    )
    axes.set_ylabel(meaning.measured)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _draw(placed: list[tuple[Any, Row]], axes: Axes, **marked: Any) -> None:
    """Draw each row at its date: what the counts allow behind, and its limits; without a best guess no point."""
    for date, row in placed:
        if row.in_part:
            axes.vlines(date, row.least, row.most, **POSSIBLE)
    middles = np.array([row.least if isnan(row.value) else row.value for _, row in placed])
    ends = np.array([(row.low, row.high) for _, row in placed]).reshape(-1, 2)
    arms = np.where(np.isnan(ends), 0.0, (ends - middles[:, np.newaxis]) * (-1, 1))
    arms[np.isinf(arms)] = np.nan
    if placed:
        dates = [date for date, _ in placed]
        axes.errorbar(dates, middles, yerr=arms.T, color=COLOURS["interval"], elinewidth=1.2, **marked)
