"""Plots of bars: from faces seen to arrests, the assumptions behind a claim, and the stages of a disparity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from disprop import _data
from disprop._errors import Said, of_kind, refused
from disprop._text import writable
from disprop.alerts import Deployment
from disprop.disparity import Stages
from disprop.disparity._stages import ALL
from disprop.imperfect import Sensitivity
from disprop.plot._axes import COLOURS, LITERAL, draw_bars, in_lines, ink, new_axes, style, tell
from disprop.plot._forest import prepare, reference_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes


STEPS = _data.read("plot", "funnel.json")  # of each its words, the count of a deployment, and its colour
START = 0.5  # the left end of every bar, so that a count of 1 has a length


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
    of_kind(Deployment, "alert_funnel", "draws an alerts.Deployment", deployment)
    known = [deployment.known(name) for _, name, _ in STEPS]
    if shapes := [count.shape for count in known if count is not None and count.ndim]:
        raise refused("alert_funnel", "draws one deployment", shapes[0], hint=": add them up first", of=" of them")
    counts = [None if count is None else float(count) for count in known]
    axes = new_axes(7, 4.2) if ax is None else ax
    largest = 1.6 * max([2.0, *(count for count in counts if count is not None)])
    in_lines(axes, [words for words, _, _ in STEPS], (START, largest), log=True, pad=130, ha="left")
    said = []
    for at, (count, (words, _, colour)) in enumerate(zip(counts, STEPS, strict=True)):
        said.append(f"{words.strip()}: {_draw_step(axes, at, count, colour)}")
    tell(axes, "From faces seen to arrests", said)
    return axes


def _draw_step(axes: Axes, at: int, count: float | None, colour: str) -> str:
    """Draw one count, or an outline over the whole width where it was not published, and return what is written."""
    end, behind, words = START, axes.get_facecolor(), "not published"
    if count is None:
        outline: dict[str, Any] = {"fill": False, "hatch": "//", "edgecolor": COLOURS["unknown"], "linewidth": 0.5}
        axes.barh(at, axes.get_xlim()[1] - START, left=START, **outline)
    else:
        end, behind, words = max(count, START), "none", f"{count:,.0f}"
    if count:
        draw_bars(axes, at, end - START, [colour], left=START)
    axes.annotate(words, (end, at), xytext=(4, 0), textcoords="offset points", va="center", backgroundcolor=behind)
    return words


def tornado(found: Sensitivity, *, ax: Axes | None = None) -> Axes:
    """Draw a bar for each assumption that has a range, from the least to the most that it leaves of a claim.

    Use it to show which doubts count most: the widest bar is at the top, and each says where it
    would make the claim fall. The thin line is the number as the counts have
    it, the dashed one where the claim falls; what is beyond it is drawn in another colour.

    Parameters
    ----------
    found : Sensitivity
        What `imperfect.sensitivity` found, with at least one range.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        When no assumption has a range.
    ImportError
        When matplotlib is not installed.

    Examples
    --------
    >>> from disprop import imperfect, plot, rate_ratio
    >>> ratio = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
    >>> doubts = {"specificity": (0.98, 1), "group population": (46_476, 55_000), "unmeasured": (1, 2)}
    >>> ax = plot.tornado(imperfect.sensitivity(ratio, doubts))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['specificity 0.98 to 1 (falls at 0.964)', 'unmeasured 1 to 2 (falls at 4.34)', ...]
    """
    spans = sorted(found.spans.items(), key=lambda span: span[1][0] / span[1][1])
    if not spans:
        raise refused("a tornado", "needs a range", Said("none"), hint=": give some to imperfect.sensitivity")
    axes = new_axes(8, 1.2 + 0.5 * len(spans)) if ax is None else ax
    numbers = [found.null, found.number, *(end for _, ends in spans for end in ends)]
    prepare(axes, [label for label, _ in spans], numbers, log=True)
    above = found.number > found.null
    for at, (_, (low, high)) in enumerate(spans):
        beyond = (low, min(high, found.null)) if above else (max(low, found.null), high)
        for (start, end), how in (((low, high), "span"), (beyond, "beyond")):
            if start < end:
                axes.plot(np.clip([start, end], *axes.get_xlim()), [at, at], **style(how))
    tell(axes, found.claim, (f"{label}: {low:.3g} to {high:.3g}" for label, (low, high) in spans))
    axes.axvline(found.number, color=ink(axes), linewidth=0.8)
    reference_line(axes, found.null)
    axes.set_xlabel(writable(found.claim), **LITERAL)
    return axes


def waterfall(found: Stages, *, ax: Axes | None = None) -> Axes:
    """Draw each stage as a bar from the ratio before it to the ratio after it, and the ratio of all stages below.

    Use it to show where a disparity comes about: equal steps are equal ratios, as the axis is logarithmic. A step back
    has another colour. The thin line at the end of a bar is the interval of that stage alone.

    Parameters
    ----------
    found : Stages
        What `disparity.stages` found, of one group.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        For several groups at once, and for a stage without a ratio, or with one of 0 or infinity.
    ImportError
        When matplotlib is not installed.

    Examples
    --------
    >>> from disprop import disparity, plot
    >>> found = disparity.stages(["stop", "search"], group=([300, 90], 5_000), reference=([2_000, 400], 100_000))
    >>> [label.get_text() for label in plot.waterfall(found).get_yticklabels()]
    ['stop', 'search', 'all stages']
    """
    steps = {**found.ratios, ALL: found.total}
    if np.ndim(found.total.value):
        raise refused("a waterfall", "is of one group", Said("several"), hint=": draw each by itself")
    for name, step in steps.items():
        if not np.isfinite(step.value) or step.value == 0:
            raise refused(f"the ratio of {name!r}", "must have one length to be a step", step)
    ratios, low, high = np.array([(each.value, each.low, each.high) for each in steps.values()], dtype=np.float64).T
    ends, rows = np.append(np.cumprod(ratios[:-1]), ratios[-1]), np.arange(len(steps))
    starts = np.concatenate([[1.0], ends[:-2], [1.0]])
    names = ["interval" if ratio > 1 else "bounds" for ratio in ratios[:-1]]
    axes = new_axes(7, 1 + 0.5 * len(steps)) if ax is None else ax
    draw_bars(axes, rows, ends - starts, [*names, "unknown"], left=starts, height=0.5, alpha=0.6)
    axes.hlines(rows, starts * low, starts * high, color=ink(axes), linewidth=1)
    axes.vlines(ends[:-1], rows[:-1], rows[1:], color=COLOURS["unknown"], linewidth=0.8, zorder=0)
    prepare(axes, [*map(writable, steps)], [*starts, *(starts * low), *(starts * high)], log=True)
    reference_line(axes, 1)
    axes.set_xlabel("ratio to the reference, stage by stage")
    tell(axes, "Ratio to the reference, stage by stage", (f"{name}: {step}" for name, step in steps.items()))
    return axes
