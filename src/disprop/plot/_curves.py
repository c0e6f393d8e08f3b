"""Plots of curves: errors at all thresholds, what an alert means where few are listed, and limits around a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from disprop import _arrays, alerts
from disprop._arrays import FloatArray, Pair
from disprop._errors import Said, of_kind, refused
from disprop._text import writable
from disprop.areas import Funnel
from disprop.estimate import labels_of
from disprop.plot._axes import COLOURS, LITERAL, ink, new_axes, plain_ticks, tell

if TYPE_CHECKING:
    from matplotlib.axes import Axes


SHARES = (1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99)
ROOM = 0.15  # standard deviations beyond the outermost rates
CURVES = ("interval", "false", "true", "bounds", "unknown")


def det(
    false_positive_rate: ArrayLike, false_negative_rate: ArrayLike, *, label: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw a detection error trade-off curve on probit axes, with the line on which both errors are alike.

    Call it again with the same `ax` for another system. A rate of 0 or 1 lies infinitely far away on these axes: such
    points are left out, which an interval beside the rate should then say.

    Parameters
    ----------
    false_positive_rate, false_negative_rate : array_like of float
        The two error rates at each threshold, in the order of the thresholds.
    label : str, optional
        Name of the system; a legend is drawn when one is given.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        When the two differ in length, or no point has both rates strictly between 0 and 1.
    ImportError
        When matplotlib is not installed.

    References
    ----------
    .. [1] Martin, Doddington, Kamm, Ordowski and Przybocki 1997, Proceedings of Eurospeech: 1895-1898.

    Examples
    --------
    >>> from disprop import plot
    >>> ax = plot.det([0.5, 0.1, 0.01], [0.01, 0.05, 0.3], label="system A")
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['1%', '5%', '20%', '40%']
    """
    x, y = _deviates(false_positive_rate, false_negative_rate)
    axes = new_axes(5, 5) if ax is None else ax
    number = sum(line.get_gid() == "det" for line in axes.lines)
    line = ("-", "--", "-.", ":")[number % 4]
    tell(axes, f"Detection error trade-off of {label or 'a system'}", [f"{len(x)} thresholds"])
    colour = COLOURS[CURVES[number % len(CURVES)]]
    axes.plot(x, y, line, gid="det", color=colour, label=None if label is None else writable(label))
    if not number:
        axes.axline((0, 0), slope=1, color=ink(axes), linewidth=0.8, linestyle="--", zorder=0)
    _prepare(axes)
    if label is not None:
        for text in axes.legend(frameon=False).get_texts():
            text.set(**LITERAL)
    return axes


