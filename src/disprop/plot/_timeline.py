"""Deployments in the order of their dates, each with its own limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from disprop._errors import refused
from disprop.estimate import Estimate
from disprop.plot._axes import INTERVAL_COLOUR, REFERENCE_COLOUR, UNKNOWN_COLOUR, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def timeline(
    dates: Sequence[Any],
    estimate: Estimate,
    *,
    pooled: Estimate | None = None,
    breaks: Sequence[Any] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw the estimate of each deployment at its date, with its limits.

    A deployment whose estimate is undefined, such as one without alerts, keeps its place as a tick at the foot: it is
    not 0. A line for all deployments together shows which of them stand apart.

    Parameters
    ----------
    dates : sequence of dates or numbers
        One for each deployment, in any order.
    estimate : Estimate
        An array of as many, such as `proportion(false_alerts, alerts)`.
    pooled : Estimate, optional
        One estimate for all of them, drawn as a line with a band.
    breaks : sequence of dates or numbers
        Where what is counted changed its meaning; each is a dashed line.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        When dates and estimates differ in number, or `pooled` is more than one.
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
    values, lows, highs = _numbers(dates, estimate)
    if pooled is not None and np.ndim(pooled.value):
        raise refused(
            "pooled",
            "must be one estimate for all deployments",
            np.size(pooled.value),
        )
    axes = new_axes(8, 4) if ax is None else ax
    if pooled is not None:
        axes.axhspan(float(pooled.low), float(pooled.high), color=UNKNOWN_COLOUR, alpha=0.25, linewidth=0, zorder=0)
        axes.axhline(float(pooled.value), color=UNKNOWN_COLOUR, zorder=0)
    for place in breaks:
        axes.axvline(place, color=REFERENCE_COLOUR, linewidth=0.8, linestyle="--", zorder=0)
    defined = ~np.isnan(values)
    places = [date for date, shown in zip(dates, defined, strict=True) if shown]
    arms = np.array([values - lows, highs - values])[:, defined]
    axes.errorbar(places, values[defined], yerr=arms, fmt="s", color=INTERVAL_COLOUR, markersize=4, elinewidth=1.2)
    without = [date for date, shown in zip(dates, defined, strict=True) if not shown]
    foot: dict[str, Any] = {
        "transform": axes.get_xaxis_transform(),
        "clip_on": False,
        "gid": "undefined",
        "markersize": 10,
    }
    axes.plot(without, np.zeros(len(without)), "|", color=UNKNOWN_COLOUR, **foot)
    axes.set_ylabel(f"{estimate.measure} {'' if estimate.unit == 'per 1' else estimate.unit}".strip())
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _numbers(dates: Sequence[Any], estimate: Estimate) -> tuple[Any, Any, Any]:
    """Return values and limits, one for each date."""
    if not isinstance(estimate, Estimate):
        raise refused("timeline", "draws an Estimate", estimate)
    values, lows, highs = (np.atleast_1d(number) for number in (estimate.value, estimate.low, estimate.high))
    if values.shape != (len(dates),):
        of = f" dates for {values.shape} estimates"
        raise refused("dates", "must name every estimate once", len(dates), of=of)
    lows, highs = values if estimate.sides == "upper" else lows, values if estimate.sides == "lower" else highs
    return values, lows, np.where(np.isinf(highs), np.nan, highs)
