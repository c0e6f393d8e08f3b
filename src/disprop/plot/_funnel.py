"""From the faces that a camera saw to the arrests: what is known of each step, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disprop import _data
from disprop._errors import refused
from disprop.alerts import Deployment
from disprop.plot._axes import COLOURS, in_lines, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STEPS = _data.read("plot", "funnel.json")  # of each its words, the count of a deployment, and its colour
START = 0.5  # the left end of every bar, so that a count of 1 has a length
UNKNOWN = "not published"


def alert_funnel(deployment: Deployment, *, ax: Axes | None = None) -> Axes:
    """Draw the counts of one deployment from faces seen to arrests, on a log scale.

    A count that was not published has a hatched outline over the whole width and says so; a count of 0 is "0" without a
    bar. The two are never alike.

    Parameters
    ----------
    deployment : Deployment
        The counts of one deployment; add several up first.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        When it is not a deployment, or several.
    ImportError
        When matplotlib is not installed.

    Examples
    --------
    >>> from disprop import alerts, plot
    >>> ax = plot.alert_funnel(alerts.Deployment(true_alerts=2, false_alerts=12))
    >>> [text.get_text() for text in ax.texts][:4]
    ['not published', '14', '2', '12']
    """
    if not isinstance(deployment, Deployment):
        raise refused("alert_funnel", "draws an alerts.Deployment", deployment)
    counts = [_count(deployment, name) for _, name, _ in STEPS]
    axes = new_axes(7, 4.2) if ax is None else ax
    largest = 1.6 * max([2.0, *(count for count in counts if count is not None)])
    in_lines(axes, [words for words, _, _ in STEPS], (START, largest), log=True, pad=130, ha="left")
    for at, (count, (_, _, colour)) in enumerate(zip(counts, STEPS, strict=True)):
        _draw_step(axes, at, count, COLOURS[colour], largest)
    return axes


def _count(deployment: Deployment, name: str) -> float | None:
    count = deployment.known(name)
    if count is None:
        return None
    if count.ndim:
        raise refused("alert_funnel", "draws one deployment", count.shape, hint=": add them up first", of=" of them")
    return float(count)


def _draw_step(axes: Axes, at: int, count: float | None, colour: str, largest: float) -> None:
    if count is None:
        axes.barh(at, largest - START, left=START, fill=False, hatch="//", edgecolor=COLOURS["unknown"], linewidth=0.5)
    elif count:
        axes.barh(at, count - START, left=START, color=colour)
    end = START if count is None else max(count, START)
    axes.annotate(
        UNKNOWN if count is None else f"{count:,.0f}",
        (end, at),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        backgroundcolor=axes.get_facecolor() if count is None else "none",
    )
