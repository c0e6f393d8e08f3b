"""The chance that an alert is true, against how rare listed people are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays, alerts
from disprop._errors import refused
from disprop.plot._axes import COLOURS, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 200


def predictive_curve(
    *,
    mated: tuple[ArrayLike, ArrayLike],
    non_mated: tuple[ArrayLike, ArrayLike],
    prevalence: tuple[float, float] = (1e-6, 1e-2),
    share: float = 0.5,
    ax: Axes | None = None,
    **options: Any,
) -> Axes:
    """Draw the positive predictive value over a range of prevalences, with its interval and the break-even mark.

    Parameters
    ----------
    mated, non_mated : pairs (alerts, passes)
        As for `alerts.positive_predictive_value`.
    prevalence : pair (low, high)
        The ends of the range, strictly between 0 and 1.
    share : float
        Share of alerts that shall be true, at whose prevalence the mark stands.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.
    **options
        `method` and `level` of `alerts.positive_predictive_value`.

    Returns
    -------
    matplotlib Axes
        The mark is in view only where its prevalence lies in the range.

    Raises
    ------
    DispropError
        For a range that is none, and for what `alerts.positive_predictive_value` refuses.
    ImportError
        When matplotlib is not installed.

    Examples
    --------
    >>> from disprop import plot
    >>> ax = plot.predictive_curve(mated=(89, 100), non_mated=(1, 6000))
    >>> [text.get_text() for text in ax.texts]
    ['50% at 1 in 5,341']
    """
    low, high = _range(prevalence)
    trial: Any = {"mated": mated, "non_mated": non_mated}
    grid = np.geomspace(low, high, POINTS)
    value = alerts.positive_predictive_value(**trial, prevalence=grid, **options)
    even = float(alerts.break_even_prevalence(share, **trial).value)
    axes = new_axes(7, 4) if ax is None else ax
    axes.fill_between(grid, value.low, value.high, color=COLOURS["interval"], alpha=0.2, linewidth=0)
    axes.plot(grid, value.value, color=COLOURS["interval"])
    axes.set(xscale="log", xlim=(low, high), ylim=(0, 1))
    axes.set(xlabel="passers-by who are on the watchlist", ylabel="share of alerts that are true")
    axes.xaxis.set_major_formatter(lambda tick, _: f"1 in {1 / tick:,.0f}")
    if low <= even <= high:
        axes.plot([even, even, low], [0, share, share], color=COLOURS["reference"], linewidth=0.8, linestyle="--")
        words = f"{100 * share:.3g}% at 1 in {1 / even:,.0f}"
        axes.annotate(words, (even, share), xytext=(-6, 6), textcoords="offset points", ha="right")
    return axes


def _range(prevalence: tuple[float, float]) -> tuple[float, float]:
    low, high = (
        _arrays.one("prevalence", end, _arrays.probability)
        for end in _arrays.pair("prevalence", prevalence, ("low", "high"))
    )
    if not 0 < low < high < 1:
        raise refused("prevalence", "must be a range (low, high) strictly between 0 and 1", prevalence)
    return low, high