def _deviates(false_positive_rate: ArrayLike, false_negative_rate: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the normal deviates of the points that have both."""
    rates = _arrays.together(
        false_positive_rate=(false_positive_rate, _arrays.probability),
        false_negative_rate=(false_negative_rate, _arrays.probability),
    )
    x, y = (ndtri(np.atleast_1d(rate)) for rate in rates.values())
    shown = np.isfinite(x) & np.isfinite(y)
    if not shown.any():
        raise refused("a DET curve", "needs a point with both error rates strictly between 0 and 1", Said("none"))
    return x[shown], y[shown]


def _prepare(axes: Axes) -> None:
    """Fit both axes to all curves, with percentages as ticks."""
    lines = [np.asarray(line.get_xydata()) for line in axes.lines if line.get_gid() == "det"]
    points = np.concatenate(lines)
    words = ("false positive rate", "false negative rate")
    for axis, column, label in zip("xy", points.T, words, strict=True):
        low, high = float(column.min()) - ROOM, float(column.max()) + ROOM
        ticks = [share for share in SHARES if low <= ndtri(share) <= high]
        axes.set(**{f"{axis}ticks": ndtri(ticks), f"{axis}ticklabels": [f"{100 * share:.10g}%" for share in ticks]})
        axes.set(**{f"{axis}lim": (low, high), f"{axis}label": label})


def predictive_curve(
    *,
    mated: Pair,
    non_mated: Pair,
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
    low, high = _arrays.span("prevalence", prevalence)
    if not 0 < low < high < 1:
        raise refused("prevalence", "must be a range (low, high) strictly between 0 and 1", prevalence)
    trial: Any = {"mated": mated, "non_mated": non_mated}
    grid = np.geomspace(low, high, 200)
    value = alerts.positive_predictive_value(**trial, prevalence=grid, **options)
    even = float(alerts.break_even_prevalence(share, **trial).value)
    axes = new_axes(7, 4) if ax is None else ax
    axes.fill_between(grid, value.low, value.high, color=COLOURS["interval"], alpha=0.2, linewidth=0)
    axes.plot(grid, value.value, color=COLOURS["interval"])
    axes.set(xscale="log", xlim=(low, high), ylim=(0, 1))
    axes.set(xlabel="passers-by who are on the watchlist", ylabel="share of alerts that are true")
    axes.xaxis.set_major_formatter(lambda tick, _: f"1 in {1 / tick:,.0f}")
    words = f"{100 * share:.3g}% at 1 in {1 / even:,.0f}"
    tell(axes, "Share of alerts that are true, by how many passers-by are on the watchlist", [words])
    if low <= even <= high:
        axes.plot([even, even, low], [0, share, share], color=ink(axes), linewidth=0.8, linestyle="--")
        axes.annotate(words, (even, share), xytext=(-6, 6), textcoords="offset points", ha="right")
    return axes


LINES = ("--", ":", "-.", "-")  # one kind for each level


def funnel(found: Funnel, *, ax: Axes | None = None) -> Axes:
    """Draw areas by how much each says, between the limits around their target; who is outside is named.

    The furthest outside come first, and no name is written upon another: how many found no room stands above.

    The lines go through the limits of each area, which are those that decide: counts are whole, so that they have steps
    where few are expected. An area without a value, or with counts known only in part, is not drawn.

    Parameters
    ----------
    found : Funnel
        What `areas.funnel` returned.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        When it is not a Funnel.
    ImportError
        When matplotlib is not installed.

    Examples
    --------
    >>> from disprop import areas, indirect_ratio, plot
    >>> ax = plot.funnel(areas.funnel(indirect_ratio([30, 9, 22, 11], [15, 8, 20, 14])))
    >>> [text.get_text() for text in ax.texts], ax.get_ylabel()
    (['1'], 'indirectly standardised ratio')
    """
    of_kind(Funnel, "found", "must be what areas.funnel returned", found)
    value, out, axes = np.asarray(found.areas.value), found.outside, new_axes(7, 4.8) if ax is None else ax
    order = np.argsort(found.size)[: np.isfinite(found.size + value).sum()]
    for level, line, *ends in zip(found.levels, LINES * 9, found.limit_low, found.limit_high, strict=False):
        for end, label in zip(ends, (f"{100 * level:g}% limits", None), strict=True):
            axes.plot(found.size[order], end[order], line, color=COLOURS["unknown"], linewidth=1, label=label)
    axes.axhline(found.target, color=ink(axes), linewidth=0.8, label=f"target {found.target:.3g}")
    for chosen, colour, shape in ((out == 0).all(axis=0), "interval", "o"), ((out != 0).any(axis=0), "false", "D"):
        axes.plot(found.size[chosen], value[chosen], shape, color=COLOURS[colour], markersize=4)
    axes.set_xscale("log")
    plain_ticks(axes, decades=2)
    axes.set_ylim(0, 1.1 * max(found.target, value[order].max()))
    axes.set_xlabel("how much an area says: about its number of rare events")
    axes.set_ylabel(" ".join(filter(None, (found.areas.measure, found.areas.unit))).removesuffix(" per 1"))
    (labels,) = labels_of(found.areas)
    furthest = [i for i in np.argsort(-np.abs(found.z), kind="stable") if out[:, i].any()]
    named = [(writable(labels[i]), (found.size[i], value[i])) for i in furthest]
    tell(axes, f"Funnel around {found.target:.3g}: who is outside", (f"{name}: {y:.3g}" for name, (_, y) in named))
    _name(axes, axes.legend(frameon=False).get_window_extent(), named)
    return axes


# How far from its point a name may stand, in points: the nearest first, those far away with a line to it.
PLACES = [(side * far, up * far) for far in (5, 14, 28, 45) for up in (0.7, -2, 0, 2, -3) for side in (1, -1)]
DOT = 3.0  # pixels


def _name(axes: Axes, legend: Any, points: list[tuple[str, tuple[float, float]]]) -> None:
    """Write names by their points, the first first, where they cover nothing; say how many found no room."""
    from matplotlib.transforms import Bbox

    dots = axes.transData.transform(np.reshape([point for _, point in points], (-1, 2)))
    taken = [legend, *(Bbox([dot - DOT, dot + DOT]) for dot in dots)]
    if unnamed := sum(not any(_fits(axes, *point, place, taken) for place in PLACES) for point in points):
        axes.set_title(f"{unnamed} more outside, without room for a name", loc="right", fontsize="small")


def _fits(axes: Axes, name: str, point: tuple[float, float], place: tuple[float, float], taken: list[Any]) -> bool:
    """Write a name at a place and return True, where it is within the axes and covers nothing that is taken."""
    from matplotlib.text import Text

    line = {"arrowstyle": "-", "linewidth": 0.5, "shrinkA": 0} if abs(place[0]) > PLACES[0][0] else None
    how: dict[str, Any] = {"textcoords": "offset points", "fontsize": "small", **LITERAL}
    text = axes.annotate(name, point, place, ha="left" if place[0] > 0 else "right", arrowprops=line, **how)
    text.get_window_extent()  # puts it there, and measures its line too
    box = Text.get_window_extent(text)
    if fits := axes.bbox.count_contains(box.get_points()) == len(box.get_points()) and not box.count_overlaps(taken):
        taken.append(box)
    else:
        text.remove()
    return bool(fits)
